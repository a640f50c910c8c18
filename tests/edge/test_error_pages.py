"""What nginx shows while the application cannot answer."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from edge import error_pages
from openheritage import languages
from openheritage.names import bcp47, direction
from tests.conftest import LANGUAGES, add_language

STATIC = Path(__file__).resolve().parent.parent.parent / "openheritage/static"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, db) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "errors"


@pytest.mark.parametrize("kind", ["429", "502", "503", "504"])
def test_each_open_language_has_a_page_of_its_own_words(folder, kind):
    call_command("error_pages", verbosity=0)
    headings = set()
    for language in LANGUAGES:
        page = BeautifulSoup((folder / language / f"{kind}.html").read_text(), "lxml")
        assert page.html["lang"] == bcp47(language)
        assert page.html["dir"] == direction(language)
        headings.add(page.h1.text)
    assert len(headings) == len(LANGUAGES)


def test_it_needs_nothing_of_the_application(folder):
    error_pages.write()
    page = BeautifulSoup((folder / "en/503.html").read_text(), "lxml")
    assert not page.find_all("style")
    assert not [script for script in page.find_all("script") if script.string]
    assert not page.find("meta", attrs={"http-equiv": "refresh"})
    files = [link["href"] for link in page.find_all("link")]
    files += [script["src"] for script in page.find_all("script")]
    assert files
    for path in files:
        # Names that no deploy changes.
        assert (STATIC / path.removeprefix("/static/")).exists()
    # Without a script there is nothing to press; the words say what to do.
    assert "hidden" in page.button.attrs
    assert "send it again" in page.main.text


def test_they_follow_languages_and_words(folder):
    assert len(error_pages.write()) == 4 * len(LANGUAGES)
    assert error_pages.write() == []
    locale = add_language("nl")
    assert {path.parent.name for path in error_pages.write()} == {"nl"}
    languages.change(locale, to_open=False)
    error_pages.write()
    assert not (folder / "nl/503.html").exists()
    # Read by the server in front, which is somebody else.
    assert (folder / "en/503.html").stat().st_mode & 0o444 == 0o444
    assert not [path for path in folder.rglob("*") if path.name.startswith("tmp")]
