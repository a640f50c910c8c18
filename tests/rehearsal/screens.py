"""People at their browsers: over TLS, through nginx, without a look at the database."""

import base64
import re
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPSConnection
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

from bs4 import BeautifulSoup, Tag
from django_otp.oath import totp

Found = TypeVar("Found")

SECONDS = 30
CODE = re.compile(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b")
KEY = re.compile(r"\b([A-Z2-7]{4}(?: [A-Z2-7]{1,4}){7})\b")


class Here(HTTPSConnection):
    """The name of the site, at a port of this machine."""

    def __init__(self, *args: object, at: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # urllib names them
        self.at = at

    def connect(self) -> None:
        bare = socket.create_connection(("127.0.0.1", self.at), timeout=60)
        context: ssl.SSLContext = vars(self)["_context"]
        self.sock = context.wrap_socket(bare, server_hostname=self.host)


class Handler(HTTPSHandler):
    def __init__(self, at: int, authority: Path) -> None:
        self.trusting = ssl.create_default_context(cafile=str(authority))
        super().__init__(context=self.trusting)
        self.at = at

    def https_open(self, request: Request):
        return self.do_open(partial(Here, at=self.at), request, context=self.trusting)


class Page:
    def __init__(self, url: str, status: int, body: bytes) -> None:
        self.url, self.status = url, status
        self.text = body.decode("utf-8", "replace")
        self.html = BeautifulSoup(self.text, "html.parser")

    @property
    def words(self) -> str:
        return " ".join(self.html.get_text(" ").split())

    def form(self, field: str) -> Tag:
        """The one that holds a field or a button of a name."""
        for form in self.html.find_all("form"):
            if form.find(attrs={"name": field}):
                return form
        raise AssertionError(
            f"{self.url} ({self.status}) has no {field}: {self.words[:600]}"
        )


def filled(form: Tag) -> dict[str, str]:
    """What a browser would send of it, but for the button."""
    found = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = tag.get("name"), tag.get("type", "text")
        if not name or tag.has_attr("disabled"):
            continue
        if tag.name == "textarea":
            found[name] = tag.get_text().removeprefix("\n")
        elif tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            found[name] = chosen.get("value", "") if chosen else ""
        elif kind in ("checkbox", "radio"):
            if tag.has_attr("checked"):
                found[name] = tag.get("value", "on")
        elif kind not in ("submit", "button", "image", "file", "reset"):
            found[name] = tag.get("value", "")
    return found


class Browser:
    def __init__(self, site: str, at: int, authority: Path) -> None:
        self.site = site
        self.opener = build_opener(HTTPCookieProcessor(), Handler(at, authority))

    def ask(self, url: str, data: dict[str, str] | None = None, page: str = "") -> Page:
        body = urlencode(data).encode() if data is not None else None
        request = Request(urljoin(self.site, url), body)
        if page:
            request.add_header("Referer", page)
            request.add_header("Origin", self.site)
        try:
            answer = self.opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        if answer.status in (307, 308):
            # urllib leaves it to us to send a form again.
            with answer:
                return self.ask(
                    urljoin(answer.url, answer.headers["Location"]), data, page
                )
        with answer:
            return Page(answer.url, answer.status or 0, answer.read())

    def open(self, url: str) -> Page:
        page = self.ask(url)
        if page.status != 200:
            raise AssertionError(f"{page.url}: {page.status}, {page.words[:600]}")
        return page

    def press(self, page: Page, field: str, **fields: str) -> Page:
        """Fills in the form that holds ``field`` and sends it."""
        form = page.form(field)
        data = filled(form) | fields
        answer = self.ask(
            urljoin(page.url, form.get("action") or page.url), data, page.url
        )
        if answer.status != 200:
            raise AssertionError(f"{answer.url}: {answer.status}, {answer.words[:600]}")
        return answer


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"Not within {SECONDS} seconds: {what}.")


class Mailbox:
    """What the mail server of the rehearsal was given."""

    def __init__(self, texts: Callable[[str], list[str]]) -> None:
        self.texts = texts

    def newest(self, address: str, pattern: re.Pattern[str]) -> str:
        def look() -> str | None:
            for text in reversed(self.texts(address)):
                if found := pattern.search(text):
                    return found[1]
            return None

        return wait_for(look, f"a mail to {address} with {pattern.pattern}")


def become_superuser(
    browser: Browser, link: str, name: str, address: str, mailbox: Mailbox
) -> None:
    """The link of ``setup_site``, a password, a second factor: the admin opens."""
    password = "a long way down to the sea"
    browser.press(browser.open(link), "again", password=password, again=password)
    page = browser.press(
        browser.open("/admin/login/"), "username", username=name, password=password
    )
    page = browser.open("/admin/2fa/devices/new")
    page = browser.press(page, "action", action="mail")
    page = browser.press(
        page, "code", action="code", code=mailbox.newest(address, CODE)
    )
    key = KEY.search(page.words)
    if key is None:
        raise AssertionError(f"No key is shown: {page.words[:600]}")
    fields = {
        "name": "Telephone",
        "otp_token": f"{totp(from_base32(key[1])):06d}",
        "password": password,
    }
    browser.press(page, "otp_token", **fields)
    browser.open("/admin/pages/")


def from_base32(text: str) -> bytes:
    key = text.replace(" ", "")
    return base64.b32decode(key + "=" * (-len(key) % 8))


def enter_statement(browser: Browser, pk: str, day: str) -> None:
    page = browser.open(f"/admin/pages/{pk}/edit/")
    fields = {"formal_title": "The Statement of the Rehearsal", "opened_on": day}
    parts = [
        ("opening", {"value": "We sign this to see that it can be signed."}),
        (
            "clause",
            {"value-label": "a", "value-text": "Knowing that it is a rehearsal;"},
        ),
        (
            "article",
            {
                "value-label": "1",
                "value-title": "Openness",
                "value-text": "What belongs to everyone is open to everyone.",
            },
        ),
    ]
    fields["body-count"] = str(len(parts))
    for number, (kind, values) in enumerate(parts):
        part = {"type": kind, "order": str(number), "deleted": "", "id": ""} | values
        fields |= {f"body-{number}-{name}": text for name, text in part.items()}
    asked = browser.press(
        page, "formal_title", **{"action-publish": "action-publish"}, **fields
    )
    if asked.html.find(attrs={"name": "seen"}):
        browser.press(asked, "seen", action="publish")


def sign(browser: Browser, name: str, address: str, mailbox: Mailbox) -> None:
    """In French, to the end of the private link."""
    page = wait_for(lambda: signable(browser), "a form to sign")
    answers = {
        "name": name,
        "kind": "institution",
        "sector": "museum",
        "country": "NE",
        "website": "https://museum.example/",
        "signer": "Mariama Issoufou",
        "job_title": "Directrice",
        "email": address,
    }
    for step in ("name", "email"):
        here = {
            key: answers[key]
            for key in answers
            if page.form(step).find(attrs={"name": key})
        }
        page = browser.press(page, step, go="continue", **here)
    page = browser.press(
        page, "consent_record", go="send", consent_record="on", consent_authority="on"
    )
    if "/sent/" not in page.url:
        raise AssertionError(f"{page.url}: {page.words[:600]}")
    link = mailbox.newest(address, re.compile(r"(https://\S+/fr/k/\w+/)"))
    browser.press(browser.open(link), "seen", action="confirm")


def signable(browser: Browser) -> Page | None:
    page = browser.open("/fr/sign/")
    return page if page.html.find(attrs={"name": "country"}) else None


def publish(browser: Browser, name: str) -> None:
    """As a reviewer does."""

    def look() -> str | None:
        listed = browser.open("/admin/signatures/")
        found = re.search(r"/admin/signatures/inspect/\d+/", listed.text)
        return found[0] if found and name in listed.words else None

    page = browser.open(wait_for(look, "the signature in the list of reviewers"))
    button = page.html.find(attrs={"name": "publish-seen"})
    if button is None:
        raise AssertionError(f"It cannot be published: {page.words[:900]}")
    browser.press(
        page, "publish-seen", action="publish", **{"publish-organisation": "new"}
    )


def read_list(browser: Browser, name: str) -> None:
    def look() -> bool:
        return name in browser.open("/fr/signatories/").words

    wait_for(look, "the signature on the public list")
