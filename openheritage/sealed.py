"""What a browser keeps for us and nobody can read: encrypted, and it expires.

Two ways to the same text: a cookie (``SealedCookie``), and ``seal`` for a hidden field.
What somebody changed, what is too old and what another key has sealed is ``None``.
"""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Of a cookie, with its name and attributes: browsers take 4,096 bytes, and servers in
# front of us hold all headers of an answer in a buffer that is not much larger.
LONGEST = 3500


@lru_cache(maxsize=64)
def cipher(purpose: str, secrets: tuple[str, ...]) -> MultiFernet:
    """Seals with the first secret, opens with any: keys can be changed."""

    def key(secret: str) -> bytes:
        derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode())
        return urlsafe_b64encode(derived.derive(secret.encode()))

    return MultiFernet([Fernet(key(secret)) for secret in secrets])


def cipher_for(purpose: str) -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return cipher(f"openheritage.sealed {purpose}", secrets)


def seal(data: Any, purpose: str) -> str:
    """Anything that JSON can hold, as letters that need no quotes in a cookie.

    What is sealed for one purpose opens for no other.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(text.encode(), 9)
    return cipher_for(purpose).encrypt(packed).decode().rstrip("=")


def unseal(sealed: str, purpose: str, max_age: int) -> Any:
    """``None`` unless it was sealed by us, for this, in the last seconds."""
    try:
        token = sealed.encode("ascii") + b"=" * (-len(sealed) % 4)
        packed = cipher_for(purpose).decrypt(token, ttl=max_age)
        return json.loads(zlib.decompress(packed))
    except (InvalidToken, ValueError, zlib.error):
        return None


@dataclass(frozen=True)
class SealedCookie:
    """A cookie of ours: not for scripts, not for other sites, of one path.

    Whatever reads or sets it must not be kept by caches (``never_cache``).
    """

    name: str
    path: str
    # In seconds.
    max_age: int

    def is_sent(self, request: HttpRequest) -> bool:
        """Whether the browser sends one, though it may be too old or damaged."""
        return self.name in request.COOKIES

    def read(self, request: HttpRequest) -> Any:
        return unseal(request.COOKIES.get(self.name, ""), self.name, self.max_age)

    def write(self, request: HttpRequest, response: HttpResponse, data: Any) -> bool:
        """Whether it fits; what does not is not set, and what was set before ends."""
        self.set(request, response, seal(data, self.name), self.max_age)
        if len(response.cookies[self.name].OutputString()) <= LONGEST:
            return True
        self.end(request, response)
        return False

    def end(self, request: HttpRequest, response: HttpResponse) -> None:
        self.set(request, response, "", 0)

    def set(
        self, request: HttpRequest, response: HttpResponse, value: str, max_age: int
    ) -> None:
        response.set_cookie(
            self.name,
            value,
            max_age=max_age,
            path=self.path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
