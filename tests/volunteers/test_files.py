"""The PO file of a page, for whoever has no account."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from news.models import NewsPage
from volunteers.models import Offer

from .way import address, fields, person, press, words_of

pytestmark = pytest.mark.django_db


def download(client, page, language="fr") -> polib.POFile:
    answer = client.get(f"{address(page, language)}words.po")
    assert "attachment" in answer["Content-Disposition"]
    return polib.pofile(answer.text)


def upload(client, path, content, **typed):
    file = SimpleUploadedFile("words.po", content)
    data = {"language": "fr", "go": "file", "file": file} | typed
    return client.post(path, data)


def test_a_file_goes_out_and_comes_back_into_the_form(client, page, path):
    made = download(client, page)
    assert made.metadata["Language"] == "fr"
    for number, entry in enumerate(made):
        entry.msgstr = f"Phrase {number}" if number else "Le <i>titre</i>"
    made[1].flags.append("fuzzy")
    shown = upload(client, path, str(made).encode())
    words = words_of(shown)
    assert "<i>" in words
    assert "fuzzy" in words
    typed = fields(shown)
    assert "Phrase 2" in typed.values()
    assert "Phrase 1" not in typed.values()
    wrong = next(name for name, text in typed.items() if "<i>" in text)
    you = press(client, shown, path, "you", **{wrong: "Le titre"})
    press(client, you, path, "send", **person())
    assert Offer.objects.get().sentences.filter(text="Phrase 2").exists()


def test_other_files_are_refused_in_words_and_what_was_typed_stays(client, page, path):
    other = NewsPage.objects.get(slug="translators-wanted", locale__language_code="en")
    shown = client.get(path)
    name = next(name for name in fields(shown) if name.startswith("s-"))
    wrong = {
        "another page": str(download(client, other)).encode(),
        "another language": str(download(client, page, "de")).encode(),
        "no file of words": b"\x00\xff\xfe not a file",
        "nothing": b"",
        "a photograph": b"\x89PNG" * 1000,
    }
    for content in wrong.values():
        answer = upload(client, path, content, **{name: "Déjà écrit"})
        assert answer.status_code == 200
        assert "Déjà écrit" in answer.text
        assert "Error:" not in words_of(answer)
        assert "error-summary" in answer.text
    without = client.post(path, {"language": "fr", "go": "file", name: "Déjà écrit"})
    assert "Choisissez d’abord un fichier." in words_of(without)
