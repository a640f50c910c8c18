"""What the screen of review is made of."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from openheritage.names import bcp47, day, direction, language_name
from openheritage.text import paragraphs
from openheritage.words import Words
from statement.differences import Change as Difference
from translations.findings import Sentence
from translations.models import State, Step
from translations.people import called
from translations.spelling import sentence
from translations.steps import LONGEST_NOTE

from .editor.text import pretty, shown


class NoteForm(forms.Form):
    note = forms.CharField(
        label=staff_("What is to be changed"),
        help_text=staff_(
            "The translators read it on their home page and in their mail."
        ),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_note(self) -> str:
        try:
            note = paragraphs(self.cleaned_data["note"])
        except ValueError:
            raise ValidationError(staff_("Some signs of it cannot be shown.")) from None
        if not note:
            raise ValidationError(staff_("Say what is to be changed."))
        return note


@dataclass
class Line:
    """A sentence, its translation, and what is to be known of them."""

    sentence: Sentence
    label: str
    url: str
    # What readers have in its place; None where they have nothing to compare.
    before: str | None = None
    # What the original said then; empty if it says the same today.
    old_original: str = ""

    @property
    def segment(self) -> StringSegment:
        return self.sentence.segment

    @property
    def original(self) -> SafeString:
        return pretty(self.segment.string.data)

    @property
    def text(self) -> SafeString:
        return pretty(self.sentence.text)

    @property
    def is_changed(self) -> bool:
        if self.before is None:
            return False
        return self.before != sentence(self.sentence.text)

    @property
    def is_new(self) -> bool:
        return self.is_changed and not self.before

    @property
    def difference(self) -> SafeString:
        """In the words alone: marks that moved are seen in the text."""
        return Difference("", shown(self.before or ""), shown(self.sentence.text)).html

    @property
    def original_difference(self) -> SafeString:
        old, new = shown(self.old_original), shown(self.segment.string.data)
        return Difference("", old, new).html

    @property
    def by(self) -> str:
        row = self.sentence.row
        if row is None or row.last_translated_by is None:
            return ""
        return staff_("%(name)s, %(date)s") % {
            "name": called(row.last_translated_by),
            "date": day(row.updated_at),
        }


@dataclass
class Filter:
    label: str
    url: str
    is_current: bool


def told(step: Step, *, is_first: bool = False) -> str:
    values = {
        "state": State(step.state).label,
        "name": called(step.by) if step.by else "",
        "date": day(step.at),
    }
    if step.state == State.DRAFT and not step.note:
        words = (
            staff_("%(date)s: given to translators")
            if is_first
            else staff_("%(date)s: the original changed")
        )
    elif step.note:
        words = staff_("%(date)s: sent back, %(name)s")
        if not step.by:
            words = staff_("%(date)s: sent back")
    elif step.by:
        words = staff_("%(date)s: %(state)s, %(name)s")
    else:
        words = staff_("%(date)s: %(state)s")
    return words % values


def language_facts(language: str) -> dict[str, str]:
    return {
        "name": language_name(language),
        "lang": bcp47(language),
        "dir": direction(language),
    }


def preview_url(translation: Translation, target: Model) -> str:
    if not isinstance(target, Page):
        return ""
    return reverse("wagtail_localize:preview_translation", args=[translation.pk])


def words(language: str) -> dict[str, Words]:
    """What the template says."""
    return {
        "state": staff_("State of the work"),
        "note": staff_("Note"),
        "problems": staff_("Before it can be published"),
        "original": staff_("Original"),
        "translation": staff_("Translation"),
        "empty": staff_("No translation yet"),
        "changed": staff_("Changed"),
        "new": staff_("New"),
        "difference": staff_("In the text that readers have:"),
        "original_difference": staff_("In the original, since then:"),
        "machine": staff_("Of a machine"),
        "confirm": staff_("Confirm"),
        "confirm_help": staff_("I have read it, and it is right."),
        "edit": staff_("Edit"),
        "edit_all": staff_("Open in the editor"),
        "preview": staff_("Preview"),
        "live": staff_("View live"),
        "decide": staff_("Decide"),
        "publish": staff_("Publish in %(language)s") % {"language": language},
        "publish_kept": staff_(
            "A page follows that says which version it will be a translation of."
        ),
        "approve": staff_("Approve"),
        "approve_help": staff_("It is good, and somebody else publishes it."),
        "send_back": staff_("Send back"),
        "ready": staff_("Ready for review"),
        "ready_help": staff_("All is translated and read: a reviewer has the word."),
        "readers": staff_("What readers are told"),
        "readers_help": staff_(
            "Reviewed: you have compared it with the original. That holds for these "
            "words: when others change them, it is a community translation again."
        ),
        "save": staff_("Save"),
        "history": staff_("History"),
        "nothing": staff_("Nothing of this kind."),
        "live_as_is": staff_("Readers have it as it stands here."),
        "filters": staff_("Which sentences are shown"),
    }
