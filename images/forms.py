"""The forms of a picture, wherever one comes in: alone, with others, in a chooser."""

from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.images.forms import BaseImageForm

from openheritage.uploads import no_room

from .credits import ATTRIBUTION, Licence, Relation
from .fields import PictureFormField
from .titles import is_file_name

WORKS = "works"


def credit_errors(cleaned: dict[str, Any]) -> dict[str, str]:
    """What a licence asks for and was not given, by field."""
    licence = cleaned.get("licence")
    if licence in ATTRIBUTION and not cleaned.get("creator"):
        return {
            "creator": staff_now("This licence asks that you name who made the work.")
        }
    named = cleaned.get("creator") or cleaned.get("institution")
    if licence == Licence.PERMISSION and not named:
        return {"creator": staff_now("Name who made the work, or who gave permission.")}
    return {}


class WorkForm(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    relation = forms.ChoiceField(
        label=staff_("How it belongs to the picture"),
        choices=[
            (Relation.REMIXED, staff_("remixed with it")),
            (Relation.AFTER, staff_("the picture was made after it")),
            (Relation.SHOWS, staff_("the picture shows it")),
            (Relation.BESIDE, staff_("it stands beside it")),
        ],
        initial=Relation.REMIXED,
    )
    title = forms.CharField(label=staff_("Title"), max_length=255)
    creator = forms.CharField(label=staff_("Creator"), max_length=255, required=False)
    year = forms.CharField(label=staff_("Year"), max_length=50, required=False)
    institution = forms.CharField(
        label=staff_("Holding institution"), max_length=255, required=False
    )
    licence = forms.ChoiceField(
        label=staff_("Licence"), choices=[("", "---------"), *Licence.choices]
    )
    source = forms.URLField(
        label=staff_("Source"), max_length=500, required=False, assume_scheme="https"
    )

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if is_file_name(title):
            raise ValidationError(staff_now("That is the name of a file, not a title."))
        return title

    def clean(self) -> dict[str, Any]:
        for name, words in credit_errors(self.cleaned_data).items():
            self.add_error(name, words)
        return self.cleaned_data


WorkFormSet = forms.formset_factory(WorkForm, extra=1, can_delete=True, can_order=True)


class PictureForm(BaseImageForm):
    # Whether to say that a browser forgets the file when it shows a form again.
    forgets_the_file = True
    # Of a file that is not in the form, since it was uploaded before.
    names: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            description = self.fields["description"]
            description.required = True
            description.error_messages["required"] = staff_now(
                "Say in one sentence what the picture shows, for those who cannot see "
                "it. Where it only decorates, you can say so on the page."
            )
        if "file" in self.fields:
            self.take_pictures()
        if self.instance.pk is None:
            # Wagtail gives the file's name, which is none to be shown to anyone.
            self.initial["title"] = ""
        self.works_heading = staff_now("Further works in this picture")
        self.works_note = staff_now(
            "Where a picture is made of several works, each is credited in this order, "
            "after the one above. Save, and there is room for one more."
        )
        self.works_new = staff_now("a further work")
        self.languages_label = staff_now("Words in other languages")
        management = f"{WORKS}-TOTAL_FORMS"
        self.works = WorkFormSet(
            self.data if self.is_bound and management in self.data else None,
            initial=self.instance.works,
            prefix=WORKS,
        )

    def take_pictures(self) -> None:
        old = self.fields["file"]
        field = PictureFormField(
            label=old.label, required=old.required, widget=forms.FileInput()
        )
        if self.instance.pk is None:
            # In a window of its own: a form is open here, or a page.
            field.help_text = format_html(
                '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
                field.help_text,
                reverse("picture_elsewhere"),
                staff_now("Bring one from an institution, with its credit"),
            )
        self.fields["file"] = field

    @property
    def was_uploaded(self) -> bool:
        return self.add_prefix("file") in self.files and "file" in self.fields

    def names_of_the_file(self) -> list[str]:
        uploaded = self.files.get(self.add_prefix("file"))
        stored = self.original_file.name if self.original_file else ""
        here = [name for name in (uploaded and uploaded.name, stored) if name]
        return [*here, *self.names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = self.names_of_the_file()
        if is_file_name(cleaned.get("title") or "", *names):
            self.add_error(
                "title",
                staff_now(
                    "That is the name of the file. Give the title of the work, or say "
                    "what it is."
                ),
            )
        if is_file_name(cleaned.get("description") or "", *names):
            self.add_error(
                "description",
                staff_now("That is the name of the file. Say what the picture shows."),
            )
        for name, words in credit_errors(cleaned).items():
            if name in self.fields:
                self.add_error(name, words)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.works.is_bound:
            if self.works.is_valid():
                self.instance.works = self.cleaned_works()
            else:
                self.add_error(
                    None, staff_now("Something is missing in the further works below.")
                )
        if not self.was_uploaded or "file" in self.errors:
            return
        if not self.errors:
            self.store_file()
        elif self.forgets_the_file:
            self.add_error(
                "file",
                staff_now(
                    "Choose the file again: a browser does not keep it. Everything "
                    "else is still here."
                ),
            )

    def cleaned_works(self) -> list[dict[str, str]]:
        works = []
        for form in self.works.ordered_forms:
            facts = form.cleaned_data
            works.append(
                {name: facts[name] for name in WorkForm.base_fields}
                | {"id": facts["id"] or uuid4().hex[:8]}
            )
        return works

    def store_file(self) -> None:
        """Written while the form can still say that it did not work."""
        file = self.instance.file
        try:
            file.save(Path(file.name).name, file.file, save=False)
        except OSError:
            self.add_error("file", no_room())

    def save(self, commit: bool = True) -> Any:
        image = super().save(commit=commit)
        # Wagtail opens it for its hash.
        image.file.close()
        return image
