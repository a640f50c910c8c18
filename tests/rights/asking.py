"""One request by somebody, and what came of it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.db import connection, transaction
from django.http import FileResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.conftest import body_of

WRITES = re.compile(
    r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE
)
# What is written by looking: who looked at whom, who is just editing, what was typed
# so far, thumbnails, and attempts to be counted.
BY_LOOKING = {
    "django_session",
    "events_event",
    "images_rendition",
    "limits_attempt",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
}
# Whatever a form of the admin may ask for, so that one press does something.
POSTED = {
    "action": "publish",
    "action-publish": "1",
    "publish": "1",
    "include_descendants": "on",
    "new_title": "Copy",
    "new_slug": "copy-of-it",
    "restriction_type": "login",
    "comment": "",
    "remark": "Which of them?",
    "text": "Mot",
    "seen": "",
    "localize-confirm": "1",
}


# The method has no meaning there, for nobody.
NOT_OFFERED = "-"


@dataclass(frozen=True)
class Answer:
    # ``allowed``, ``writes``, ``refused``, ``elsewhere``, ``login``, ``missing``,
    # ``invalid`` or ``error``: see the head of ``test_rights.py``.
    word: str
    text: str
    # What was written to; empty if nothing was.
    detail: str
    headers: Mapping[str, str]


@contextmanager
def watching() -> Iterator[set[str]]:
    """The tables that are written to meanwhile, and not taken back by the site."""
    written: set[str] = set()
    before: dict[str, set[str]] = {}

    def note(execute: Any, sql: str, *args: Any) -> Any:
        if found := WRITES.match(sql):
            written.add(found[1])
        elif sql.startswith("SAVEPOINT "):
            before[sql.removeprefix("SAVEPOINT ")] = set(written)
        elif sql.startswith("ROLLBACK TO SAVEPOINT "):
            kept = before[sql.removeprefix("ROLLBACK TO SAVEPOINT ")]
            written.intersection_update(kept)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield written


class UndoneError(Exception):
    pass


def ask(client: Client, method: str, url: str, data: dict | None = None) -> Answer:
    """Whatever it does is undone."""
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            with watching() as written:
                response = send(client, method, url, data or {})
            answer = judge(response, written - BY_LOOKING)
            # What has written nothing leaves what this process knows as it is.
            if written:
                raise UndoneError
    except UndoneError:
        pass
    finally:
        client.cookies = cookies
    if answer.detail:
        cache.clear()
    return answer


def send(client: Client, method: str, url: str, data: dict) -> HttpResponseBase:
    if method == "GET":
        return client.get(url)
    if method == "HEAD":
        return client.head(url)
    if method == "POST":
        return client.post(url, POSTED | data)
    form = "application/x-www-form-urlencoded"
    return client.generic(method, url, "value=Mot", content_type=form)


def complaints(response: Any) -> bool:
    return any(one.level >= ERROR for one in get_messages(response.wsgi_request))


def judge(response: Any, written: set[str]) -> Answer:
    status = response.status_code
    if isinstance(response, FileResponse):
        text = body_of(response).decode(errors="replace")
    else:
        text = "" if response.streaming else response.content.decode(errors="replace")
    word = "allowed"
    if status == 503 and "Retry-After" in response:
        # It notes what is to be made.
        word, written = "later", set()
    elif status >= 500:
        word = "error"
    elif status == 404:
        word = "missing"
    elif status == 403:
        word = "refused"
    elif status == 405:
        word = NOT_OFFERED
    elif status >= 400:
        word = "invalid"
    elif status in (301, 302, 303):
        path = urlsplit(response["Location"]).path
        if path == reverse("wagtailadmin_login"):
            word = "login"
        elif complaints(response):
            word = "refused"
        else:
            word = "elsewhere"
    if written and word in ("allowed", "elsewhere"):
        word = "writes"
    elif written:
        word += " but writes"
    detail = f"{status}, {sorted(written)}" if written else ""
    return Answer(word, text, detail, response.headers)
