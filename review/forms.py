"""The forms of the admin; who signs on the site fills in others."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from desk import batches
from desk.decisions import DecisionForm
from desk.mailed import in_both
from events.deeds import NotNowError
from openheritage.fields import Line, Mailbox, Website, Words
from openheritage.forms import set_choices
from openheritage.locales import available, locale_ids, open_locales
from openheritage.names import language_name_here
from openheritage.words import Words as Wording
from organisations.forms import offered_countries
from organisations.models import Kind, Sector
from signatures.models import FACTS, Correction, Question, Reason, Signature
from statement.models import StatementPage, StatementText, StatementVersion

from .decide import facts_seen
from .matching import latin_guess
from .moderation import Action

MAX_WORDS = 1500


def languages() -> list[tuple[str, str]]:
    return [(code, language_name_here(code)) for code in open_locales()]


def all_languages() -> list[tuple[str, str]]:
    """Those that were closed since, too: somebody has signed in them."""
    return [(code, language_name_here(code)) for code in locale_ids()]


def words_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=staff_("Your words"),
        help_text=staff_("Mailed to the signatory as you write them."),
        max_length=MAX_WORDS,
        widget=AdminAutoHeightTextInput,
        **options,
    )


class PaperForm(forms.ModelForm):
    """What was signed on paper or at an event, without a person's data."""

    source = forms.ChoiceField(
        label=staff_("Signed"),
        choices=[choice for choice in Signature.Source.choices if choice[0] != "web"],
        widget=forms.RadioSelect,
        initial=Signature.Source.PAPER,
    )
    signed_on = forms.DateField(
        label=staff_("Signed on"),
        help_text=staff_("The day that stands on the paper."),
        widget=AdminDateInput,
    )
    version = forms.ModelChoiceField(
        StatementVersion.objects.none(),
        label=staff_("Version of the Statement"),
        empty_label=None,
    )
    language = forms.ChoiceField(
        label=staff_("Language of the text signed"), choices=languages
    )
    name = Line(label=staff_("Name"), max_length=255)
    name_latin = Line(
        label=staff_("Name in Latin letters"), max_length=255, required=False
    )
    website = Website(label=staff_("Website"), required=False)
    comment = Words(
        label=staff_("Comment or reservation"), max_length=MAX_WORDS, required=False
    )

    class Meta:
        model = Signature
        fields = ["source", "signed_on", "version", "language", *FACTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of the Statement alone: other texts are kept in the same table.
        versions = cast(forms.ModelChoiceField, self.fields["version"])
        versions.queryset = StatementVersion.objects.filter(
            translation_key__in=StatementPage.objects.key()
        )

    def clean_signed_on(self) -> date:
        day = self.cleaned_data["signed_on"]
        if day > timezone.now().date():
            raise ValidationError(staff_("This day is in the future."))
        page = StatementPage.objects.shown_in(settings.LANGUAGE_CODE)
        if page and page.opened_on and day < page.opened_on:
            raise ValidationError(
                staff_("The Statement was not open for signature then.")
            )
        return day

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        version, language = data.get("version"), data.get("language")
        if version and language:
            text = text_of(version, language, data.get("signed_on"))
            if text is None:
                self.add_error("version", staff_("This version has no text."))
            else:
                self.instance.text = text
        return data


def text_of(
    version: StatementVersion, language: str, day: date | None = None
) -> StatementText | None:
    """In the language if there is one, else in the default language; of several the
    one that was published on the day, since what came later was not on the paper."""
    for code in (language, settings.LANGUAGE_CODE):
        texts = list(version.texts.filter(locale_id=locale_ids()[code]))
        known = [row for row in texts if day and row.published_at.date() <= day]
        if texts:
            return known[0] if known else texts[-1 if day else 0]
    return None


class SignatureForm(DecisionForm):
    row: Signature


class SeenForm(SignatureForm):
    """Sends along which facts were on the screen."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = facts_seen(self.row)


class WordsForm(SignatureForm):
    """Holds words of staff, and says in which language they will be read."""

    words = words_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = staff_(
            "Mailed as you write them: write in the signatory’s language, %(language)s."
        ) % {"language": language_name_here(reader_language(self.row))}


def reader_language(signature: Signature) -> str:
    """In which the signatory is written to."""
    person = signature.signatory
    return available(person.language if person else signature.language)


class AskForm(WordsForm):
    question = forms.ChoiceField(
        label=staff_("Question"),
        help_text=staff_("Mailed in the signatory’s language."),
        widget=forms.RadioSelect,
        required=False,
    )
    words = words_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reader_language(self.row)
        choices: list[tuple[str, Wording]] = [
            (question.value, in_both(question.label, language)) for question in Question
        ]
        choices.append(("", staff_("in your own words alone")))
        set_choices(self, "question", choices)
        self.order_fields(["question", "words"])

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if not (data.get("question") or data.get("words") or self.errors):
            self.add_error("words", staff_("Choose a question, or write one."))
        return data


class RejectForm(WordsForm):
    reason = forms.ChoiceField(
        label=staff_("Reason"),
        help_text=staff_("Mailed in the signatory’s language."),
        choices=Reason.choices,
        widget=forms.RadioSelect,
    )
    words = words_field(required=False)

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("reason") == Reason.OTHER and not data.get("words"):
            self.add_error("words", staff_("Say the reason."))
        return data


class MergeForm(SignatureForm):
    reference = forms.CharField(
        label=staff_("Reference of the signature that stays"), max_length=20
    )

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"].strip().upper()
        into = (
            Signature.objects.filter(reference=reference)
            .select_related("text__version")
            .first()
        )
        if into is None:
            raise ValidationError(staff_("There is no signature with this reference."))
        if into.pk == self.row.pk:
            raise ValidationError(staff_("This is the same signature."))
        if into.text.version_id != self.row.text.version_id:
            raise ValidationError(
                staff_("That one signed another version of the Statement.")
            )
        if into.state not in Signature.CONFIRMED:
            raise ValidationError(
                staff_("That one is neither published nor waiting for review.")
            )
        self.into = into
        return reference


class CorrectionForm(SignatureForm):
    # The one that was on the screen; a later one has not been looked at.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def correction(self) -> Correction:
        """Raises ``NotNowError`` if another one has replaced it."""
        found = self.row.corrections.filter(pk=self.cleaned_data["seen"]).first()
        if found is None:
            raise NotNowError
        return found


class DeclineForm(WordsForm, CorrectionForm):
    pass


class AmendForm(SeenForm):
    name = Line(label=staff_("Name"), max_length=255)
    name_latin = Line(
        label=staff_("Name in Latin letters"), max_length=255, required=False
    )
    kind = forms.ChoiceField(label=staff_("Kind"), choices=Kind.choices)
    sector = forms.ChoiceField(label=staff_("Sector"), choices=Sector.choices)
    country = forms.ChoiceField(
        label=staff_("Country or territory"), choices=offered_countries
    )
    website = Website(label=staff_("Website"), required=False)
    comment = Words(
        label=staff_("Comment or reservation"), max_length=MAX_WORDS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.row.facts.items():
            self.fields[name].initial = value
        if guess := latin_guess(self.row):
            self.fields["name_latin"].help_text = staff_(
                "Roughly “%(guess)s”, as a machine spells it. Ask the organisation."
            ) % {"guess": guess}

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACTS}


class InviteForm(SignatureForm):
    email = Mailbox(
        label=staff_("Their e-mail"),
        help_text=staff_("You will not see it again; it is signatory data."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=staff_("The language in which we write to them"), choices=languages
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = available(self.row.language)


class BulkForm(forms.Form):
    action = forms.ChoiceField(
        label=staff_("What to do"), choices=Action.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=staff_("Reason, for a rejection"),
        choices=[("", staff_("(none)")), *Reason.choices],
        required=False,
    )
    words = words_field(required=False)
    count = forms.IntegerField(widget=forms.HiddenInput)
    # Fingerprints by key: what was not on the page, or not so, is left alone.
    seen = forms.JSONField(widget=forms.HiddenInput)
    is_sure = forms.BooleanField()

    def __init__(
        self, data: dict | None = None, *, count: int, seen: Callable[[], dict]
    ) -> None:
        super().__init__(data, initial={"count": count, "seen": seen})
        self.fields["words"].help_text = staff_(
            "Mailed to each as you write them, whatever language they read."
        )
        self.now, self.seen_now = count, seen
        self.fields["is_sure"].label = staff_(
            "I have looked at the samples: do it to %(number)s signatures"
        ) % {"number": min(count, batches.MOST)}

    def clean_seen(self) -> dict[str, str]:
        seen = self.cleaned_data["seen"]
        if not isinstance(seen, dict):
            raise ValidationError(staff_("The list could not be read."))
        return seen

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if data.get("action") == Action.REJECT:
            if not data.get("reason"):
                self.add_error("reason", staff_("Choose a reason."))
            elif data["reason"] == Reason.OTHER and not data.get("words"):
                self.add_error("words", staff_("Say the reason."))
        if "count" in data and data["count"] != self.now:
            # The next page shows the new number to agree to.
            posted = cast(QueryDict, self.data).copy()
            posted["count"] = str(self.now)
            posted["seen"] = json.dumps(self.seen_now())
            posted.pop("is_sure", None)
            self.data = posted
            raise ValidationError(
                staff_("The list has changed in the meantime: it is now this long.")
            )
        return data
