"""Private links: a random token in a mail, of which only a keyed hash is kept."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from journal import lines
from openheritage.composed import insert
from openheritage.furniture import speaking
from openheritage.locales import available
from openheritage.pseudonyms import key

from .models import Link

# A line of the journal.
JOURNAL_REVOKED = "link.revoked"

View = Callable[[HttpRequest, Link], HttpResponse]

# Crockford's base 32: no letter that is read as another or as a digit.
# https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # of 5 bits each
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
BETWEEN = r"[\s\-‐-―_.=]*"
# Ends where no further letter follows: mail programs add brackets, quotation marks,
# parameters of their own. What stands before is no letter either.
TOKEN = re.compile(rf"[^0-9A-Z]*((?:[{ALPHABET}]{BETWEEN}){{{LENGTH}}})(?![0-9A-Z])")
# What is left of a mail that was not decoded (quoted-printable): line ends, signs.
UNDECODED = re.compile(r"=(?:3D|0D|0A|20)", re.IGNORECASE)
LONGEST = 2000


@dataclass(frozen=True)
class Purpose:
    view: View
    days: float | Callable[[], float]
    expired_view: View | None
    one_click: View | None

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.days() if callable(self.days) else self.days)


@dataclass(frozen=True)
class PrivateLink:
    """Stays out of tracebacks: neither part is in its ``repr``."""

    url: str = field(repr=False)
    code: str = field(repr=False)
    lifetime: timedelta = timedelta(0)


purposes: dict[str, Purpose] = {}


def register_link(
    purpose: str,
    view: View,
    days: float | Callable[[], float],
    expired_view: View | None = None,
    one_click: View | None = None,
) -> None:
    """Says what opens behind links of a purpose, such as "signatures.confirm".

    ``one_click`` answers what mail programs send by themselves (RFC 8058): a POST
    without cookies and without a token, which the link alone vouches for.
    """
    purposes[purpose] = Purpose(view, days, expired_view, one_click)


def lifetime(purpose: str) -> timedelta:
    """For whoever says how long a link works."""
    return purposes[purpose].lifetime


def digest(token: str) -> str:
    return key(token, "link")


def make(purpose: str, about_id: int, language: str) -> PrivateLink:
    """A new link. Those made before stay valid: a mail may be sent twice."""
    tokens = {about_id: "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))}
    insert(rows(purpose, tokens))
    return all_leading(purpose, tokens, language)[about_id]


def make_lasting(
    purpose: str, seeds: dict[int, str], language: str
) -> dict[int, PrivateLink]:
    """One for each, and always the same: it is made anew where it is missing, as in a
    restored database, and made often it lasts longer. Its seed tells a row from one
    that had its number before."""
    tokens = {
        about_id: derived(purpose, about_id, seed) for about_id, seed in seeds.items()
    }
    Link.objects.bulk_create(
        rows(purpose, tokens),
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["expires_at"],
    )
    return all_leading(purpose, tokens, language)


def derived(purpose: str, about_id: int, seed: str) -> str:
    """A token that only we can make, and make again."""
    number = int(key(repr([purpose, about_id, seed]), "lasting link"), 16)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def rows(purpose: str, tokens: dict[int, str]) -> list[Link]:
    expires_at = timezone.now() + purposes[purpose].lifetime
    return [
        Link(
            purpose=purpose,
            about_id=about_id,
            digest=digest(token),
            expires_at=expires_at,
        )
        for about_id, token in tokens.items()
    ]


def all_leading(
    purpose: str, tokens: dict[int, str], language: str
) -> dict[int, PrivateLink]:
    with speaking(available(language)):
        return {about_id: leading(token, purpose) for about_id, token in tokens.items()}


def leading(token: str, purpose: str) -> PrivateLink:
    groups = [token[start : start + 4] for start in range(0, LENGTH, 4)]
    url = settings.WAGTAILADMIN_BASE_URL + reverse("private_link", args=[token])
    return PrivateLink(url, "-".join(groups), lifetime(purpose))


def read(text: str) -> str | None:
    """The token in what a person typed or pasted, ``None`` if there is none.

    It may be the end of an address, and hold what mail programs add to it.
    """
    if len(text) > LONGEST:
        return None
    text = unquote(unquote(text))
    if "/k/" in text.lower():
        text = re.split(r"/k/+", text, flags=re.IGNORECASE)[-1]
    text = unicodedata.normalize("NFKC", text).upper()
    for candidate in (text, UNDECODED.sub("", text), text.replace("=3D", "")):
        if found := TOKEN.match(candidate.translate(READ_AS)):
            return re.sub(BETWEEN, "", found[1])
    return None


def find_link(token: str) -> Link | None:
    """The link of a token or a typed code; whether it has expired it says itself."""
    if (found := read(token)) is None:
        return None
    return Link.objects.filter(digest=digest(found)).first()


def revoke(purpose: str, about_id: int, *, but: Link | None = None) -> None:
    found = Link.objects.filter(purpose=purpose, about_id=about_id)
    if but is not None:
        found = found.exclude(pk=but.pk)
    found.delete()
    kept = but.digest if but else ""
    lines.write(JOURNAL_REVOKED, purpose=purpose, about=about_id, kept=kept)


def purge_expired() -> int:
    """Forgets links a month after their end; until then their page says so."""
    before = timezone.now() - timedelta(days=30)
    return Link.objects.filter(expires_at__lt=before).delete()[0]
