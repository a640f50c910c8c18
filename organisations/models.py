from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from openheritage.addresses import domain_of_website
from openheritage.fields import WebsiteField
from openheritage.furniture import furniture_language
from openheritage.kept import KeptOrder, KeptWords
from openheritage.names import (
    LANGUAGE_NAMES,
    country_name,
    language_name_here,
    our_countries,
)
from openheritage.signals import CORRECTED, WITHDRAWN, public_changed
from openheritage.text import one_line

from .forms import CountryNameForm, OrganisationForm
from .traits import known_by

# Two names of 255 letters, word by word and in one piece.
MOST_KEPT = 1200
# Columns that are made of others.
FOLLOWING = ("domain", "sort_name", "search_name", "known_by")


class Kind(models.TextChoices):
    GOVERNMENT = "government", pgettext_lazy("kind of signatory", "Government")
    INSTITUTION = "institution", pgettext_lazy("kind of signatory", "Institution")
    ORGANISATION = "organisation", pgettext_lazy("kind of signatory", "Organisation")


class Sector(models.TextChoices):
    LIBRARY = "library", pgettext_lazy("sector", "Library")
    ARCHIVE = "archive", pgettext_lazy("sector", "Archive")
    MUSEUM = "museum", pgettext_lazy("sector", "Museum")
    GALLERY = "gallery", pgettext_lazy("sector", "Gallery")
    RESEARCH = "research", pgettext_lazy("sector", "University or research")
    NETWORK = "network", pgettext_lazy("sector", "Network")
    CIVIL_SOCIETY = "civil-society", pgettext_lazy("sector", "Civil society")
    ADMINISTRATION = "administration", pgettext_lazy("sector", "Public administration")
    OTHER = "other", pgettext_lazy("sector", "Other")


SECTOR_NAMES = dict(Sector.choices)


def country_choices() -> Iterable[tuple[str, str]]:
    """Of the model alone, which is looked at before there are tables; forms have
    ``names.countries``."""
    return our_countries(furniture_language())


def language_choices() -> Iterable[tuple[str, str]]:
    return LANGUAGE_NAMES.items()


class CountryName(models.Model):
    """The name of a country or territory that staff give instead of ours."""

    country = models.CharField(
        max_length=2,
        choices=country_choices,
        verbose_name=staff_("country or territory"),
    )
    language = models.CharField(
        max_length=12, choices=language_choices, verbose_name=staff_("language")
    )
    name = models.CharField(
        max_length=100,
        verbose_name=staff_("name"),
        help_text=staff_(
            "As all pages, lists and files in this language shall have it. Delete the "
            "row to have ours back."
        ),
    )

    base_form_class = CountryNameForm

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "language"],
                name="organisations_one_name",
                violation_error_message=staff_(
                    "There is a name for it in this language already: change that one."
                ),
            )
        ]
        ordering = ["country", "language"]
        verbose_name = staff_("name of a country or territory")
        verbose_name_plural = staff_("names of countries")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = one_line(self.name)
        with transaction.atomic():
            super().save(*args, **kwargs)
            public_changed.send(CountryName, instance=self, change=CORRECTED)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            public_changed.send(CountryName, instance=self, change=WITHDRAWN)
            return super().delete(*args, **kwargs)

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def language_name(self) -> str:
        return language_name_here(self.language)


class KnownBy(models.JSONField):
    """What ``traits.known_by`` says of the row, made at every save."""

    def pre_save(self, row: Any, add: bool) -> Any:
        # A row as a migration sees it has no names of its own.
        if not hasattr(row, "kept_names"):
            return super().pre_save(row, add)
        name, latin = row.kept_names
        made = known_by(name, latin, row.domain)
        setattr(row, self.attname, made)
        return made


class Organisation(index.Indexed, models.Model):
    """What signatures and members share: public facts, and no person."""

    name = models.CharField(
        max_length=255,
        verbose_name=staff_("name"),
        help_text=staff_("As the organisation writes it itself, in its own script."),
    )
    name_latin = models.CharField(
        max_length=255,
        blank=True,
        verbose_name=staff_("name in Latin letters"),
        help_text=staff_("Only where the name is written in another script."),
    )
    kind = models.CharField(max_length=20, choices=Kind, verbose_name=staff_("kind"))
    sector = models.CharField(
        max_length=20, choices=Sector, verbose_name=staff_("sector")
    )
    # A function, so that a country that changes its name is no migration.
    country = models.CharField(
        max_length=2,
        blank=True,
        choices=country_choices,
        verbose_name=staff_("country or territory"),
        help_text=staff_("Empty where it is not certain."),
    )
    website = WebsiteField(blank=True, verbose_name=staff_("website"))
    domain = models.CharField(
        max_length=255,
        blank=True,
        db_index=True,
        verbose_name=staff_("domain"),
        help_text=staff_(
            "Follows the website unless you write another; empty it to follow again."
        ),
    )
    ror = WebsiteField(
        blank=True,
        verbose_name="ROR",
        help_text=staff_("The address in the Research Organization Registry."),
    )
    wikidata = models.CharField(
        max_length=20,
        blank=True,
        verbose_name="Wikidata",
        help_text=staff_("The item's number, such as Q180."),
    )
    # To be ordered and found by (`openheritage/matching.py`).
    sort_name = KeptOrder(max_length=255, editable=False, db_default="")
    search_name = KeptWords(max_length=MOST_KEPT, editable=False, db_default="")
    # To tell whether it is another one (`likeness.py`); nothing yet where an older
    # version of the site wrote the row.
    known_by = KnownBy(null=True, editable=False)

    base_form_class = OrganisationForm

    search_fields = [
        index.SearchField("name"),
        index.SearchField("name_latin"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        ordering = ["name"]
        # On PostgreSQL one of `known_by` besides (migration 0006).
        indexes = [
            models.Index(fields=["country", "-id"], name="organisations_of_country"),
            models.Index(
                fields=["id"],
                condition=models.Q(known_by__isnull=True),
                name="organisations_not_known",
            ),
        ]
        verbose_name = staff_("organisation")
        verbose_name_plural = staff_("organisations")

    def __str__(self) -> str:
        return self.name

    def save(
        self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any
    ) -> None:
        """The domain follows the website, unless staff have typed another."""
        rows = type(self).objects.filter(pk=self.pk).values_list("domain", "website")
        domain, website = rows.first() or ("", "")
        if self.domain == domain == domain_of_website(website):
            self.domain = ""
        self.domain = domain_of_website(self.domain or self.website)
        if update_fields is not None:
            update_fields = {*update_fields, *FOLLOWING}
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            if not is_new:
                public_changed.send(Organisation, instance=self, change=CORRECTED)

    @property
    def is_used(self) -> bool:
        """Whether a signature, a member or anything else belongs to it."""
        return any(
            link.field.model._base_manager.filter(**{link.field.name: self}).exists()
            for link in self._meta.related_objects
        )

    @property
    def kept_names(self) -> tuple[str, str]:
        return self.name, self.name_latin

    @cached_property
    def country_name(self) -> str:
        """In the reader's language; empty where the country is not known."""
        return country_name(self.country) if self.country else ""

    def get_sector_display(self) -> str:  # type: ignore[no-redef]  # Django's stands back
        """Django goes through all there are for each row, which long lists feel."""
        return str(SECTOR_NAMES.get(self.sector, self.sector))
