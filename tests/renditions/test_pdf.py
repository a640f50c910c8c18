"""The Statement as a PDF: made by the worker, and never that of yesterday."""

import resource
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openheritage.names import bcp47, file_size
from renditions import making, tasks
from renditions.files import FOLDER
from renditions.making import FILES, PDF, Wanted
from renditions.models import Notice, Reason, Rendition
from statement.asking import find_shown
from statement.models import StatementPage
from tests.conftest import LANGUAGES
from translations.models import StatusLevel
from translations.publishing import translation_of
from translations.status import put

from . import reading

pytestmark = pytest.mark.turns(2)

# Of a script for which no typeface is here.
GEORGIAN = "საქართველო"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    # Other files are no work here.
    monkeypatch.setattr(making, "LINES", [Wanted])
    return settings.MEDIA_ROOT / "renditions"


def work(language: str = "") -> None:
    """What the worker does about files, until nothing is due; as if those of other
    languages than ``language`` were no work."""
    if language:
        while making.go_on_looking():
            pass
        others = Rendition.objects.exclude(
            text__locale__language_code=language, kind=PDF
        )
        others.filter(key="").delete()
        others.update(due_at=None)
    while tasks.make():
        pass


def reword(page: StatementPage, words: str) -> None:
    part = next(part for part in page.body if part.block_type == "clause")
    part.value["text"] = words
    page.save_revision().publish()


def ready(client: Client, path: str) -> bytes:
    client.get(path)
    work(path.split("/")[1])
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/pdf"
    return answer.content


def later() -> None:
    """The pause after a failure is over."""
    Rendition.objects.exclude(due_at=None).update(due_at=timezone.now())


