"""Documents: ten kinds, told by their content, and linked from any text."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.models import Document
from wagtail.documents.views.serve import serve
from wagtail.models import UploadedFile

from documents.kinds import KINDS
from home.models import ContentPage
from tests.conftest import body_of
from tests.images.files import OFFICE, archive, document

pytestmark = pytest.mark.django_db

HTML = b"<!DOCTYPE html><script>alert(1)</script>"
MACROS = f"{OFFICE}wordprocessingml.document.main+xml application/x.macroEnabled"

REFUSED = [
    ("page.html", HTML, "not allowed"),
    ("drawing.svg", b"<svg/>", "not allowed"),
    ("script.js", b"alert(1)", "not allowed"),
    ("archive.zip", document("docx"), "not allowed"),
    ("letter.docm", document("docx"), "not allowed"),
    ("no-extension", document("pdf"), "not allowed"),
    ("page.pdf", HTML, "something else"),
    ("page.pdf", HTML + document("pdf"), "something else"),
    ("page.pdf", document("pdf") + HTML, "something else"),
    ("cut.pdf", document("pdf")[:20], "something else"),
    ("page.txt", HTML, "something else"),
    ("page.csv", b"\xef\xbb\xbf  <html>", "something else"),
    ("program.txt", b"#!/bin/sh\nrm -rf /\n", "something else"),
    ("program.csv", b"MZ\x90\x00\x03", "UTF-8"),
    ("letter.docx", document("odt"), "something else"),
    ("letter.odt", document("docx"), "something else"),
    ("sheet.xlsx", document("docx"), "something else"),
    ("book.epub", document("odt"), "something else"),
    ("cut.docx", document("docx")[:60], "something else"),
    ("page.docx", HTML + document("docx"), "something else"),
    ("page.odt", document("odt") + HTML, "something else"),
    ("macros.docx", document("docx", **{"word/vbaProject.bin": "x"}), "macros"),
    ("macros.docx", archive({"[Content_Types].xml": MACROS}), "macros"),
    ("macros.odt", document("odt", **{"Basic/Standard/Module1.xml": "x"}), "macros"),
    ("escape.odt", document("odt", **{"../../x": "x"}), "something else"),
    ("empty.pdf", b"", "empty"),
    ("large.pdf", b"%PDF-" + bytes(21_000_000), "too big"),
]
# The form is the same everywhere; each sort of file goes through it once.
SOME = [REFUSED[number] for number in (0, 6, 14, -1)]


@pytest.fixture
def staff(sign_in, superuser):
    return sign_in("root")


def fields(name: str, data: bytes, prefix: str = "") -> dict:
    values = {"title": "A report", "collection": 1, "tags": ""}
    values["file"] = SimpleUploadedFile(name, data)
    return {prefix + key: value for key, value in values.items()}


def test_what_is_no_document_is_refused_at_the_field_in_every_way(staff):
    kept = Document(title="Kept")
    kept.file.save("kept.pdf", ContentFile(document("pdf")))
    before = {*Document.objects.exclude(pk=kept.pk)}
    for name, data, words in REFUSED:
        response = staff.post("/admin/documents/add/", fields(name, data))
        said = " ".join(response.context["form"].errors["file"])
        assert words in said or "not taken" in said, (name, said)
        if (name, data, words) not in SOME:
            continue
        path = f"/admin/documents/edit/{kept.pk}/"
        response = staff.post(path, fields(name, data))
        assert response.context["form"].errors["file"], name
        several = {"title": "x", "files[]": SimpleUploadedFile(name, data)}
        answer = staff.post("/admin/documents/multiple/add/", several).json()
        assert not answer["success"], name
        assert answer["error_message"]
        prefix = "document-chooser-upload-"
        path = "/admin/documents/chooser/create/"
        response = staff.post(path, fields(name, data, prefix))
        assert response.status_code == 200
        assert "error-message" in response.text, name
    assert {*Document.objects.exclude(pk=kept.pk)} == before
    assert not UploadedFile.objects.exists()


NAMES = [
    "../../../../outside.txt",
    "..\\..\\outside.txt",
    "/etc/outside.txt",
    "C:\\outside.txt",
    'out"side.txt',
    "outside.html%00.txt",
    "o\u202etxt.side.txt",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_a_file_leads_nowhere_and_stays_a_name(staff, client, name):
    """As a program sends it, not as a browser would."""
    form = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in (("title", "Named"), ("collection", 1), ("tags", ""))
    )
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    file = (
        f'--B\r\nContent-Disposition: form-data; name="file"; filename="{escaped}"\r\n'
        "Content-Type: text/plain\r\n\r\nWords.\r\n--B--\r\n"
    )
    kind = "multipart/form-data; boundary=B"
    staff.post("/admin/documents/add/", (form + file).encode(), content_type=kind)
    stored = Document.objects.get(title="Named")
    assert re.fullmatch(r"documents/[\w.-]+\.txt", stored.file.name)
    assert Path(stored.file.path).parent == Path(settings.MEDIA_ROOT, "documents")
    response = client.get(stored.url)
    assert body_of(response) == b"Words."
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_is_taken_and_handed_out_safely(staff, client, kind):
    data = document(kind)
    response = staff.post("/admin/documents/add/", fields(f"report.{kind}", data))
    assert response.status_code == 302
    stored = Document.objects.get(title="A report")
    response = client.get(stored.url, headers={"accept-encoding": "gzip"})
    assert body_of(response) == data
    assert int(response["Content-Length"]) == len(data)
    assert "Content-Encoding" not in response
    is_text = kind in ("csv", "txt")
    assert response["Content-Type"].endswith("charset=utf-8") == is_text
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response
    assert (kind == "pdf") != response.get("Content-Disposition", "").startswith(
        "attachment"
    )


def test_a_browser_that_has_a_file_is_sent_another_once_it_is_replaced(client):
    report = Document(title="A report")
    report.file.save("report.txt", ContentFile(b"One."))
    first = client.get(report.url)
    assert body_of(first) == b"One."
    tag = first["ETag"]
    assert client.get(report.url, headers={"if-none-match": tag}).status_code == 304
    with report.file.storage.open(report.file.name, "wb") as file:
        file.write(b"Another.")
    report.save()
    response = client.get(report.url, headers={"if-none-match": tag})
    assert body_of(response) == b"Another."
    assert response["ETag"] != tag
    # Of one whose file was stored without its hash nobody can say that it is the same.
    Document.objects.filter(pk=report.pk).update(file_hash="")
    response = client.get(report.url, headers={"if-none-match": '""'})
    assert response.status_code == 200
    assert body_of(response) == b"Another."
    assert "ETag" not in response


def test_wagtail_still_names_none_as_a_coding(rf):
    """When it does not, ``documents/sending.py`` can do without it."""
    report = Document(title="A report")
    report.file.save("report.txt", ContentFile(b"One."))
    response = serve(rf.get(report.url), str(report.pk), report.filename)
    assert response["Content-Encoding"] == "None"
    body_of(response)


def test_a_browser_that_forgot_the_file_is_said_so(staff):
    values = fields("report.pdf", document("pdf")) | {"title": ""}
    response = staff.post("/admin/documents/add/", values)
    assert "Choose the file again" in response.context["form"].errors["file"][0]


def test_a_document_is_linked_from_text_and_from_a_block_of_its_own(client, home):
    report = Document(title="Rapport annuel")
    report.file.save("report.pdf", ContentFile(document("pdf") + b" " * 1_200_000))
    block = {"document": report, "text": "", "language": "fr"}
    link = f'<p>See <a linktype="document" id="{report.pk}">the report</a>.</p>'
    page = ContentPage(title="Reports", slug="reports")
    page.body = [("paragraph", link), ("document", block)]
    home.add_child(instance=page)
    page.save_revision().publish()
    html = client.get("/en/reports/").text
    assert f'<a href="{report.url}">the report</a>' in html
    assert 'hreflang="fr" lang="fr" dir="ltr">Rapport annuel</a>' in html
    assert "(PDF, 1.2 MB, French)" in html.replace("\xa0", " ")
    german = client.get("/de/reports/").text.replace("\xa0", " ")
    assert "(PDF, 1,2 MB, Französisch)" in german


def test_an_address_that_was_handed_out_leads_to_the_file_of_today(client):
    report = Document(title="Report")
    report.file.save("first.pdf", ContentFile(document("pdf")))
    paths = [report.url]
    for name in ("second.pdf", "third.odt"):
        report = Document.objects.get(pk=report.pk)
        kind = name.rpartition(".")[2]
        report.file.save(name, ContentFile(document(kind)))
        paths.append(report.url)
    *old, now = paths
    assert body_of(client.get(now)) == document("odt")
    for path in old:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, now)
    report.delete()
    assert {client.get(path).status_code for path in paths} == {404}


def test_every_editor_of_text_has_the_button_for_documents(staff, home):
    page = ContentPage.objects.child_of(home).first()
    assert page is not None
    assert "DOCUMENT" in staff.get(f"/admin/pages/{page.pk}/edit/").text
