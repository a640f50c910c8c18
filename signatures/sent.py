"""What a signer's browser keeps of a form that was sent, to correct its address.

The page after the form tells to which address a mail goes. It knows no more of the
signature than the signer has typed: whoever is new, known, held or banned sees the
same. What the form said lies in the database (``limits.repeats``), encrypted under a
key that this cookie alone holds, for an hour.
"""

import json
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from typing import Self

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from limits.repeats import SEALED_FOR
from openheritage.furniture import speaking
from openheritage.pseudonyms import key
from openheritage.sealed import SealedCookie, seal, unseal

SECONDS = int(SEALED_FOR.total_seconds())
FIELD = "sent field"


@dataclass(frozen=True)
class Sent:
    # Names the form, and opens what it said: 64 hex digits each.
    key: str
    secret: str
    email: str
    # What the page tells next, and the seconds that it speaks of.
    notice: str = ""
    wait: int = 0
    # Of the first one of a chain of corrections, which are counted together.
    first: str = ""

    @classmethod
    def of(cls, said: object, email: str) -> Self:
        """``said`` holds all answers, and a random name that is kept nowhere."""
        text = json.dumps(said)
        return cls(key(text, "form"), key(text, "answers of a form"), email)

    def corrected(self, email: str) -> "Sent":
        """The form with another address; the same again for the same one."""
        sent = Sent.of([self.secret, email], email)
        return replace(sent, first=self.first or self.key)

    def with_notice(self, notice: str, wait: int = 0) -> "Sent":
        return replace(self, notice=notice, wait=wait)

    # In the browser --------------------------------------------------------------

    def packed(self) -> list:
        return list(astuple(self))

    def keep(self, request: HttpRequest, response: HttpResponse) -> None:
        cookie_in(request.LANGUAGE_CODE).write(request, response, self.packed())

    def sealed(self) -> str:
        """For a hidden field, with which it goes on into another language."""
        return seal(self.packed(), FIELD)

    @classmethod
    def kept(cls, request: HttpRequest) -> Self | None:
        return cls.unpacked(cookie_in(request.LANGUAGE_CODE).read(request))

    @classmethod
    def opened(cls, sealed: str) -> Self | None:
        return cls.unpacked(unseal(sealed, FIELD, SECONDS))

    @classmethod
    def unpacked(cls, values: object) -> Self | None:
        """``None`` also for what another release has packed."""
        if not isinstance(values, list) or len(values) != 6:
            return None
        return cls(*values)


@lru_cache(maxsize=256)
def path_in(language: str) -> str:
    with speaking(language):
        return reverse("sign_sent")


def cookie_in(language: str) -> SealedCookie:
    """A name for each language, whose path begins with it."""
    return SealedCookie(f"sent-{language}", path_in(language), SECONDS)