@pytest.mark.turns(4)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_all_words_in_its_script_and_direction(db, language):
    text = find_shown(language)
    content = making.typeset(Wanted(text, PDF).document)
    assert content == making.typeset(Wanted(text, PDF).document), language
    pdf = reading.reader(content)
    root = pdf.trailer["/Root"]
    preferences = root["/ViewerPreferences"]
    rtl = language == "ar"
    assert preferences["/Direction"] == ("/R2L" if rtl else "/L2R")
    assert preferences["/DisplayDocTitle"]
    assert root["/Lang"].split("-")[0] == bcp47(language).split("-")[0]
    assert root["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == text.lines[0][1]
    assert pdf.metadata.creation_date == text.published_at.replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    embedded = reading.fonts(pdf)
    assert all(embedded.values())
    # Subsets begin with six letters and a plus sign.
    assert all(name[6] == "+" for name in embedded)
    titles = reading.bookmarks(pdf)
    assert titles[0] == text.lines[0][1]
    assert len([title for title in titles if title[0].isdigit()]) == 17
    (address,) = reading.links(pdf)
    assert address.endswith(f"/statement.txt?text={text.sha256}")
    foot = "".join(pdf.pages[1].extract_text().split()[-3:])
    assert ("٢" if rtl else "2") in foot, foot
    assert len(content) < 300_000
    words = reading.text_of(content)
    for half in (text.sha256[:32], text.sha256[32:]):
        assert half in words
    if not rtl:
        # The reader here puts no line of Arabic in order again.
        assert reading.missing(text, content) == [], language


def test_new_words_are_there_after_the_worker_and_the_old_ones_at_once_nowhere(
    client, statement
):
    old = ready(client, "/en/statement.pdf")
    digest = find_shown("en").sha256
    assert client.get("/en/statement.pdf").headers["Cache-Control"] == "no-cache"

    reword(statement, "Having changed this sentence;")
    answer = client.get("/en/statement.pdf")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text == "This file is being made. Please try again in a moment.\n"
    browser = client.get("/fr/statement.pdf", headers={"Accept": "text/html"})
    assert browser.status_code == 503
    assert "Ce fichier est en préparation" in browser.text

    work("en")
    answer = client.get("/en/statement.pdf")
    assert answer.status_code == 200
    assert "Havingchangedthissentence" in reading.text_of(answer.content)
    tag = answer.headers["ETag"]
    again = client.get("/en/statement.pdf", headers={"If-None-Match": tag})
    assert again.status_code == 304

    kept = ready(client, f"/en/statement.pdf?text={digest}")
    assert "Havingchangedthissentence" not in reading.text_of(kept)
    assert "Othersholdtoday" in reading.text_of(kept)
    assert kept != old


@pytest.mark.rota
def test_all_files_are_made_by_a_command_or_before_anybody_asks(
    client, statement, capsys
):
    call_command("make_renditions")
    said = capsys.readouterr().out
    assert said.count(" bytes  ") == len(LANGUAGES) * len(FILES)
    call_command("make_renditions")
    assert capsys.readouterr().out == "All files are there.\n"
    # Readers of the page read how large each is, and compare what they got.
    Notice.objects.all().delete()
    client.get("/en/statement/use/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/en/statement/use/").text
    assert len(asked) <= 12
    for row in Rendition.objects.filter(text=find_shown("en")):
        assert row.sha256 in page
        assert file_size(row.size) in page
    shown = [find_shown(language) for language in LANGUAGES]
    assert Rendition.objects.filter(due_at=None).count() == len(shown) * len(FILES)
    for language in LANGUAGES:
        for path in (
            "statement.pdf",
            "statement-large.pdf",
            "statement.pdf?size=large",
        ):
            assert client.get(f"/{language}/{path}").status_code == 200
    reword(statement, "Having changed this sentence;")
    work()
    assert client.get("/en/statement.pdf").status_code == 200
    large = client.get("/en/statement-large.pdf").content
    assert "Havingchangedthissentence" in reading.text_of(large)
    # The translations follow version 1, and say so.
    assert client.get("/de/statement.pdf").status_code == 200
    german = client.get("/de/statement.pdf").content
    assert "Version2" in reading.text_of(german)


def test_another_status_makes_another_file(client, french_statement, superuser):
    ready(client, "/fr/statement.pdf")
    put(translation_of(french_statement), StatusLevel.OFFICIAL, superuser)
    assert client.get("/fr/statement.pdf").status_code == 503
    work("fr")
    content = client.get("/fr/statement.pdf").content
    assert "Traductionofficielle" in reading.text_of(content)


def test_a_file_costs_few_queries(client, statement, django_assert_max_num_queries):
    ready(client, "/fr/statement.pdf")
    with django_assert_max_num_queries(12):
        client.get("/fr/statement.pdf")


def test_a_letter_without_a_typeface_costs_the_file_and_is_shown(
    client, statement, superuser
):
    ready(client, "/en/statement.pdf")
    reword(statement, f"Recalling {GEORGIAN};")
    work("en")
    assert client.get("/en/statement.pdf").status_code == 503
    assert client.get("/en/statement/").status_code == 200
    row = Rendition.objects.get(text=find_shown("en"), kind=PDF)
    assert row.reason == Reason.LETTERS
    assert row.due_at > timezone.now() + timedelta(seconds=20)
    assert client.get("/health/ready/").json()["renditions"] == "failing"
    staff = Client()
    staff.force_login(superuser)
    page = staff.get("/admin/").text
    assert "The Statement as a file" in page
    assert GEORGIAN[0] in page

    reword(statement, "Recalling a country;")
    work("en")
    assert client.get("/en/statement.pdf").status_code == 200
    assert client.get("/health/ready/").json()["renditions"] == "ok"
    assert "The Statement as a file" not in staff.get("/admin/").text


def test_each_failure_is_told_by_its_name_and_tried_again(
    client, statement, monkeypatch
):
    path, text = "/en/statement.pdf", find_shown("en")
    client.get(path)

    def reason() -> str:
        later()
        # All others were asked for as well, and fail in the same way.
        Notice.objects.all().delete()
        Rendition.objects.exclude(text=text, kind=PDF).delete()
        work()
        return Rendition.objects.get().reason

    with monkeypatch.context() as patch:
        # Python itself, without the packages of the site.
        patch.setattr(sys, "executable", sys._base_executable)
        assert reason() == Reason.PROGRAM
    with monkeypatch.context() as patch:
        patch.setattr(making, "TIME_LIMIT", 0.001)
        assert reason() == Reason.TIME
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        assert reason() == Reason.STORAGE
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert default_storage.listdir(FOLDER)[1] == []
    row = Rendition.objects.get()
    assert row.attempts == 3
    assert row.next_pause > timedelta(minutes=1)
    assert client.get(path).status_code == 503
    assert int(client.get(path).headers["Retry-After"]) > 60
    assert reason() == ""
    assert client.get(path).status_code == 200


def test_what_a_killed_worker_left_is_made_by_the_next_one(client, statement):
    client.get("/en/statement.pdf")
    row = Rendition.objects.take()
    name = Wanted(row.text, row.kind).name
    default_storage.save(name, ContentFile(b"%PDF-1.7 half"))
    # It holds the file for a while.
    work("en")
    assert client.get("/en/statement.pdf").status_code == 503
    later()
    work("en")
    answer = client.get("/en/statement.pdf")
    assert answer.status_code == 200
    assert answer.content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("harm", ["gone", "cut"])
def test_a_file_that_is_gone_or_damaged_is_made_again(client, statement, folder, harm):
    before = ready(client, "/en/statement.pdf")
    for path in folder.iterdir():
        if harm == "gone":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:-1000])
    assert client.get("/en/statement.pdf").status_code == 503
    work()
    assert client.get("/en/statement.pdf").content == before


def test_a_withdrawn_translation_is_found_by_its_digest_alone(client, french_statement):
    ready(client, "/fr/statement.pdf")
    text = find_shown("fr")
    french_statement.unpublish()
    assert client.get("/fr/statement.pdf").status_code == 404
    assert client.get("/fr/statement.pdf?text=" + "0" * 64).status_code == 404
    content = ready(client, f"/fr/statement.pdf?text={text.sha256}")
    assert reading.missing(text, content) == []


def test_what_no_row_names_is_deleted_when_it_is_old(client, statement, monkeypatch):
    ready(client, "/en/statement.pdf")
    default_storage.save("renditions/half.pdf", ContentFile(b"%PDF-"))
    assert making.tidy() == 0
    monkeypatch.setattr(making, "ABANDONED", timedelta(seconds=-1))
    assert making.tidy() == 1
    assert client.get("/en/statement.pdf").status_code == 200


def test_what_another_worker_deletes_meanwhile_is_passed_over(db, monkeypatch):
    monkeypatch.setattr(making, "those_there", lambda: {"renditions/gone.pdf"})
    assert making.tidy() == 0
