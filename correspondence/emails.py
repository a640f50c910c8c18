"""What a mail is, and how its two parts are made from one text template.

An app describes its mails in its own ``emails.py``:

    @register_mail
    class Confirm(Mail):
        kind = "signatures.confirm"
        about = "signature"
        template = "signatures/email/confirm.txt"

The template begins with a line ``Subject: …`` and an empty line. Paragraphs are
parted by empty lines; a line that begins with ``- `` is an item of a list; a line
that is wholly an address of this site becomes a link, and a button if the line before
it begins with ``=> `` and names it. A line that is wholly the code of a private link
stands apart. Every line break is kept, so write a sentence on one line
({% blocktranslate trimmed %}).
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_

from openheritage import names, slots
from openheritage.furniture import furniture_language, speaking
from openheritage.locales import available
from openheritage.pseudonyms import key
from openheritage.text import collapsed, for_mail
from openheritage.words import Words

from . import links
from .models import Message

WIDTH = 76
CODE = re.compile(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


class Mail:
    """One kind of mail.

    ``kind`` is unique ("signatures.confirm"), ``about`` says what row a message
    is about ("signature"; "staff" for mails to staff), ``template`` is the text
    template.
    """

    kind: str
    about: str
    template: str
    # What staff call it.
    title: Words = ""
    # Whether strangers cause it, who choose where it goes: then the budget of its
    # address counts it. What its reader cannot do without is not counted.
    is_counted = True

    def recipient(self, message: Message) -> str | None:
        """The address to write to; ``None`` if the mail is no longer wanted."""
        raise NotImplementedError

    def language(self, message: Message) -> str:
        """In which it is written; it may be another than when it was put here."""
        return message.language

    def can_find_reader(self, message: Message) -> bool:
        """Whether what the row says is still enough to know whom to write to."""
        return True

    def context(self, message: Message) -> dict:
        """What the template needs; called in the message's language."""
        return {}

    def headers(self, message: Message) -> dict[str, str]:
        """What stands in its head beside what every mail has."""
        return {}


# A mail that can be ended by one press, in the words of RFC 8058.
ONE_CLICK = "List-Unsubscribe=One-Click"


def ended_by(link: links.PrivateLink) -> dict[str, str]:
    """Headers by which a mail program offers to end such mails, with a link that is
    registered with ``one_click``.

    It is of the default language, which is never closed: programs follow no redirect.
    """
    return {
        "List-Unsubscribe": f"<{link.url}>",
        "List-Unsubscribe-Post": ONE_CLICK,
    }


registry: dict[str, Mail] = {}


def register_mail(cls: type[Mail]) -> type[Mail]:
    registry[cls.kind] = cls()
    return cls


def kinds() -> dict[str, Mail]:
    return registry


def title_of(kind: str) -> Words:
    """What staff call a mail; its kind, if nobody says."""
    return kinds()[kind].title or kind if kind in kinds() else kind


def can_find_reader(message: Message) -> bool:
    mail = kinds().get(message.kind)
    return mail is None or mail.can_find_reader(message)


@dataclass(frozen=True)
class Subject:
    """What a mail is about, for staff; ``url`` is empty where no page shows it."""

    name: str
    url: str = ""


# {about: (numbers) -> {number: Subject}}, each with one query.
finders: dict[str, Callable[[list[int]], dict[int, Subject]]] = {}


def register_subjects(
    about: str, find: Callable[[list[int]], dict[int, Subject]]
) -> None:
    finders[about] = find


def subjects(messages: Iterable[Message]) -> dict[tuple[str, int], Subject]:
    """What each is about: as many queries as there are sorts of things."""
    numbers: dict[str, list[int]] = {}
    for message in messages:
        numbers.setdefault(message.about, []).append(message.about_id)
    return {
        (about, number): subject
        for about, wanted in numbers.items()
        if about in finders
        for number, subject in finders[about](wanted).items()
    }


