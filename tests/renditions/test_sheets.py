"""A story as a picture and on paper: made by the worker, never that of yesterday."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings as site
from django.utils import timezone
from PIL import Image

from renditions import making, tasks
from renditions.models import Notice, Reason, StorySheet
from renditions.sheets import SheetFile, public
from stories.models import StoryFramePage
from tests.conftest import LANGUAGES
from tests.services import verapdf

from . import reading

pytestmark = pytest.mark.turns(2)


@pytest.fixture(autouse=True)
def folder(db, settings, tmp_path, monkeypatch):
    # Pictures stay where the sample content has them.
    monkeypatch.setattr(making, "LINES", [SheetFile])
    Notice.objects.all().delete()
    yield
    for row in StorySheet.objects.all():
        making.discard(row)


def work() -> None:
    while tasks.make():
        pass


def story(language: str) -> StoryFramePage:
    return public().filter(locale__language_code=language).order_by("path").first()


def test_a_story_is_had_as_picture_and_on_paper_and_never_an_old_one(client):
    page = story("fr")
    path = f"/fr/stories/{page.slug}"
    shown = client.get(f"{path}/").text
    for kind in ("png", "pdf"):
        assert f'href="{path}.{kind}"' in shown
        answer = client.get(f"{path}.{kind}")
        assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    work()
    answer = client.get(f"{path}.png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Language"] == "fr"
    picture = Image.open(BytesIO(answer.content))
    assert picture.size == (1080, 1350)
    assert picture.text["Title"] == page.title
    assert picture.text["Description"]
    assert "CC0" in picture.text["Copyright"]
    paper = client.get(f"{path}.pdf").content
    words = reading.text_of(paper)
    for said in (page.title, page.summary, page.barrier, page.example, "CC0"):
        assert reading.squeezed(said) in words
    assert reading.links(reading.reader(paper)) == {
        f"{site.WAGTAILADMIN_BASE_URL}{path}/"
    }
    # Its size is told once it is there.
    assert "kB" in client.get(f"{path}/").text or "ko" in client.get(f"{path}/").text

    page.summary = "Une autre phrase."
    page.save_revision().publish()
    assert client.get(f"{path}.pdf").status_code == 503
    assert Notice.objects.exists()
    StorySheet.objects.exclude(page=page).update(due_at=None)
    Notice.objects.all().delete()
    work()
    assert "Uneautrephrase" in reading.text_of(client.get(f"{path}.pdf").content)

    page.unpublish()
    Notice.objects.all().delete()
    making.discard_what_nobody_may_have()
    assert not StorySheet.objects.filter(page=page).exists()
    # The original is what readers are shown, and then nothing.
    answer = client.get(f"{path}.pdf")
    assert answer.status_code == 503
    work()
    assert client.get(f"{path}.pdf")["Content-Language"] == "en"
    page.original.unpublish()
    assert client.get(f"{path}.pdf").status_code == 404


def test_a_story_without_picture_and_with_many_words_has_its_files(client):
    page = story("en")
    page.image, page.title = None, "A very long title of a story, " * 7
    page.barrier = "\n\n".join(["What stands in the way, told at length. " * 12] * 9)
    page.save_revision().publish()
    Notice.objects.all().delete()
    for kind in ("png", "pdf"):
        wanted = SheetFile(page, kind)
        content = making.typeset(wanted.document | wanted.material())
        assert content
    pdf = reading.reader(content)
    assert len(pdf.pages) > 1


def test_a_story_of_the_sample_is_one_sheet_in_every_language():
    """Those with the most words: others fit with a smaller picture, too."""
    for language in LANGUAGES:
        pages = public().filter(locale__language_code=language)
        page = max(pages, key=lambda page: len(page.barrier) + len(page.example))
        wanted = SheetFile(page, "pdf")
        content = making.typeset(wanted.document | wanted.material())
        assert len(reading.reader(content).pages) == 1, (language, page.slug)


def test_a_story_is_made_though_no_typeface_has_some_of_its_letters(client, sign_in):
    page = story("en")
    page.title = "Fees 🎉👩🏽‍🔬 and हिन्दी पाठ ქართული, Ελληνικά, עברית, عربي"
    page.summary = "🎈"
    page.save_revision().publish()
    path = f"/en/stories/{page.slug}"
    for kind in ("png", "pdf"):
        client.get(f"{path}.{kind}")
    Notice.objects.all().delete()
    work()
    assert client.get(f"{path}.png").status_code == 200
    words = reading.text_of(client.get(f"{path}.pdf").content)
    assert "Feesand" in words
    assert "Ελληνικα" in words
    # Staff are told, and nothing is tried again.
    rows = StorySheet.objects.filter(page=page)
    assert {(row.reason, row.due_at) for row in rows} == {(Reason.LETTERS, None)}
    assert "Stories as files" in sign_in("editor").get("/admin/").text
    # Other words do not wait for what had failed before.
    rows.update(due_at=timezone.now() + timedelta(hours=1), attempts=4)
    page.title = page.summary = "Fees"
    page.save_revision().publish()
    assert {row.attempts for row in rows.filter(due_at__lte=timezone.now())} == {0}
    Notice.objects.all().delete()
    work()
    assert {row.reason for row in rows.all()} == {""}
    assert "Stories as files" not in sign_in("editor").get("/admin/").text


@pytest.mark.rota
@pytest.mark.proof
def test_verapdf_finds_nothing_in_stories(tmp_path):
    files = []
    for language in LANGUAGES:
        page = story(language)
        wanted = SheetFile(page, "pdf")
        path = tmp_path / f"{language}.pdf"
        path.write_bytes(making.typeset(wanted.document | wanted.material()))
        files.append(path)
    assert verapdf.refused(files, "ua1") == []
    assert verapdf.refused(files, "2a") == []
