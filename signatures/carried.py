"""What a signer has answered so far, and how it travels from page to page.

In one cookie of the form's path, so that each step can be left, reloaded and returned
to; and in a hidden field of each page that holds answers. The field is what the signer
saw: it counts before the cookie, so that two tabs are never mixed, and it is all there
is where cookies are refused. Nothing is stored before the last step.
"""

import json
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Self

from django.core import signing as tokens
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from openheritage.furniture import speaking
from openheritage.sealed import SealedCookie, seal, unseal

COOKIE_SECONDS = 2 * 60 * 60

# A page that lies open is worth more patience than what a shared browser keeps.
FIELD, FIELD_SECONDS = "sign field", 24 * 60 * 60

# How the release before this one sealed the field.
OLD_SALT = "signatures.sign"


@lru_cache(maxsize=256)
def path_in(language: str) -> str:
    with speaking(language):
        return reverse("sign")


def cookie_in(language: str) -> SealedCookie:
    """The form's path begins with a language, and a response sets but one cookie of a
    name: with a name each, that of the language that was left can end."""
    return SealedCookie(f"sign-{language}", path_in(language), COOKIE_SECONDS)


def new_name() -> str:
    return secrets.token_urlsafe(16)


def mark_of(answers: dict[str, str]) -> str:
    """Of a step's answers: another one stands for others."""
    return blake2b(json.dumps(answers).encode(), digest_size=8).hexdigest()


@dataclass
class Carried:
    answers: dict[str, str] = field(default_factory=dict)
    # Of this form, from its first step on: sent again, it is the same.
    name: str = field(default_factory=new_name)
    # In which it was last answered: its cookie is of that language's path.
    language: str = ""
    # The steps that are shown with what is wrong in them.
    tried: list[str] = field(default_factory=list)
    # What the next page says.
    notice: str = ""
    # Of what was on the screen: nobody signs anything else. In the field alone.
    seen: list[int] = field(default_factory=list)
    # Too long for a cookie, and nobody's to keep. In the field alone.
    comment: str = ""
    # Whether the browser was found to send no cookie back. In the field alone.
    is_cookieless: bool = False
    # {step: the mark of its answers, which were found to be good}
    good: dict[str, str] = field(default_factory=dict)

    # The release before this one had all but the last of each.
    IN_COOKIE = ("answers", "name", "language", "tried", "notice", "good")
    IN_FIELD = (*IN_COOKIE[:-1], "seen", "comment", "is_cookieless", "good")

    def packed(self, names: tuple[str, ...]) -> list[Any]:
        return [getattr(self, name) for name in names]

    @classmethod
    def unpacked(cls, names: tuple[str, ...], values: Any) -> Self | None:
        """``None`` also for what a release that knows other names has packed."""
        if not isinstance(values, list) or len(names) - len(values) not in (0, 1):
            return None
        return cls(**dict(zip(names, values, strict=False)))

    # The hidden field -----------------------------------------------------------

    def sealed(self) -> str:
        return seal(self.packed(self.IN_FIELD), FIELD)

    @classmethod
    def opened(cls, sealed: str) -> Self | None:
        values = unseal(sealed, FIELD, FIELD_SECONDS)
        return cls.unpacked(cls.IN_FIELD, values) or cls.opened_old(sealed)

    @classmethod
    def opened_old(cls, sealed: str) -> Self | None:
        """Pages of the release before this one; to be deleted in the next."""
        try:
            old = tokens.loads(sealed, salt=OLD_SALT, max_age=FIELD_SECONDS)
        except tokens.BadSignature:
            return None
        comment = old["answers"].pop("comment", "")
        name = old.get("name") or new_name()
        return cls(old["answers"], name, seen=old["seen"], comment=comment)

    # The cookie -----------------------------------------------------------------

    @classmethod
    def kept(cls, request: HttpRequest) -> Self | None:
        values = cookie_in(request.LANGUAGE_CODE).read(request)
        return cls.unpacked(cls.IN_COOKIE, values)

    def keep(
        self, request: HttpRequest, response: HttpResponse, language: str = ""
    ) -> bool:
        """Whether the answers fit into the cookie of the request's language, or of
        another; that of the language that was left ends."""
        before, self.language = self.language, language or request.LANGUAGE_CODE
        if before not in ("", self.language):
            cookie_in(before).end(request, response)
        cookie = cookie_in(self.language)
        return cookie.write(request, response, self.packed(self.IN_COOKIE))
