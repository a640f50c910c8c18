import re

from django import forms
from django.utils.translation import gettext_lazy as _

from openheritage.text import visible

from .backends import Query
from .models import EntryKind

MAX_LENGTH = 200
PER_PAGE = 20
# Nobody reads further, and a server would have to sort all that lies before.
MAX_PAGES = 50


class QueryField(forms.CharField):
    def to_python(self, value: object) -> str:
        # Before it is measured; what is much too long is not looked through.
        return visible((super().to_python(value) or "")[: 10 * MAX_LENGTH])


class SearchForm(forms.Form):
    q = QueryField(
        label=_("Search for"),
        required=False,
        max_length=MAX_LENGTH,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "dir": "auto"}
        ),
    )

    @property
    def text(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""

    @property
    def has_words(self) -> bool:
        """Whether there is anything that could be found."""
        return any(map(str.isalnum, self.text))

    @property
    def kind(self) -> str:
        kind = self.data.get("kind", "")
        return kind if kind in EntryKind.values else ""

    @property
    def page(self) -> int:
        """From 1 to ``MAX_PAGES``, whatever was asked for."""
        number = self.data.get("page", "")
        if not re.fullmatch("[0-9]{1,9}", number):
            return 1
        return min(max(int(number), 1), MAX_PAGES)

    def query(self, language: str) -> Query:
        return Query(
            text=self.text,
            language=language,
            kind=self.kind,
            start=(self.page - 1) * PER_PAGE,
            size=PER_PAGE,
            exact=self.data.get("exact", "") == "1",
        )
