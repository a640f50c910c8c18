"""A real server, a real browser, and an eye on everything that a page does.

The server has a copy of the sample content for itself, and so what a test does there
is found by the browser tests that follow, and by no others.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from openheritage.names import bcp47
from tests.services import sample, web
from tests.services.deeds import Deeds, beside

HERE = Path(__file__).parent

# Every page type, and what a page can look like, by its path under a prefix.
# Of the two articles the first is translated everywhere, the second nowhere.
PAGES = {
    "home": "",
    "Statement": "statement/",
    "side by side": "statement/beside/fr/",
    "background": "background/",
    "questions": "faq/",
    "Coalition": "coalition/",
    "commitment": "commitment/",
    "member": "coalition/internet-archive/",
    "news": "news/",
    "article": "news/statement-open-for-signature/",
    "untranslated article": "news/songbook-without-watermark/",
    "resources": "resources/",
    "press": "press/",
    "signatories": "signatories/",
    "register": "register/",
    "use of the text": "statement/use/",
    "data for programs": "api/",
    "thanks": "thanks/",
    "languages": "languages/",
    "form": "sign/",
    "individuals": "interest/",
    "application": "apply/",
    "code": "k/",
    "search results": "search/?q=library",
    "search without result": "search/?q=xyzzyx",
    "missing page": "no-such-page/",
}

PHONE, TABLET, DESKTOP = 390, 768, 1360

# The first draws no window around a page, and is three times as fast for it.
BROWSERS = [
    *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
]
NO_BROWSER = "The browser tests need Chromium: install Debian's package chromium."

OPTIONS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Milliseconds that a page may take on a busy machine; no test waits without need.
expect.set_options(timeout=20_000)


OF_STAFF = {
    *("test_glossary.py", "test_leaving.py", "test_review.py"),
    *("test_wording.py", "test_workbench.py"),
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is looked at in English is a proof in the other languages; and so are the
    screens of staff that are tried without a browser as well."""
    for item in items:
        # All tests of the run come here, not this folder's alone.
        if not item.path.is_relative_to(HERE):
            continue
        parameters = getattr(item, "callspec", None)
        is_other = parameters and parameters.params.get("language", "en") != "en"
        if is_other or item.path.name in OF_STAFF:
            item.add_marker(pytest.mark.proof)
        # Whoever waits for the site in a browser has waited enough.
        item.add_marker(pytest.mark.unmeasured)


@pytest.fixture(scope="session")
def db(django_db_setup) -> None:
    """The test database, for the server alone: in this process it stays shut.

    The name counts: pytest-django makes a database only where tests ask for
    ``db``. Its own fixture would open a transaction, which nobody needs here.
    """


@pytest.fixture(scope="session")
def environment(db) -> Iterator[dict[str, str]]:
    """In which the site runs, and what is done beside it."""
    url = os.environ["DATABASE_URL"]
    database = f"{connection.settings_dict['NAME']}_site"
    folder = settings.VAR_DIR / "site"
    sample.copy(url, database, folder / "media")
    yield os.environ | {
        # Beside other tests, the pictures of a page wait long for their turn.
        "WEB_THREADS": "8",
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
        "DATABASE_URL": sample.at(url, database),
        "TESTS_DIR": str(folder),
    }
    sample.drop(url, database)


@pytest.fixture(scope="session")
def site(environment) -> Iterator[str]:
    """The address of a server of that database and its pictures."""
    with web.site(environment, Path(environment["TESTS_DIR"], "web.log")) as address:
        yield address


@pytest.fixture(scope="session")
def deeds(environment) -> Iterator[Deeds]:
    with beside(environment) as found:
        yield found


@contextmanager
def launched(**options) -> Iterator[Browser]:
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if not found and os.environ.get("CI"):
        pytest.fail(NO_BROWSER)
    if not found:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found[0], args=OPTIONS, **options
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one file.

    Not for the session: Playwright's event loop runs in this thread until it is
    stopped, and meanwhile Django refuses its database to the tests of other files.
    """
    with launched() as browser:
        yield browser


class Watch:
    """Notes what no page of ours may do.

    Errors on the console are those of scripts, of what could not be loaded and
    of the Content-Security-Policy.
    """

    def __init__(self, context: BrowserContext, site: str, may_say: str = ""):
        self.site = site
        self.may_say = may_say
        self.problems = []
        self.answers: dict[str, int] = {}
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.fail(str(error.error)))
        context.on("request", self.see_request)
        context.on("response", self.see_response)

    def fail(self, error: str) -> None:
        # The browser gives up a fade between two pages when the second is slow to
        # say that it wants one; nothing is wrong with either.
        if "Transition was aborted" not in error:
            self.problems.append(error)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if self.may_say and re.search(self.may_say, message.text):
            return
        # A document that is missing says so to the reader; tests look at its status.
        if self.answers.get(message.location["url"]) == 404:
            return
        self.problems.append(f"{message.text} ({message.location['url']})")

    def see_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.problems.append(f"{request.url} was asked for.")

    def see_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.answers[response.url] = response.status


@pytest.fixture
def open_page(chromium, site) -> Iterator[Callable[..., Page]]:
    """Opens a path in a browser without history, in the page's own language.

    All that the server answers is added to ``answers``. The test fails if any page
    so opened, or reached from there, does what ``Watch`` notes, but for messages on
    the console that fit ``may_say``, a pattern.
    """
    watches = []
    contexts = []

    def open_page(
        path: str,
        *,
        language: str | None = None,
        width: int = DESKTOP,
        scripts: bool = True,
        answers: list[Response] | None = None,
        may_say: str = "",
        **options,
    ) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale=language or bcp47(path.split("/")[1] or "en"),
            viewport={"width": width, "height": 844 if width < TABLET else 900},
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        watches.append(Watch(context, site, may_say))
        if answers is not None:
            context.on("response", lambda answer: answers.append(answer))
        page = context.new_page()
        response = page.goto(path)
        assert response.status == (404 if "no-such-page" in path else 200)
        return page

    yield open_page
    for context in contexts:
        context.close()
    problems = [problem for watch in watches for problem in watch.problems]
    assert not problems, "\n".join(["The browser complains:", *problems])
