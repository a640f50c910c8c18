"""What staff type about an organisation is published, as what signatories type is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.forms import WagtailAdminModelForm

from openheritage.addresses import domain_of_website
from openheritage.fields import Line
from openheritage.furniture import furniture_language
from openheritage.locales import locale_ids
from openheritage.names import countries, language_name
from openheritage.websites import check_host


def offered_countries() -> list[tuple[str, str]]:
    return countries(furniture_language())


def name_countries(form: WagtailAdminModelForm) -> None:
    """With the names that staff have given, as the public reads them."""
    if field := form.fields.get("country"):
        empty = [pair for pair in field.choices if not pair[0]]
        field.choices = [*empty, *offered_countries()]


class NamesForm(WagtailAdminModelForm):
    """Declared fields keep the words of the model."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.declared_fields.keys() & self.fields.keys():
            field = self._meta.model._meta.get_field(name)
            self.fields[name].label = capfirst(field.verbose_name)
            self.fields[name].help_text = field.help_text
        name_countries(self)


class CountryNameForm(NamesForm):
    name = Line(max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("language"):
            empty = [pair for pair in field.choices if not pair[0]]
            named = [(code, language_name(code)) for code in locale_ids()]
            field.choices = [*empty, *named]


class OrganisationForm(NamesForm):
    name = Line(max_length=255)
    name_latin = Line(max_length=255, required=False)

    def clean_domain(self) -> str:
        domain = domain_of_website(self.cleaned_data["domain"].strip())
        try:
            if domain:
                check_host(domain)
        except ValueError:
            raise ValidationError(
                staff_("Enter a domain, such as museum.example.")
            ) from None
        return domain