@dataclass
class Run:
    """Lines of one sort: "text", "list", "link", "button" or "code"."""

    sort: str
    lines: list[str] = field(default_factory=list)
    # Words on a button.
    label: str = ""

    def as_text(self) -> str:
        if self.sort in ("link", "button", "code"):
            return "\n".join(self.lines)
        first, other = ("- ", "  ") if self.sort == "list" else ("", "")
        return "\n".join(
            textwrap.fill(
                line,
                WIDTH,
                initial_indent=first,
                subsequent_indent=other,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line in self.lines
        )


def is_own_address(line: str) -> bool:
    # With the slash: https://site.example.evil is another site.
    return line.startswith(f"{settings.WAGTAILADMIN_BASE_URL}/") and not re.search(
        r"\s", line
    )


@dataclass
class Paragraph:
    runs: list[Run]

    @property
    def is_aside(self) -> bool:
        """A code beside no button is the way out, which shall draw no eyes."""
        sorts = {run.sort for run in self.runs}
        return "code" in sorts and "button" not in sorts and len(self.runs) > 1


def paragraphs(text: str) -> list[Paragraph]:
    """The runs of each paragraph, in order."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        runs: list[Run] = []
        label = ""
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            sort = "text"
            if line.startswith("=> "):
                label = line[3:].strip()
                continue
            if line.startswith("- "):
                sort, line = "list", line[2:].strip()
            elif is_own_address(line):
                sort = "button" if label else "link"
            elif CODE.fullmatch(line):
                sort = "code"
            if not runs or runs[-1].sort != sort or label:
                runs.append(Run(sort, label=label))
            runs[-1].lines.append(line)
            label = ""
        if runs:
            found.append(Paragraph(runs))
    return found


def as_text(body: list[Paragraph]) -> str:
    return "\n\n".join(
        "\n".join(run.as_text() for run in paragraph.runs) for paragraph in body
    )


def split_subject(text: str, template: str) -> tuple[str, str]:
    """The subject and the rest. Raises ``ValueError`` without a subject."""
    head, _newline, body = for_mail(text).lstrip().partition("\n")
    subject = head.removeprefix("Subject:").strip()
    if not head.startswith("Subject:") or not subject:
        raise ValueError(f"{template} must begin with a line “Subject: …”.")
    return collapsed(subject), body


def is_for_staff(message: Message) -> bool:
    return kinds()[message.kind].about == "staff"


def language_of(message: Message) -> str:
    """The language that a mail is written in, and whose pages it links to.

    Who began in a language that was closed since is written to in the original's.
    Staff read the admin in languages that the site need not have.
    """
    return message.language if is_for_staff(message) else available(message.language)


def why_not_in_theirs(message: Message) -> str:
    """Said in the original's language alone."""
    if language_of(message) == message.language:
        return ""
    return (
        "We write to you in English because our pages in the language that you chose "
        f"({names.language_name_here(message.language)}) are closed at the moment."
    )


def footer(message: Message) -> str:
    home = f"{settings.WAGTAILADMIN_BASE_URL}/{available(message.language)}/"
    if not is_for_staff(message):
        why = _(
            "You get this mail because this address was given on the site of the "
            "Open Heritage Statement:"
        )
    else:
        why = staff_(
            "You get this mail because you work on the site of the Open Heritage "
            "Statement:"
        )
    return "\n\n".join(filter(None, [why_not_in_theirs(message), f"{why}\n{home}"]))


def message_id(message: Message) -> str:
    """The same at each attempt, so that a mail sent twice is shown once.

    What staff send anew has another: it shall be seen.
    """
    sent = message.sent_at.isoformat() if message.sent_at else ""
    name = key(f"{message.pk} {sent}", "message-id")[:32]
    return f"<{name}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}>"


def contact() -> str:
    """The address that staff have entered for the public."""
    entered = next(iter(slots.answers(slots.Slot.ADDRESSES)), None)
    return getattr(entered, "contact_email", "")


def reply_to() -> str:
    """Where answers are read; empty if nowhere: then no mail asks for one."""
    return settings.REPLY_TO or contact()


def know_beforehand(message: Message) -> None:
    """Asks for the facts that every mail needs: what is read within a transaction is
    kept for nobody else, and would be asked for with each mail."""
    with speaking(language_of(message)):
        reply_to()


def compose(message: Message) -> EmailMultiAlternatives | None:
    """The mail as it will leave; ``None`` if it is no longer wanted.

    Whatever an app's ``Mail`` raises passes through, and ``LookupError`` for a
    kind that no app knows.
    """
    mail = kinds()[message.kind]
    vars(message).pop("found", None)
    message.language = mail.language(message)
    with speaking(language_of(message)):
        furniture = furniture_language()
        recipient = mail.recipient(message)
        if recipient is None:
            return None
        headers = mail.headers(message)
        context = mail.context(message) | {
            "base_url": settings.WAGTAILADMIN_BASE_URL,
            "language": language_of(message),
            "message": message,
            "can_answer": bool(reply_to()),
        }
        template = Engine.get_default().get_template(mail.template)
        text = template.render(Context(context, autoescape=False))
        subject, rest = split_subject(text, mail.template)
        body, foot = paragraphs(rest), paragraphs(footer(message))
        html = render_to_string(
            "correspondence/mail.html",
            {
                "subject": subject,
                "body": body,
                "footer": foot,
                "tag": names.bcp47(furniture),
                "direction": names.direction(furniture),
            },
        )
    composed = EmailMultiAlternatives(
        subject=subject,
        body=f"{as_text(body)}\n\n-- \n{as_text(foot)}\n",
        to=[recipient],
        reply_to=[address] if (address := reply_to()) else None,
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": names.bcp47(furniture),
            **headers,
        },
    )
    composed.attach_alternative(html, "text/html")
    return composed
