from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openheritage.forms import set_choices
from openheritage.names import sort_key
from organisations.models import Kind, Organisation, Sector


class MemberFilterForm(forms.Form):
    """Choices are what the given organisations have, and no more.

    A value that is no choice filters nothing: an address that somebody shared
    before the last member of a country left still shows the list.
    """

    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(
        self, data: QueryDict | None = None, *, organisations: Iterable[Organisation]
    ) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        organisations = list(organisations)
        countries = {o.country: o.country_name for o in organisations if o.country}
        by_name = sorted(countries.items(), key=lambda pair: sort_key(pair[1]))
        set_choices(self, "country", [("", _("All countries")), *by_name])
        kinds = {o.kind for o in organisations}
        of_kind = [choice for choice in Kind.choices if choice[0] in kinds]
        set_choices(self, "kind", [("", _("All kinds")), *of_kind])
        sectors = {o.sector for o in organisations}
        in_sector = [choice for choice in Sector.choices if choice[0] in sectors]
        set_choices(self, "sector", [("", _("All sectors")), *in_sector])
        self.is_valid()

    @property
    def is_filtered(self) -> bool:
        return any(self.cleaned_data.values())

    def matches(self, organisation: Organisation) -> bool:
        return all(
            getattr(organisation, name) == value
            for name, value in self.cleaned_data.items()
            if value
        )
