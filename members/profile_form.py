"""A member and its organisation, made in one step by staff."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from openheritage.fields import Line, Longest, Website
from openheritage.pages import PictureForm
from openheritage.words import Words
from organisations.facts_form import FACTS
from organisations.forms import offered_countries
from organisations.likeness import MOST_IN_BATCH, organisations
from organisations.models import Kind, Organisation, Sector
from organisations.traits import traits

NEW = tuple(f"new_{name}" for name in FACTS)
# Said by a tick, since drafts save themselves while somebody types.
READY, ANOTHER = "new_is_ready", "new_is_another"
MOST_TWINS = 8
# In the original: two lines of a card.
LONGEST_SENTENCE = 200


def limit_sentence(field: forms.Field) -> None:
    field.validators = [Longest(LONGEST_SENTENCE)]
    field.widget.attrs.pop("maxlength", None)


def empty_first(choices: list) -> list:
    return [("", "---------"), *choices]


def new_countries() -> list[tuple[str, Any]]:
    return [("", staff_("Not certain")), *offered_countries()]


@dataclass
class Twin:
    """An organisation that the new one may be."""

    organisation: Organisation
    # Where its profile is edited; empty if it has none.
    profile: str

    @property
    def facts(self) -> str:
        found = [self.organisation.country_name, self.organisation.domain]
        return " · ".join(filter(None, found))

    @property
    def words(self) -> Words:
        return staff_("has a profile") if self.profile else staff_("has no profile")

    @property
    def url(self) -> str:
        name = "wagtailsnippets_organisations_organisation:edit"
        return reverse(name, args=[self.organisation.pk])


class MemberForm(PictureForm):
    new_name = Line(
        max_length=255,
        required=False,
        label=staff_("Name"),
        help_text=staff_("As the organisation writes it itself, in its own script."),
    )
    new_name_latin = Line(
        max_length=255,
        required=False,
        label=staff_("Name in Latin letters"),
        help_text=staff_("Only where the name is written in another script."),
    )
    new_kind = forms.ChoiceField(
        choices=empty_first(Kind.choices), required=False, label=staff_("Kind")
    )
    new_sector = forms.ChoiceField(
        choices=empty_first(Sector.choices), required=False, label=staff_("Sector")
    )
    new_country = forms.ChoiceField(
        choices=new_countries, required=False, label=staff_("Country or territory")
    )
    new_website = Website(required=False, label=staff_("Website"))
    new_is_ready = forms.BooleanField(
        required=False,
        label=staff_("Add this organisation"),
        help_text=staff_("Tick it when its facts are right."),
    )
    new_is_another = forms.BooleanField(
        required=False, label=staff_("It is none of these")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.twins: list[Twin] = []
        if self.instance.pk:
            for name in (*NEW, READY, ANOTHER):
                self.fields.pop(name, None)
        # One of both: ``clean`` sees to it.
        for name in {"organisation", "title", "slug"} & self.fields.keys():
            self.fields[name].required = False
        if "sentence" in self.fields:
            limit_sentence(self.fields["sentence"])
        if "title" in self.fields:
            self.fields["title"].help_text = staff_(
                "As the list shall have it. Empty: the name of the organisation."
            )

    @property
    def facts(self) -> dict[str, str]:
        data = self.cleaned_data
        return {name: data.get(f"new_{name}") or "" for name in FACTS}

    @cached_property
    def is_new(self) -> bool:
        return any(self.data.get(name, "").strip() for name in NEW)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "organisation" in self.fields:
            for name, words in self.doubts():
                self.add_error(name, words)
        self.take_title(data.get("organisation"))
        return super().clean()

    def take_title(self, chosen: Organisation | None) -> None:
        """Where none is given, it is the name; and the address is made of letters
        that it may have."""
        data = self.cleaned_data
        name, latin = self.facts["name"], self.facts["name_latin"]
        if chosen:
            name, latin = chosen.name, chosen.name_latin
        if "title" in self.fields and not data.get("title"):
            data["title"] = name
            if not name and "title" not in self.errors:
                self.add_error("title", self.fields["title"].error_messages["required"])
        if "slug" in self.fields and not data.get("slug") and not name.isascii():
            data["slug"] = slugify(latin)

    def doubts(self) -> Iterator[tuple[str, Any]]:
        chosen = self.cleaned_data.get("organisation")
        if self.is_new and NEW[0] not in self.fields:
            yield (
                "organisation",
                staff_(
                    "Nothing came of the new one: add it under Organisations, and "
                    "choose it here."
                ),
            )
            return
        if not self.is_new:
            if chosen is None and "organisation" not in self.errors:
                yield (
                    "organisation",
                    staff_("Choose an organisation, or add a new one."),
                )
            elif chosen and (profile := self.profile_of(chosen)):
                words = staff_("It has a profile already: “%(title)s”.")
                yield "organisation", words % {"title": profile.title}
            return
        if chosen:
            yield (
                "organisation",
                staff_("Choose one, or add a new one: not both."),
            )
            return
        for name in ("name", "kind", "sector"):
            if not self.facts[name] and f"new_{name}" not in self.errors:
                yield f"new_{name}", staff_("A new organisation needs it.")
        if not self.cleaned_data.get(READY):
            yield READY, staff_("Tick it when its facts are right.")
        elif self.facts["name"]:
            yield from self.doubtful_twins()

    def doubtful_twins(self) -> Iterator[tuple[str, Any]]:
        found = Organisation.objects.filter(pk__in=self.likely())
        found = found.order_by("name", "pk")[:MOST_TWINS]
        self.twins = [self.twin(each) for each in found]
        if self.twins and not self.cleaned_data.get(ANOTHER):
            yield (
                ANOTHER,
                staff_(
                    "These are much like it. If it is one of them, choose that one "
                    "above and empty the fields of the new one."
                ),
            )

    def likely(self) -> set[int]:
        """One whose country is not certain may be from any."""
        facts = self.facts
        names = facts["name"], facts["name_latin"], facts["website"]
        wanted = traits(0, *names, "", facts["country"])
        known = organisations([wanted], MOST_IN_BATCH, anywhere=not wanted.country)
        countries = [wanted.country] if wanted.country else [*known.names]
        return {
            pk
            for country in countries
            for pk in known.of(replace(wanted, country=country))
        }

    def twin(self, organisation: Organisation) -> Twin:
        profile = self.profile_of(organisation)
        url = reverse("wagtailadmin_pages:edit", args=[profile.pk]) if profile else ""
        return Twin(organisation, url)

    def profile_of(self, organisation: Organisation) -> Any:
        """Of another page than this one, in any language."""
        pages = self._meta.model.objects.filter(organisation=organisation)
        if self.instance.pk:
            pages = pages.exclude(translation_key=self.instance.translation_key)
        return pages.order_by("path").first()

    def save(self, commit: bool = True) -> Any:
        """A preview comes here too: the page saves its organisation with itself."""
        if self.is_new and NEW[0] in self.fields:
            self.instance.organisation = Organisation(**self.facts)
        return super().save(commit)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """A draft that saved itself has made the organisation: once is enough."""
        updates = super().get_field_updates_for_resave()
        if self.is_new and self.instance.organisation_id:
            updates.append(("organisation", str(self.instance.organisation_id)))
            updates += [(name, "") for name in (*NEW, READY, ANOTHER)]
        if not self.data.get("title"):
            updates.append(("title", self.instance.title))
        return updates


class TwinsPanel(Panel):
    """Those that the new one may be, if there are any."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "members/admin/twins.html"

        def is_shown(self) -> bool:
            return bool(getattr(self.form, "twins", ()))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context) or {}
            return context | {"twins": self.form.twins}


class AnotherPanel(FieldPanel):
    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and bool(getattr(self.form, "twins", ()))


MAY_ADD = "organisations.add_organisation"

ORGANISATION_PANELS = [
    FieldPanel("organisation", help_text=staff_("One that we have.")),
    MultiFieldPanel(
        [
            *(FieldPanel(name, permission=MAY_ADD) for name in NEW),
            FieldPanel(READY, permission=MAY_ADD),
            TwinsPanel(),
            AnotherPanel(ANOTHER, permission=MAY_ADD),
        ],
        heading=staff_("Or a new organisation"),
        classname="collapsed",
    ),
]
