"""The words of a language as a PO file, out and in."""

import shutil
import subprocess

import polib
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale

from openheritage import catalogues, checked_catalogue, furniture
from openheritage.furniture import speaking
from tests.conftest import add_language
from wording import totals
from wording.files import export, take
from wording.held import sentences
from wording.messages import digest_of, template
from wording.models import Change, Word
from wording.plurals import usual
from wording.saving import store

from .words import po_file

pytestmark = pytest.mark.django_db

MEMBERS = "%(number)s member"


def locale_of(language):
    return Locale.objects.get(language_code=language)


def message_of(words, context=""):
    return template()[digest_of(context, words)]


def upload(client, language, content, name="django.po"):
    file = SimpleUploadedFile(name, content, "text/x-gettext-translation")
    url = reverse("wording_files", args=[language])
    return client.post(url, {"file": file})


def read(content):
    return polib.pofile(content.decode())


def check(content, tmp_path):
    """As GNU gettext judges a file."""
    path = tmp_path / "words.po"
    path.write_bytes(content)
    msgfmt = shutil.which("msgfmt")
    if msgfmt:
        done = subprocess.run(
            [msgfmt, "-c", "-o", str(tmp_path / "words.mo"), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_what_is_given_here_comes_home_as_a_file(sign_in, tmp_path):
    french = locale_of("fr")
    store(french, message_of("Menu"), ["La carte"], None)
    store(french, message_of(MEMBERS), ["%(number)s un", "%(number)s des"], None)
    client = sign_in("translator")
    url = reverse("wording_files", args=["fr"])
    response = client.get(url, {"file": "changed"})
    assert 'filename="changed.fr.po"' in response["Content-Disposition"]
    changed = read(response.content)
    assert [entry.msgid for entry in changed] == [MEMBERS, "Menu"]
    assert changed[0].msgstr_plural == {0: "%(number)s un", 1: "%(number)s des"}
    whole = client.get(url, {"file": "all"}).content
    for content in (response.content, whole):
        check(content, tmp_path)
        assert read(content).metadata["Language"] == "fr"
    # All but what changed is as the repository has it, notes and places among it.
    ours = polib.pofile(str(catalogues.po_path("fr")))
    theirs = {(entry.msgctxt, entry.msgid): entry for entry in read(whole)}
    assert len(theirs) == len(ours)
    for entry in ours:
        found = theirs[entry.msgctxt, entry.msgid]
        assert found.comment == entry.comment
        assert found.occurrences == entry.occurrences
        if entry.msgid not in ("Menu", MEMBERS):
            assert found.msgstr == entry.msgstr
            assert found.msgstr_plural == entry.msgstr_plural
    # What comes back untouched changes nothing.
    report = take(whole, french, None)
    assert not report.taken
    assert not report.refused
    assert not report.stale
    assert Change.objects.count() == 2


def test_a_whole_catalogue_by_a_volunteer_makes_a_language_whole(sign_in, tmp_path):
    hebrew = add_language("he", to_open=False)
    client = sign_in("moderator")
    page = upload(client, "he", po_file("he"))
    total, translated = totals.of("he")
    assert total == translated == len(template()) - len(sentences())
    assert "texts were taken" in page.text
    # All but what is agreed to.
    refused = (
        BeautifulSoup(page.text, "html.parser").select_one(".nice-padding h2").text
    )
    assert refused.startswith(str(len(sentences())))
    assert "kept under Consent texts" in page.text
    content = export(hebrew)
    check(content, tmp_path)
    assert read(content).metadata["Plural-Forms"] == usual("he").header
    # At home it is compiled as it is.
    catalog, faults = checked_catalogue.read(tmp_path / "words.po", "he")
    assert not faults
    assert len(catalogues.keys(catalog, translated=True)) == total
    # Its texts of consents are English yet: nothing is half of it.
    with speaking("he"):
        assert furniture.furniture_language() == "en"


def test_each_line_of_a_file_is_accounted_for(sign_in):
    content = rb"""
msgid ""
msgstr ""
"Language: fr\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "Menu"
msgstr "Carte"

#, fuzzy
msgid "Back"
msgstr "Arriere"

msgid "Nobody says this"
msgstr "Personne"

msgid "%(number)s member"
msgid_plural "%(number)s members"
msgstr[0] "%(number)s un"
msgstr[1] ""

msgid "%(number)s result"
msgid_plural "%(number)s results"
msgstr[0] "%(number)s un"
msgstr[1] "%(number)s des"

msgid "%(field)s: %(problem)s"
msgstr "%(field)s <script> %(problem)s"

msgid "Skip to the text"
msgstr "Au texte

msgid "Announcement"
msgstr "Une annonce"

msgid "Announcement"
msgstr "Une autre annonce"

msgid "By name"
msgstr ""
"""
    page = upload(sign_in("translator"), "fr", content)
    html = BeautifulSoup(page.text, "html.parser")
    said = {
        (row.th.text, row.find_all("td")[0].text): row.find_all("td")[1].text
        for row in html.select("table.listing tbody tr")
    }
    for line, words, reason in (
        ("7", "Menu", ""),
        ("11", "Back", "fuzzy"),
        ("14", "Nobody says this", "no such message"),
        ("17", "%(number)s member", "msgstr[1]: there is no translation"),
        ("22", "%(number)s result", ""),
        ("27", "%(field)s: %(problem)s", "<script>"),
        ("31", "Skip to the text", "cannot be read"),
        ("33", "Announcement", "more than once"),
    ):
        assert reason in said[words, line], said
    assert "1 entry is empty." in page.text
    assert {row.message for row in Word.objects.all()} == {"Menu", "%(number)s result"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no messages"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no PO file"),
        (b'msgid ""\nmsgstr "Language: ar\\n"\n\nmsgid "Menu"\nmsgstr "x"', "another"),
        (b"<html>" * 500, "no "),
        (b"#" * 5_000_001, "too large"),
    ],
)
def test_what_is_no_file_of_the_language_is_refused_in_words(sign_in, content, words):
    page = upload(sign_in("translator"), "fr", content)
    assert page.status_code == 200
    assert words in page.text
    assert not Word.objects.exists()


