"""The certificate of a signature: made once, kept while it stands, gone with it."""

from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from openheritage.furniture import speaking
from renditions import making, tasks
from renditions.certificate import CertificateFile
from renditions.models import Certificate, Reason
from signatures.models import Signature
from signatures.transitions import change, locked, move
from tests.services import verapdf

from . import reading

# Of a script for which no typeface is here.
GEORGIAN = "საქართველოს მუზეუმი"


@pytest.fixture(autouse=True)
def folder(db, settings, tmp_path, monkeypatch) -> Path:
    Certificate.objects.all().delete()
    settings.MEDIA_ROOT = tmp_path / "media"
    # Whatever else the worker makes is no work here.
    monkeypatch.setattr(making, "LINES", [CertificateFile])
    return settings.MEDIA_ROOT / "renditions"


@pytest.fixture
def signature(db) -> Signature:
    found = Signature.objects.published().filter(language="fr", comment="")
    signature = found.order_by("pk").first()
    signature.name, signature.name_latin = "Musée de l’Air", ""
    signature.save()
    return signature


def path_of(signature: Signature, language: str = "fr") -> str:
    return f"/{language}/signatures/{signature.reference}/certificate.pdf"


def work() -> None:
    while tasks.make():
        pass


def ready(client: Client, signature: Signature) -> str:
    client.get(path_of(signature))
    work()
    answer = client.get(path_of(signature))
    assert answer.status_code == 200
    return reading.text_of(answer.content)


def test_a_certificate_is_made_kept_corrected_and_gone_with_its_signature(
    client, signature, folder, django_capture_on_commit_callbacks
):
    path = path_of(signature)
    receipt = client.get(f"/fr/signatures/{signature.reference}/").text
    assert f'href="{path}"' in receipt
    answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"

    words = ready(client, signature)
    answer = client.get(path)
    for expected in (
        *("Musée de l’Air", signature.reference, signature.text.sha256),
        *("Cette organisation a signé", "français"),
        "Exemple" if signature.is_sample else "",
    ):
        assert reading.squeezed(expected) in words
    pdf = reading.reader(answer.content)
    assert pdf.trailer["/Root"]["/Lang"].startswith("fr")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reading.links(pdf) == {
        f"http://localhost/fr/signatures/{signature.reference}/"
    }
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Language"] == "fr"
    tag = answer.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    # In the language of signing, whatever the reader's, and made once.
    arabic = client.get(path_of(signature, "ar"))
    assert arabic.content == answer.content
    assert arabic.headers["Content-Language"] == "fr"
    made_at = Certificate.objects.get().made_at
    work()
    assert Certificate.objects.get().made_at == made_at

    with django_capture_on_commit_callbacks(execute=True):
        change(locked(signature), {"name": "Musée du Vent", "name_latin": ""})
    assert client.get(path).status_code == 503
    work()
    words = reading.text_of(client.get(path).content)
    assert reading.squeezed("Musée du Vent") in words
    assert len(list(folder.iterdir())) == 1

    with django_capture_on_commit_callbacks(execute=True):
        move(locked(signature), "withdraw")
    assert list(folder.iterdir()) == []
    assert not Certificate.objects.exists()
    gone = client.get(path)
    assert gone.status_code == 410
    assert "Vent" not in gone.text
    work()
    making.discard_what_nobody_may_have()
    assert list(folder.iterdir()) == []
    assert client.get("/fr/signatures/NONE000000/certificate.pdf").status_code == 404


def test_what_is_withdrawn_while_it_is_made_leaves_no_file(
    client, signature, folder, monkeypatch
):
    client.get(path_of(signature))
    typeset = making.typeset_as_can_be

    def slowly(document):
        made = typeset(document)
        # As in a process of the web meanwhile.
        move(locked(signature), "withdraw")
        return made

    monkeypatch.setattr(making, "typeset_as_can_be", slowly)
    work()
    assert list(folder.iterdir()) == []
    making.discard_what_nobody_may_have()
    assert not Certificate.objects.exists()


def test_a_restored_row_without_its_signature_or_file_brings_nothing_back(
    client, signature, folder
):
    ready(client, signature)
    # A journal that is replayed writes the state alone.
    Signature.objects.filter(pk=signature.pk).update(
        state=Signature.State.WITHDRAWN, closed_at=timezone.now(), was_public=True
    )
    assert client.get(path_of(signature)).status_code == 410
    making.discard_what_nobody_may_have()
    assert list(folder.iterdir()) == []


def test_names_in_any_letters_and_of_any_length_are_told_honestly(
    client, signature, superuser
):
    def words_with(name: str, latin: str = "") -> str:
        signature.name, signature.name_latin = name, latin
        signature.save()
        return ready(client, signature)

    for name in ("国立国会図書館", "Российский музей", "W" * 255):
        assert reading.squeezed(name) in words_with(name)
    assert "ا" in words_with("دار الكتب 故宮")
    assert Certificate.objects.get().reason == ""
    words = words_with(GEORGIAN, "Georgian Museum")
    assert "GeorgianMuseum" in words
    assert "Elles" in words
    row = Certificate.objects.get()
    assert (row.reason, row.due_at) == (Reason.LETTERS, None)
    words = words_with(GEORGIAN)
    assert words.count(signature.reference) >= 3
    assert client.get("/health/ready/").json()["renditions"] == "ok"


def look_through() -> None:
    tasks.look()
    while making.go_on_looking():
        pass


def test_certificates_of_before_are_made_a_few_at_a_time(db, monkeypatch):
    monkeypatch.setattr("renditions.certificate.AT_ONCE", 3)
    look_through()
    assert Certificate.objects.filter(due_at__isnull=False).count() == 3
    look_through()
    assert Certificate.objects.count() == 3
    work()
    assert Certificate.objects.filter(due_at=None).exclude(frame="").count() == 3
    look_through()
    assert Certificate.objects.count() == 6


def test_the_mail_that_tells_of_the_publication_leads_to_it(signature, settings):
    from correspondence.emails import kinds
    from correspondence.models import Message

    message = Message(kind="signatures.published", language="fr", about_id=signature.pk)
    with speaking("fr"):
        found = kinds()["signatures.published"].more(signature, message)
    (link,) = found["files"]
    assert link.path == f"http://localhost{path_of(signature)}"
    assert mail.outbox == []


@pytest.mark.rota
@pytest.mark.proof
def test_verapdf_finds_nothing_in_certificates(db, tmp_path):
    files = []
    for language in ("en", "ar", "zh-hans", "ru"):
        found = Signature.objects.published().filter(language=language)
        signature = found.select_related("text__version").first()
        signature.name_latin, signature.comment = "In Latin letters", "x"
        path = tmp_path / f"{language}.pdf"
        path.write_bytes(making.typeset(CertificateFile(signature).document))
        files.append(path)
    assert verapdf.refused(files, "ua1") == []
    assert verapdf.refused(files, "2a") == []
