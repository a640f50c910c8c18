"""What the people who speak for a member fill in, behind their private links."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consents.forms import ConsentsForm
from images.cleaning import cleaned
from openheritage.fields import Line, Mailbox, Website, Words, one_line, paragraphs
from openheritage.forms import StepForm
from openheritage.names import file_size, number
from openheritage.pseudonyms import key

from .links import MOST_LINKS

# In characters.
MOST_SENTENCE, MOST_DESCRIPTION, MOST_NOTE = 200, 5000, 1500
# In bytes: a sharp logo is far smaller. The server in front takes two megabytes.
MOST_LOGO = 1_000_000
ENDINGS = {"png": "png", "jpeg": "jpg", "webp": "webp"}


def about_descriptions() -> str:
    # Translators: %(limit)s is a number: 5,000.
    return pgettext(
        "a profile",
        "Who you are and what you do for heritage in the public domain. Leave an empty "
        "line between paragraphs. At most %(limit)s characters.",
    ) % {"limit": number(MOST_DESCRIPTION)}


def about_links() -> str:
    # Translators: %(limit)s is a small number: 8.
    return pgettext(
        "a profile",
        "Your pages elsewhere, such as LinkedIn or Mastodon: one address a line, at "
        "most %(limit)s.",
    ) % {"limit": number(MOST_LINKS)}


def about_logos() -> str:
    # Translators: %(size)s is a size of a file: 1 MB.
    return pgettext(
        "a profile",
        "A PNG, JPEG or WebP file of at most %(size)s, best with a transparent ground.",
    ) % {"size": file_size(MOST_LOGO)}


class Description(Words):
    """What stands there already may hold what nobody could type here."""

    known = ""

    def validate(self, value: str) -> None:
        if value != self.known:
            super().validate(value)


class Addresses(forms.CharField):
    """One address a line, each put into its one spelling."""

    widget = forms.Textarea
    default_error_messages = {
        "most": pgettext_lazy("addresses", "Enter at most %(limit)s addresses."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "ltr", "spellcheck": "false", "rows": 3}

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> Any:
        one, found = Website(required=True), []
        errors: list[ValidationError] = []
        for line in filter(None, map(str.strip, str(value or "").splitlines()[:100])):
            try:
                found.append(one.clean(line))
            except ValidationError as error:
                errors += error.error_list
        found = list(dict.fromkeys(found))
        if len(found) > MOST_LINKS:
            limit = {"limit": number(MOST_LINKS)}
            words = self.error_messages["most"]
            errors.append(ValidationError(words, code="most", params=limit))
        if errors:
            raise ValidationError(errors[:3])
        return found


class ProfileForm(StepForm):
    sentence = Line(
        max_length=MOST_SENTENCE,
        required=False,
        label=_("Your organisation in one sentence"),
        help_text=pgettext_lazy(
            "a sentence about an organisation", "It stands in the list of members."
        ),
    )
    description = Description(
        max_length=MOST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        label=_("Description"),
        help_text=lazy(about_descriptions, str)(),
    )
    website = Website(required=False, label=_("Website"))
    links = Addresses(
        required=False, label=_("Other addresses"), help_text=lazy(about_links, str)()
    )
    note = Words(
        max_length=MOST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Note to us"),
        help_text=_("Only we read it."),
    )

    # What they were shown, each as a code: what somebody has not touched is no wish.
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    names = ("sentence", "description", "website", "links")

    def __init__(self, *args: Any, shown: dict[str, Any], **kwargs: Any) -> None:
        self.shown: dict[str, Any] = {
            "sentence": spelled(one_line, shown.get("sentence")),
            "description": spelled(paragraphs, shown.get("description")),
            "website": shown.get("website") or "",
            "links": shown.get("links") or [],
        }
        super().__init__(*args, initial=self.shown, **kwargs)
        self.initial["was"] = " ".join(code(self.shown[name]) for name in self.names)
        description = self.fields["description"]
        if isinstance(description, Description):
            description.known = self.shown["description"]

    @property
    def touched(self) -> dict[str, Any]:
        was = dict(zip(self.names, self.cleaned_data["was"].split(), strict=False))
        return {
            name: self.cleaned_data[name]
            for name in self.names
            if code(self.cleaned_data[name]) != was.get(name)
        }


def spelled(spell: Callable[[str], str], text: str | None) -> str:
    """What staff have written may hold what forms refuse."""
    try:
        return spell(text or "")
    except ValidationError:
        return text or ""


def code(value: object) -> str:
    return key(repr(value), "profile")[:16]


class LogoField(forms.FileField):
    """Refuses in a sentence; what is kept is a clean file."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"})
    default_error_messages = {
        "required": _("Choose a file."),
        "empty": _("This file cannot be read as a picture. Save it anew."),
        "large": pgettext_lazy("a logo", "This file is too large: at most %(size)s."),
    }

    def to_python(self, data: Any) -> Any:
        file: Any = super().to_python(data)
        if file is None:
            return None
        if (file.size or 0) > MOST_LOGO:
            size = {"size": file_size(MOST_LOGO)}
            raise ValidationError(self.error_messages["large"], "large", size)
        try:
            picture = cleaned(file.read())
        except ValidationError:
            picture = None
        if picture is None or picture.format_name not in ENDINGS:
            raise ValidationError(self.error_messages["empty"], "empty")
        return picture


class LogoForm(StepForm):
    logo = LogoField(label=_("Logo"), help_text=lazy(about_logos, str)())
    may_show = forms.BooleanField(
        label=_(
            "You may show this logo on this site, as the logo of our organisation."
        ),
        error_messages={"required": _("We can show a logo only if we may.")},
    )


class LeaveForm(StepForm):
    reason = Words(
        max_length=MOST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Why do you leave?"),
        help_text=_("Only we read it."),
    )
    sure = forms.BooleanField(
        label=_("Yes, our organisation leaves the Coalition"),
        error_messages={"required": _("Tick the box to leave.")},
    )


class HandOverForm(StepForm):
    autocomplete = {"email": "off"}

    email = Mailbox(
        label=_("E-mail of your successor"),
        error_messages={"required": _("Enter the e-mail of your successor.")},
    )


class PersonForm(ConsentsForm):
    """Who speaks for a member without having applied."""

    autocomplete = {"signer": "name", "job_title": "organization-title"}

    signer = Line(
        max_length=255,
        label=_("Your name"),
        help_text=pgettext_lazy("the name of a person", "It is not published."),
        error_messages={"required": _("Enter your name.")},
    )
    job_title = Line(
        max_length=255,
        label=_("Your job title"),
        error_messages={"required": _("Enter your job title.")},
    )


class LinkForm(StepForm):
    autocomplete = {"email": "email"}

    email = Mailbox(
        label=_("Your e-mail"),
        error_messages={"required": _("Enter your e-mail.")},
    )
