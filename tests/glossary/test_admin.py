"""The glossary in the admin, as translators and coordinators use it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry

from glossary.models import Term

pytestmark = pytest.mark.django_db
INDEX, ADD, FILES = (reverse(f"glossary:{name}") for name in ("index", "add", "files"))
WORDS = {"translation": "plan", "note": "", "forbidden": "carte", "stems": ""}


def of(language: str):
    return Term.objects.filter(locale__language_code=language)


@pytest.fixture
def french() -> Locale:
    return Locale.objects.get(language_code="fr")


@pytest.fixture
def translator(sign_in):
    return sign_in("translator")


def upload(client, content, language, name="terms.csv"):
    if isinstance(content, str):
        content = content.encode()
    file = SimpleUploadedFile(name, content)
    response = client.post(FILES, {"language": language.pk, "file": file})
    return response.content.decode()


def test_a_translator_finds_adds_changes_and_deletes_terms(translator, french):
    page = translator.get(INDEX, {"q": "domaine"}).content.decode()
    assert '<span lang="fr" dir="ltr">domaine public</span>' in page
    assert "Gemeinfreiheit" not in page
    data = {"locale": french.pk, "term": " old   map ", **WORDS}
    response = translator.post(ADD, data | {"forbidden": "carte\r\n\r\ncarte\r\n"})
    assert response.status_code == 302
    term = of("fr").get(term="old map")
    assert term.forbidden == "carte"
    edit = reverse("glossary:edit", args=[term.pk])
    translator.post(edit, data | {"translation": "vieux plan"})
    assert of("fr").get(term="old map").translation == "vieux plan"
    again = translator.post(ADD, {"locale": french.pk, "term": "old map", **WORDS})
    assert "This language has this term already" in again.content.decode()
    translator.post(reverse("glossary:delete", args=[term.pk]))
    assert not of("fr").filter(term="old map").exists()
    done = ModelLogEntry.objects.filter(object_id=term.pk, content_type__model="term")
    assert sorted(done.values_list("action", flat=True)) == [
        "wagtail.create",
        "wagtail.delete",
        "wagtail.edit",
    ]


def test_terms_of_other_languages_are_not_theirs(translator):
    german = Locale.objects.get(language_code="de")
    term = of("de").first()
    for name in ("edit", "delete", "history"):
        url = reverse(f"glossary:{name}", args=[term.pk])
        response = translator.get(url, follow=True)
        assert "do not have permission" in response.content.decode()
        translator.post(url, {"locale": german.pk, "term": "x", **WORDS})
    page = translator.post(ADD, {"locale": german.pk, "term": "old map", **WORDS})
    assert "Select a valid choice" in page.content.decode()
    assert "Select a valid choice" in upload(translator, "term,translation\n", german)
    download = reverse("glossary:download", args=["de", "csv"])
    assert translator.get(download).status_code == 302
    assert of("de").filter(pk=term.pk).exists()
    assert not of("de").filter(term__in=["x", "old map"]).exists()


def test_coordinators_change_every_language_and_others_none(sign_in):
    page = sign_in("moderator").get(INDEX, {"q": "public domain"}).content.decode()
    assert "domaine public" in page
    assert "gemeinfrei" in page
    assert sign_in("editor").get(INDEX).status_code == 302


def test_a_table_is_brought_in_line_by_line(translator, french):
    table = (
        "\ufeffTerm;Translation;Note;Wrong words\r\n"
        "public domain;domaine public;The established term of law; UNESCO’s | x\r\n"
        "old map;vieux plan;;carte | ancien plan\r\n"
        "empty;;;\r\n"
        "twice;un;;\r\n"
        "twice;deux;;\r\n"
        "'=cmd|'/c calc'!A1;plan;;\r\n"
    )
    page = upload(translator, table, french)
    assert "2 terms added" in page
    assert "1 term changed" in page
    assert "3 lines refused" in page
    assert "This field is required" in page
    assert "The file holds it more than once" in page
    assert of("fr").get(term="old map").wrong_words == ["carte", "ancien plan"]
    assert of("fr").get(term="receipt").translation == "attestation"
    public_domain = of("fr").get(term="public domain")
    assert public_domain.note == "The established term of law"
    again = upload(translator, table, french)
    assert "3 terms as they were" in again
    url = reverse("glossary:download", args=["fr", "csv"])
    assert "'=cmd|" in translator.get(url).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty"),
        (b"\xff\xd8\xff\xe0 no text", "not in UTF-8"),
        (b"name,words\na,b\n", "must name the columns"),
        (b"term,translation\n", "There is no term in this file"),
        (b"<html></html>", "it begins otherwise"),
        (b"<tbx><text>", "cannot be read"),
        (b'<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "defines entities"),
        (b'<tbx type="TBX-Basic"></tbx>', "There is no term in this file"),
        (b"term,translation\na\0b,c\n", "no table of comma-separated values"),
        ("term,translation\n".encode("utf-16"), "There is no term in this file"),
    ],
)
def test_a_bad_file_gets_words(translator, french, content, words):
    before = list(of("fr").values_list("pk", flat=True))
    assert words in upload(translator, content, french)
    assert list(of("fr").values_list("pk", flat=True)) == before
