"""Browsers and networks from which an account has signed in before.

Whoever fails too often with somebody's name must not keep the owner out. So what a
known browser fails with counts for itself. A signed cookie makes it known: it holds a
random number and hashes of the names that have signed in, lets nobody in and shows
nothing. Who has a second factor is known after its code, not before: with a stolen
password alone one could otherwise make a known browser for every five codes.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from limits.models import Attempt
from limits.networks import client_ip, network_of
from openheritage.pseudonyms import key

COOKIE = "known_browser"
SALT = "accounts.browsers"
REMEMBERED = timedelta(days=60)
# One browser of several people.
MAX_NAMES = 6


def read(request: HttpRequest) -> tuple[str, list[str]]:
    """The number of this browser and the hashes of the names that it knows."""
    try:
        number, names = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBERED
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return number, names


def number_of(request: HttpRequest, name: str) -> str:
    """Of the browser, if this name has signed in with it; empty otherwise."""
    number, names = read(request)
    return number if key(name, "known") in names else ""


def pair(request: HttpRequest, name: str) -> str:
    """A name as seen from one network."""
    return f"{network_of(client_ip(request))} {name}"


def is_usual_network(request: HttpRequest, name: str) -> bool:
    return usual(request, name).exists()


def usual(request: HttpRequest, name: str) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        action="known",
        kind="pair",
        key=key(pair(request, name), "pair"),
        at__gt=timezone.now() - REMEMBERED,
    )


def remember(request: HttpRequest, name: str) -> None:
    """Of a name that has just signed in; the cookie leaves with the response."""
    yesterday = timezone.now() - timedelta(days=1)
    if not usual(request, name).filter(at__gt=yesterday).exists():
        hashed = key(pair(request, name), "pair")
        Attempt.objects.create(action="known", kind="pair", key=hashed)
    vars(request)[COOKIE] = name


def send(request: HttpRequest, response: HttpResponse) -> None:
    name = vars(request).get(COOKIE)
    if name is None:
        return
    number, names = read(request)
    hashed = key(name, "known")
    names = [hashed, *(each for each in names if each != hashed)][:MAX_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps([number or secrets.token_hex(16), names], salt=SALT),
        max_age=REMEMBERED,
        path=settings.ADMIN_PREFIX,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget() -> int:
    old = Attempt.objects.filter(action="known", at__lt=timezone.now() - REMEMBERED)
    return old.delete()[0]