def test_no_file_is_told(sign_in):
    url = reverse("wording_files", args=["fr"])
    assert "Choose a file first" in sign_in("translator").post(url).text


def test_an_old_file_takes_nothing_back_that_was_given_since():
    french = locale_of("fr")
    store(french, message_of("Menu"), ["Carte"], None)
    old = export(french)
    store(french, message_of("Menu"), ["La carte"], None)
    report = take(old, french, None)
    assert "changed here after" in report.refused[0].words
    assert Word.objects.get().forms == ["La carte"]


def test_a_file_that_counts_otherwise_is_read_as_far_as_it_can():
    hebrew = add_language("he", to_open=False)
    header = "nplurals=2; plural=(n != 1);"
    # Two forms where Hebrew has three: the second serves for two.
    report = take(po_file("he", header), hebrew, None)
    refused = {line.source for line in report.refused}
    assert MEMBERS not in refused
    assert len(Word.objects.get(message=MEMBERS).forms) == 3
    korean = add_language("ko", to_open=False)
    content = (
        b'msgid ""\nmsgstr ""\n"Language: ko\\n"\n'
        b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        b'msgid "%(number)s member"\nmsgid_plural "%(number)s members"\n'
        b'msgstr[0] "%(number)s a"\nmsgstr[1] "%(number)s b"\n'
    )
    (line,) = take(content, korean, None).refused
    assert "counts otherwise" in line.words


@pytest.mark.parametrize(
    ("language", "number"),
    [("ko", 1), ("fr", 2), ("he", 3), ("cs", 3), ("cy", 6), ("uk", 3), ("sl", 4)],
)
def test_a_language_has_the_plural_forms_that_its_numbers_need(language, number):
    plurals = usual(language)
    assert plurals.number == number
    assert all(plurals.numbers[form] for form in range(number))
