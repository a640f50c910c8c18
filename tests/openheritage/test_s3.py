"""Uploaded files on a server that speaks S3: no machine has them on its disk."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.client import BaseClient
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.views.serve import generate_image_url
from wagtail.models import Collection, CollectionViewRestriction

from backups import media as kept_media
from images.models import CustomImage, Rendition
from news.models import NewsPage
from openheritage.settings.media import media
from openheritage.storage import in_a_word
from renditions import making, tasks
from renditions.certificate import CertificateFile
from renditions.models import Certificate
from signatures.models import Signature
from signatures.transitions import locked, move
from tests.conftest import body_of
from tests.images.conftest import FIELDS
from tests.images.files import document, quarters, saved
from tests.services.s3 import ENCODED, KEY, S3, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

BUCKET = "of-the-site"
# Whatever an address that somebody signed holds.
SIGNED = ("X-Amz", "Signature=", "Expires=", "127.0.0.1")


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[S3]:
    with S3(tmp_path_factory.mktemp("s3")).running() as server:
        server.make(BUCKET)
        yield server


def use(settings, url: str, seconds: float = 30) -> None:
    """The site looks for files there, and waits so long for an answer."""
    settings.S3_CONNECT = settings.S3_READ = settings.S3_ASK = seconds
    settings.STORAGES = settings.STORAGES | {"default": media(url)}


@pytest.fixture(autouse=True)
def bucket(server, settings, tmp_path):
    """Empty, and used by the site."""
    settings.S3_PAUSE = 0.2
    settings.MEDIA_ROOT = tmp_path / "media"
    use(settings, server.url(BUCKET))
    yield default_storage
    server.thaw()
    for name in server.names(BUCKET):
        server.client.delete_object(Bucket=BUCKET, Key=name)
    assert not settings.MEDIA_ROOT.exists(), "Something lies on the disk."


@pytest.fixture
def staff(sign_in, superuser) -> Client:
    client = sign_in("root")
    # An answer as browsers get it.
    client.raise_request_exception = False
    return client


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def add_picture(staff: Client, name: str = "map.jpg") -> CustomImage:
    file = SimpleUploadedFile(name, saved(quarters(), "JPEG"))
    response = staff.post("/admin/images/add/", FIELDS | {"file": file})
    assert response.status_code == 302, response.context["form"].errors
    return CustomImage.objects.latest("pk")


def add_document(staff: Client, collection: int = 1) -> Document:
    file = SimpleUploadedFile("report.pdf", document("pdf"))
    fields = {"title": "A report", "collection": collection, "tags": "", "file": file}
    response = staff.post("/admin/documents/add/", fields)
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.latest("pk")


def look_at(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.size


def test_a_picture_that_staff_upload_is_shown_on_its_page(
    staff, reader, server, news_index
):
    image = add_picture(staff)
    assert server.names(BUCKET) == {"original_images/map.jpg"}
    page = NewsPage(title="Maps", slug="maps", date="2026-01-01", summary="Maps.")
    page.body = [("figure", {"image": image, "caption": "The river"})]
    news_index.add_child(instance=page)
    page.save_revision().publish()
    answer = reader.get(page.url)
    assert not [word for word in SIGNED if word in answer.text]
    figure = BeautifulSoup(answer.text, "html.parser").find("figure")
    for source in (figure.find("img")["src"], figure.find("img")["src"]):
        # Drawn, then as it was drawn.
        picture = reader.get(source)
        assert picture.status_code == 200
        assert picture["Content-Type"] == "image/jpeg"
        assert "immutable" in picture["Cache-Control"]
        assert "default-src 'none'" in picture["Content-Security-Policy"]
        assert look_at(body_of(picture)) == (64, 48)
    drawn = [name for name in server.names(BUCKET) if name.startswith("images/")]
    assert len(drawn) == Rendition.objects.filter(image=image).count() == 1


def test_the_admin_shows_thumbnails_by_addresses_of_ours(staff, reader):
    add_picture(staff)
    add_document(staff)
    listed = BeautifulSoup(staff.get("/admin/images/").text, "html.parser")
    source = listed.find("img", src=lambda src: src and "map." in src)["src"]
    assert source.startswith("/media/images/")
    picture = reader.get(source)
    assert picture["Content-Type"] == "image/jpeg"
    assert "default-src 'none'" in picture["Content-Security-Policy"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert look_at(body_of(picture))
    default_storage.save("images/page.svg", ContentFile(b"<svg/>"))
    for path in (
        "/media/images/page.svg",
        "/media/images/none.jpg",
        "/media/images/../original_images/map.jpg",
        "/media/images//map.jpg",
        "/media/original_images/map.jpg",
        "/media/documents/report.pdf",
    ):
        assert reader.get(path).status_code == 404, path


def test_a_private_document_is_for_those_who_may_read_it(staff, reader, server):
    inner = Collection.get_first_root_node().add_child(name="Inner")
    restriction = CollectionViewRestriction.objects.create(
        collection=inner, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name="Editors"))
    private, public = add_document(staff, inner.pk), add_document(staff)
    assert private.file.name != public.file.name
    refused = reader.get(private.url)
    assert refused.status_code == 302
    assert not [word for word in SIGNED if word in refused["Location"]]
    for client, found in ((staff, private), (reader, public)):
        answer = client.get(found.url)
        assert body_of(answer) == document("pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Length"] == str(len(document("pdf")))
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        tag = {"if-none-match": answer["ETag"]}
        assert client.get(found.url, headers=tag).status_code == 304
    # If the bucket were open: nothing in it is a page.
    stored = server.client.head_object(Bucket=BUCKET, Key=public.file.name)
    assert stored["ContentDisposition"] == "attachment"
    server.client.delete_object(Bucket=BUCKET, Key=public.file.name)
    assert reader.get(public.url).status_code == 404


def test_a_certificate_is_served_and_gone_from_the_bucket_with_its_withdrawal(
    reader, server, settings, monkeypatch, django_capture_on_commit_callbacks
):
    Certificate.objects.all().delete()
    monkeypatch.setattr(making, "LINES", [CertificateFile])
    signature = Signature.objects.published().filter(language="fr").first()
    path = f"/fr/signatures/{signature.reference}/certificate.pdf"
    assert reader.get(path).status_code == 503
    while tasks.make():
        pass
    answer = reader.get(path)
    assert answer.content.startswith(b"%PDF-")
    (name,) = server.names(BUCKET)
    row = Certificate.objects.get()
    assert name == row.file.name
    monkeypatch.setattr(CertificateFile, "today", lambda: [CertificateFile(signature)])
    tasks.look()
    while making.go_on_looking():
        pass
    row.refresh_from_db()
    assert row.due_at is None, "It is made again."
    # While the server keeps silent nobody takes it for lost.
    use(settings, server.url(BUCKET), 0.3)
    server.freeze()
    assert reader.get(path).status_code == 503
    assert Certificate.objects.get().key
    server.thaw()
    use(settings, server.url(BUCKET))
    assert reader.get(path).content == answer.content
    with django_capture_on_commit_callbacks(execute=True):
        move(locked(signature), "withdraw")
    assert server.names(BUCKET) == set()
    assert reader.get(path).status_code == 410


def test_what_cannot_be_deleted_with_a_withdrawal_is_deleted_later(
    server, settings, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    Certificate.objects.all().delete()
    monkeypatch.setattr(making, "LINES", [CertificateFile])
    signature = Signature.objects.published().filter(language="fr").first()
    CertificateFile(signature).ask()
    while tasks.make():
        pass
    assert len(server.names(BUCKET)) == 1
    use(settings, server.url(BUCKET), 0.3)
    server.freeze()
    with django_capture_on_commit_callbacks(execute=True):
        move(locked(signature), "withdraw")
    server.thaw()
    use(settings, server.url(BUCKET))
    # Its row is there still, by which the worker finds it.
    assert Certificate.objects.filter(signature=signature).exists()
    making.discard_what_nobody_may_have()
    assert server.names(BUCKET) == set()
    assert not Certificate.objects.filter(signature=signature).exists()
    assert SECRET not in caplog.text


def test_two_files_of_one_name_are_two_even_if_both_found_it_free(bucket, server):
    """As two machines may."""
    first = bucket._save("documents/report.txt", ContentFile(b"One."))
    second = bucket._save("documents/report.txt", ContentFile(b"Another."))
    assert first == "documents/report.txt" != second
    for name, words in ((first, b"One."), (second, b"Another.")):
        with bucket.open(name) as file:
            assert file.read() == words
            assert file.size == len(words)
        assert file.closed
        # Opened again, as Django does with the files of rows.
        assert file.open().read() == words


def test_while_the_server_is_away_nothing_is_half_done_and_everybody_is_told(
    staff, reader, server, settings, caplog
):
    image, report = add_picture(staff), add_document(staff)
    source = generate_image_url(image, "max-40x40")
    size = look_at(body_of(reader.get(source)))
    drawn = Rendition.objects.count()
    names = server.names(BUCKET)
    ready = "/health/ready/"
    assert reader.get(ready).json()["files"] == "ok"
    use(settings, server.url(BUCKET), 0.3)
    server.freeze()
    began = caplog.text
    with caplog.at_level(logging.WARNING):
        file = SimpleUploadedFile("other.jpg", saved(quarters(), "JPEG"))
        answer = staff.post("/admin/images/add/", FIELDS | {"file": file})
        assert answer.status_code == 200
        assert "could not be stored" in answer.text
        assert "Nothing was saved" in answer.text
        file = SimpleUploadedFile("other.pdf", document("pdf"))
        fields = {"title": "Other", "collection": 1, "tags": "", "file": file}
        answer = staff.post("/admin/documents/add/", fields)
        assert "could not be stored" in answer.text
        picture = reader.get(source)
        assert picture.status_code == 503
        assert picture["Retry-After"]
        assert picture["Cache-Control"] == "no-store"
        # One that is yet to be drawn is not lost either.
        assert reader.get(generate_image_url(image, "max-30x30")).status_code == 503
        answer = reader.get(report.url, headers={"accept": "text/html"})
        assert answer.status_code == 503
        assert "no-store" in answer["Cache-Control"]
        assert answer["Retry-After"]
        told = reader.get(ready)
        assert (told.status_code, told.json()["files"]) == (200, "absent")
        # Pages need none of it.
        assert reader.get("/en/").status_code == 200
    assert Rendition.objects.count() == drawn
    assert CustomImage.objects.latest("pk") == image
    assert Document.objects.latest("pk") == report
    server.thaw()
    use(settings, server.url(BUCKET))
    assert reader.get(ready).json()["files"] == "ok"
    assert look_at(body_of(reader.get(source))) == size
    assert body_of(reader.get(report.url)) == document("pdf")
    assert server.names(BUCKET) == names
    log = caplog.text.removeprefix(began)
    assert log.count("The server of uploaded files does not answer") == 1
    assert not [word for word in (KEY, SECRET, ENCODED) if word in log]


def found_by_check() -> set[str]:
    found = run_checks(include_deployment_checks=True)
    return {each.id for each in found if each.id.startswith("openheritage.E")} | {
        each.id for each in found if each.id == "openheritage.W003"
    }


def test_check_tries_the_bucket_and_says_what_is_wrong_with_it(server, settings):
    assert found_by_check() == set()
    assert server.names(BUCKET) == set()
    server.make("of-all")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::of-all/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    server.client.put_bucket_policy(Bucket="of-all", Policy=policy)
    server.client.put_bucket_versioning(
        Bucket="of-all", VersioningConfiguration={"Status": "Enabled"}
    )
    for name, wrong in (
        ("of-all", {"openheritage.E003", "openheritage.W003"}),
        ("of-nobody", {"openheritage.E001"}),
    ):
        use(settings, server.url(name))
        assert found_by_check() == wrong, name


def test_a_key_that_may_do_no_more_than_it_has_to_is_enough(
    server, settings, monkeypatch
):
    """As docs/operations.md describes it, and for a folder alone."""
    asked = []
    call = BaseClient._make_api_call

    def watched(client: BaseClient, name: str, facts: dict) -> dict:
        asked.append((name, facts.get("Prefix", facts.get("Key"))))
        return call(client, name, facts)

    monkeypatch.setattr(BaseClient, "_make_api_call", watched)
    use(settings, f"{server.url(BUCKET)}/of/the-site")
    assert found_by_check() == set()
    assert in_a_word() == "ok"
    assert {name for name, _place in asked} <= {
        *("DeleteObject", "GetObject", "HeadObject", "ListObjectsV2", "PutObject"),
    }
    assert [
        place for _name, place in asked if not place.startswith("of/the-site/")
    ] == []


def test_a_backup_holds_the_bucket_and_brings_it_back(staff, server, tmp_path):
    image, report = add_picture(staff), add_document(staff)
    body_of(Client().get(generate_image_url(image, "max-40x40")))
    before = {
        name: server.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()
        for name in server.names(BUCKET)
        if not name.startswith("images/")
    }
    archive = tmp_path / "media.tar"
    with archive.open("wb") as target, kept_media.Archive(target) as made:
        made.add_new()
    assert {*made.digests} == {*before} == {image.file.name, report.file.name}
    default_storage.delete(image.file.name)
    default_storage.put(report.file.name, b"Another.")
    default_storage.save("documents/later.txt", ContentFile(b"Later."))
    assert kept_media.missing()
    with archive.open("rb") as source:
        assert kept_media.unpack(source) == 2
    assert server.names(BUCKET) == {*before}
    for name, data in before.items():
        with default_storage.open(name) as file:
            assert file.read() == data
    Path(archive).unlink()
