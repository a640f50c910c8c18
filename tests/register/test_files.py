"""Lists of many signatures: files that the worker makes."""

import csv
import gzip
import io
import json
import zlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openheritage import joined_gzip, stored_files
from register import exports, files, series
from register.models import ListFile, ListPart, RegisterFacts
from review import decide
from signatures import signing
from signatures.models import Signature
from tests.conftest import LANGUAGES, body_of
from tests.signing import make_published

pytestmark = pytest.mark.django_db

CSV, JSON, REGISTER = "/en/signatories.csv", "/en/signatories.json", "/register.jsonl"
ALL, FRENCH = [CSV, JSON, REGISTER], "/fr/signatories.csv"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(autouse=True)
def many(monkeypatch, settings, tmp_path, django_capture_on_commit_callbacks):
    """As if the sample's signatures were many: several parts."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(files, "AT_ONCE", 0)
    monkeypatch.setattr(series, "ROWS", 7)
    with django_capture_on_commit_callbacks(execute=True):
        yield


@pytest.fixture
def leaving(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def made() -> None:
    files.make_all()


def text_of(client, path: str) -> str:
    response = client.get(path, headers=GZIP)
    assert response.status_code == 200, path
    assert response["Content-Encoding"] == "gzip"
    return gzip.decompress(body_of(response)).decode()


def on_disk() -> set[str]:
    try:
        return {f"lists/{name}" for name in default_storage.listdir("lists")[1]}
    except FileNotFoundError:
        return set()


def named() -> set[str]:
    return {
        name
        for model in (ListPart, ListFile)
        for name in model.objects.values_list("file", flat=True)
    }


def test_parts_that_were_packed_apart_are_one_file():
    file, words = io.BytesIO(), [b"", b"a", b"\n", bytes(range(256)) * 999, b"end"]
    joined = joined_gzip.Joined(file)
    for word in words:
        joined.add(joined_gzip.pack([word]))
    joined.end()
    assert gzip.decompress(file.getvalue()) == b"".join(words)


def test_a_file_says_what_a_short_list_says(client, monkeypatch):
    paths = [
        f"/{code}/signatories.{form}" for code in LANGUAGES for form in ("csv", "json")
    ]
    paths.append(REGISTER)
    monkeypatch.setattr(files, "AT_ONCE", 10**9)
    short = {path: client.get(path).content.decode() for path in paths}
    monkeypatch.setattr(files, "AT_ONCE", 0)
    made()
    assert ListPart.objects.count() > 6
    for path in paths:
        assert text_of(client, path) == short[path], path
    # For whoever takes no gzip.
    assert client.get(CSV).getvalue().decode() == short[CSV]
    assert named() == on_disk()


def test_nobody_waits_for_a_file_in_a_web_process(client):
    for path, language in [*((path, "en") for path in ALL), (FRENCH, "fr")]:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert len(queries) <= 2
        assert response.status_code == 503
        assert int(response["Retry-After"]) <= 60
        assert response["Cache-Control"] == "no-store"
        assert response["Content-Language"] == language
        assert response["Access-Control-Allow-Origin"] == "*"
    assert "fichier" in response.content.decode()


@pytest.mark.parametrize("path", ALL)
def test_it_is_sent_once_and_costs_two_looks(client, path):
    made()
    first = client.get(path, headers=GZIP)
    size = len(body_of(first))
    assert first["Last-Modified"]
    assert first["Vary"] == "Accept-Encoding"
    assert "public" in first["Cache-Control"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert len(queries) <= 2
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    head = client.head(path, headers=GZIP)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(size)
    plain = client.head(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain


@pytest.mark.parametrize("how", ["withdraw", "reopen", "correct"])
def test_what_leaves_is_in_no_file_from_that_moment_on(client, leaving, how):
    row = make_published(None, name="Leaving Museum", comment="Leaving words")
    word = "Leaving words" if how == "correct" else "Leaving Museum"
    made()
    holding = {part.file for part in ListPart.objects.all() if word in plain(part)} | {
        *ListFile.objects.values_list("file", flat=True)
    }
    assert len(holding) == len(ListFile.objects.all()) + 2
    others = named() - holding
    assert others
    with leaving():
        if how == "withdraw":
            signing.withdraw(row)
        elif how == "reopen":
            decide.reopen(row, None)
        else:
            decide.amend(row, None, {"comment": ""})
    for path in ALL:
        assert client.get(path).status_code == 503
    assert on_disk() == named() == others
    with leaving():
        made()
    for path in ALL:
        assert word not in text_of(client, path)
    # What others said was not read again.
    assert others <= named() == on_disk()


def plain(part: ListPart) -> str:
    with default_storage.open(part.file) as file:
        content = file.read()
    return "".join(
        zlib.decompressobj(-15).decompress(content[at : at + length]).decode()
        for at, length, *_rest in part.forms.values()
    )


def test_what_is_erased_later_is_in_no_file_either(client, leaving):
    row = make_published(None)
    made()
    salt = RegisterFacts.objects.get(signature=row).salt
    assert salt in text_of(client, REGISTER)
    with leaving():
        RegisterFacts.objects.filter(signature=row).delete()
    assert client.get(REGISTER).status_code == 503
    with leaving():
        made()
    assert salt not in text_of(client, REGISTER)


@pytest.mark.parametrize("place", ["part", "whole"])
def test_what_leaves_while_files_are_made_does_not_come_back(
    client, leaving, monkeypatch, place
):
    row = make_published(None, name="Leaving Museum")
    name = "written" if place == "part" else "fill"
    work, done = getattr(files, name), []

    def meanwhile(kind, *arguments):
        result = work(kind, *arguments)
        if not done and (place == "whole" or arguments[-1] is None):
            done.append(True)
            signing.withdraw(Signature.objects.get(pk=row.pk))
        return result

    monkeypatch.setattr(files, name, meanwhile)
    with leaving():
        made()
    assert done
    for path in ALL:
        assert "Leaving Museum" not in text_of(client, path)
    assert on_disk() == named()


def test_what_comes_is_there_after_a_while_and_nobody_waits(client, monkeypatch):
    made()
    before = text_of(client, CSV)
    make_published(None, name="New Museum")
    made()
    assert text_of(client, CSV) == before
    ListFile.objects.update(made_at=timezone.now() - timedelta(minutes=2))
    made()
    rows = [*csv.DictReader(io.StringIO(text_of(client, CSV)[1:], newline=""))]
    assert rows[-1]["name"] == "New Museum"
    data = json.loads(text_of(client, JSON))
    assert len(data["signatories"]) == Signature.objects.published().count()


def test_what_nobody_told_of_is_found(client):
    """Of rows that were changed by hand in the database."""
    made()
    first = Signature.objects.newest().last()
    Signature.objects.filter(pk=first.pk).update(state=Signature.State.REJECTED)
    ListFile.objects.all().delete()
    made()
    assert first.reference not in text_of(client, CSV)


def test_a_killed_worker_leaves_no_half_file(client, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*arguments):
        raise Killed

    monkeypatch.setattr(files.ListFile.objects, "bulk_create", killed)
    with pytest.raises(Killed):
        made()
    assert client.get(CSV).status_code == 503
    left = on_disk() - named()
    assert left
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.undo()
    monkeypatch.setattr(files.timezone, "now", lambda: later)
    files.tidy()
    assert on_disk() == named()


def test_what_another_worker_deletes_meanwhile_is_passed_over(db, monkeypatch):
    def listed(folder: str) -> tuple[list[str], list[str]]:
        return [], ["part-gone"]

    monkeypatch.setattr(stored_files.default_storage, "listdir", listed)
    files.tidy(timedelta(0))


def test_a_full_disk_leaves_nothing_behind(client, monkeypatch):
    work, kinds = stored_files.store, []

    def full(folder, kind, content):
        kinds.append(kind)
        if kinds.count("list") == 3:
            raise OSError("No space left on device")
        return work(folder, kind, content)

    monkeypatch.setattr(stored_files, "store", full)
    with pytest.raises(OSError, match="No space"):
        made()
    assert on_disk() == named()
    assert client.get(CSV).status_code == 503
    monkeypatch.setattr(stored_files, "store", work)
    made()
    assert exports.CSV_HEAD in text_of(client, CSV)


def test_a_file_that_is_gone_from_the_disk_is_made_again(client):
    made()
    for name in on_disk():
        default_storage.delete(name)
    assert client.get(CSV).status_code == 503
    made()
    assert exports.CSV_HEAD in text_of(client, CSV)


def test_short_lists_need_no_files(monkeypatch, leaving):
    made()
    monkeypatch.setattr(files, "AT_ONCE", 10**9)
    with leaving():
        assert files.step() == 0
    assert not ListFile.objects.exists()
    assert on_disk() == set()
