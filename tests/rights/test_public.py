"""What lies outside of the admin is the same for everybody, whoever they are signed in
as; and no method beside GET, HEAD and POST comes to any view.

``public.csv`` says what comes of each address, in the words of ``test_rights.py`` (and
*later*: the worker makes it), and which sites may embed it. ``python -m tests.rights``
writes it anew.
"""

import random
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client

from openheritage import embedding

from .addresses import admin_addresses
from .asking import NOT_OFFERED, ask
from .public import METHODS, PublicScene, public_addresses, read
from .roles import ANONYMOUS, ROLES, SUPERUSER, client_of
from .test_rights import ANEW

pytestmark = pytest.mark.django_db

USUAL, OF_API = "GET, HEAD, POST", "GET, HEAD, OPTIONS"
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def test_every_address_outside_of_the_admin_has_its_line():
    there = {address.shown for address in public_addresses()}
    written = read().keys()
    assert not there - written, (
        "What comes of these? Nothing says it yet. Run `python -m tests.rights`, and "
        f"read what it adds to the table: {sorted(there - written)}"
    )
    assert not written - there, f"Gone: {sorted(written - there)}. {ANEW}"


def paths() -> Iterator[tuple[str, set[str]]]:
    """Each address with anything in it, and the methods that its view has."""
    for address in public_addresses():
        anything = {name: UUID(int=1) if name == "key" else 1 for name in address.names}
        path = "/" + address.template % anything
        yield path, set(address.methods())
    for address in admin_addresses():
        yield address.filled(dict.fromkeys(address.names, 1)), set(address.methods())


def test_no_other_method_comes_to_a_view():
    """Nobody is asked who they are, so it holds for everybody."""
    client = Client()
    faults = []
    for path, methods in paths():
        allowed = OF_API if path.startswith("/api/") else USUAL
        for method in {*OTHER_METHODS} - methods - {*allowed.split(", ")}:
            answer = client.generic(method, path)
            if answer.status_code != 405 or answer["Allow"] != allowed:
                faults.append(f"{method} {path}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.proof
def test_everybody_gets_the_same_and_the_table_says_what():
    expected, places = read(), PublicScene().places()
    # Least, most, and somebody between them.
    [between] = random.sample([*ROLES][1:-1], 1)
    shown: dict[str, str] = {}
    faults = []
    for role in (ANONYMOUS, SUPERUSER, between):
        client = client_of(role)
        client.get("/admin/")
        for place in places:
            line = expected[place.shown]
            for method in METHODS:
                answer = ask(client, method, place.path)
                if answer.word != line[method]:
                    faults.append(f"{role}, {method} {place.path}: {answer.word}")
                if answer.headers[embedding.HEADER] != line["embedded by"]:
                    faults.append(f"{method} {place.path}: who may embed it?")
                is_kept = "public" in answer.headers["Cache-Control"]
                first = shown.setdefault(f"{method} {place.path}", answer.text)
                if is_kept and first != answer.text:
                    faults.append(f"{role} is shown something else: {place.path}")
            if role == ANONYMOUS:
                head = ask(client, "HEAD", place.path)
                if head.word not in (line["GET"], NOT_OFFERED):
                    faults.append(f"HEAD {place.path}: {head.word}")
    assert not faults, "\n".join([*faults, ANEW])


def test_nothing_outside_of_the_admin_is_an_error_by_the_table():
    words = {word for line in read().values() for word in line.values()}
    assert not [word for word in words if word.startswith("error") or " but " in word]
