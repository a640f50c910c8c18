"""Files by the screen of translators, and by the command."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import polib
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation

from tests.translations.drafts import LAST
from translations import jobs
from translations.files import working
from translations.models import Change, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def translator(sign_in):
    return sign_in("translator")


def upload(client, content, name="file.po"):
    file = BytesIO(content)
    file.name = name
    return client.post(reverse("workbench_files"), {"file": file})


def download(client, **values):
    values = {"language": "fr", "format": "po"} | values
    return client.get(reverse("workbench_files_download"), values)


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.text)).split())


def stored(draft):
    rows = StringTranslation.objects.filter(
        context__object_id=draft.source.object_id, locale=draft.target_locale
    )
    return dict(rows.values_list("translation_of__data", "data"))


def filled(content, words):
    po = polib.pofile(content.decode())
    next(entry for entry in po if entry.msgid == LAST).msgstr = words
    return str(po).encode()


def test_a_language_goes_out_and_comes_back_unchanged(translator, monkeypatch):
    # Else the worker does it, of so many files.
    monkeypatch.setattr(working, "FILES_AT_ONCE", 100)
    response = download(translator)
    archive = ZipFile(BytesIO(response.content))
    names = archive.namelist()
    assert "fr/statement.po" in names
    assert all(name.startswith("fr/") for name in names)
    rows = list(StringTranslation.objects.order_by("pk").values())
    history = Change.objects.count()
    said = words_of(upload(translator, response.content, "fr.zip"))
    assert "Nothing was changed." in said
    assert "hold nothing new" in said
    assert list(StringTranslation.objects.order_by("pk").values()) == rows
    assert Change.objects.count() == history
    assert download(translator).content == response.content


def test_a_page_is_told_sentence_by_sentence(translator, draft):
    response = download(translator, page=draft.source_id)
    assert response["Content-Disposition"] == 'attachment; filename="its-file.fr.po"'
    content = filled(response.content, "La dernière phrase.")
    content += b'\nmsgctxt "body.nowhere"\nmsgid "x"\nmsgstr "y"\n'
    said = words_of(upload(translator, content))
    assert "1 sentence was taken." in said
    assert f"{LAST} applied" in said
    assert "refused the page has no such place" in said
    assert "empty: 4" in said
    assert stored(draft) == {LAST: "La dernière phrase."}
    assert not draft.get_target_instance().live


def test_files_of_another_language_are_neither_given_nor_taken(
    translator, draft, sign_in, article
):
    assert "Select a valid choice" in words_of(download(translator, language="de"))
    german = Translation.objects.get(
        source__object_id=article.translation_key, target_locale__language_code="de"
    )
    german.save_target(publish=False)
    content = (
        sign_in("moderator")
        .get(
            reverse("workbench_files_download"),
            {"language": "de", "page": german.source_id, "format": "xlf"},
        )
        .content
    )
    before = stored(german)
    changed = content.replace(b"<target>", b"<target>Nein ")
    assert changed != content
    said = words_of(upload(translator, changed, "de.xlf"))
    assert "You may not translate this page into German." in said
    assert stored(german) == before
    assert sign_in("editor").get(reverse("workbench_files")).status_code == 302


def test_what_is_no_file_of_ours_is_refused_at_its_field(translator, settings):
    for content, words in (
        (b"\x89PNG", "not made by this site"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b"", "This file is empty."),
        (b"PK\x03\x04 nothing", "This archive is damaged."),
    ):
        assert words in words_of(upload(translator, content))
    assert "Choose a file." in words_of(translator.post(reverse("workbench_files")))
    large = upload(translator, b"x" * 20_000_001)
    assert "Send it in parts." in words_of(large)


def test_one_bad_file_in_an_archive_costs_no_other(translator, draft):
    page = download(translator, page=draft.source_id).content
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a.po", b"nothing")
        archive.writestr("__MACOSX/._a.po", b"\0\1")
        archive.writestr("b\\its-file.po", filled(page, "La dernière phrase."))
    said = words_of(upload(translator, stream.getvalue(), "fr.zip"))
    assert "1 sentence was taken." in said
    assert "a.po" in said
    assert "not made by this site" in said
    assert "MACOSX" not in said
    assert stored(draft) == {LAST: "La dernière phrase."}


def test_the_command_does_the_same(draft, tmp_path, capsys):
    path = tmp_path / "page.xlf"
    place = ("--page", "news/its-file", "--language", "fr", "--format", "xlf")
    call_command("translation_files", "export", *place, "--output", str(path))
    content = path.read_text("utf-8").replace(
        f"<source>{LAST}</source>",
        f"<source>{LAST}</source><target>La dernière phrase.</target>",
    )
    path.write_text(content, "utf-8")
    call_command("translation_files", "import", str(path), "--user", "translator")
    said = capsys.readouterr().out
    assert LAST in said
    assert "applied: 1" in said
    assert stored(draft) == {LAST: "La dernière phrase."}
    change = Change.objects.get(context__object_id=draft.source.object_id)
    assert (change.how, change.by.username) == ("file", "translator")
    get_user_model().objects.create_user("nobody")
    with pytest.raises(CommandError, match="Not all"):
        call_command("translation_files", "import", str(path), "--user", "nobody")
    assert "may not translate" in capsys.readouterr().err
    with pytest.raises(CommandError, match="no language xx"):
        call_command("translation_files", "export", "--language", "xx")
    call_command("translation_files", "export", "--output", str(tmp_path))
    names = ZipFile(tmp_path / "open-heritage.zip").namelist()
    assert {"fr/statement.po", "ar/statement.po"} <= set(names)


def test_what_is_too_much_for_a_request_is_done_by_the_worker(
    translator, draft, monkeypatch, sign_in
):
    monkeypatch.setattr(working, "PAGES_AT_ONCE", 3)
    monkeypatch.setattr(working, "FILES_AT_ONCE", 3)
    response = download(translator)
    job = Job.objects.get()
    assert response.url == reverse("workbench_file_job", args=[job.pk])
    fetch = reverse("workbench_file_fetch", args=[job.pk])
    assert translator.get(fetch).status_code == 404
    while jobs.work():
        pass
    assert fetch in translator.get(response.url).text
    assert sign_in("reviewer").get(fetch).status_code == 404
    content = translator.get(fetch).content
    archive = ZipFile(BytesIO(content))
    assert {"fr/statement.po", "fr/news/its-file.po"} <= set(archive.namelist())
    stream = BytesIO()
    with ZipFile(stream, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "fr/news/its-file.po":
                data = filled(data, "La dernière phrase.")
            changed.writestr(name, data)
        changed.writestr("zz.po", b"nothing")
    response = upload(translator, stream.getvalue(), "fr.zip")
    while jobs.work():
        pass
    said = words_of(translator.get(response.url))
    assert "applied: Line" in said
    assert "not made by this site" in said
    assert stored(draft) == {LAST: "La dernière phrase."}
    assert Job.objects.get(what="import").file is None
    Job.objects.filter(what="export").update(ended_at=timezone.now() - timedelta(8))
    assert working.forget_files() == 1
    assert translator.get(fetch).status_code == 404
