"""From nothing to a signature in a language that nobody has spoken here before, by
people who use the admin and send files, and nobody else."""

import re

import polib
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation

from consents.models import ConsentText
from openheritage import furniture
from openheritage.locales import open_locales
from search import synchronisation
from signatures.models import Signature
from tests.openheritage.preparing import add, press, screen
from tests.review.test_review import decide_on
from tests.signing import EMAIL, answer, letters, link_in, sign
from tests.statement.admin import publish_all
from wording.messages import template

from .words import in_letters, po_file

pytestmark = [pytest.mark.django_db, pytest.mark.proof, pytest.mark.turns(2)]

DIRECTION = {"he": "rtl", "ko": "ltr"}
# English that stands in no other language.
ENGLISH = re.compile(
    r"\b(?:the|and|of|this|with|your|sign|search|read)\b", re.IGNORECASE
)


def soup(text):
    return BeautifulSoup(text, "html.parser")


def translate_by_file(client, original, language):
    """Submitted, downloaded, translated in a PO editor, uploaded, published."""
    locale = Locale.objects.get(language_code=language)
    submit = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    client.post(submit, {"locales": [locale.pk]})
    translation = Translation.objects.get(
        source__object_id=original.translation_key, target_locale=locale
    )
    args = [translation.pk]
    po = polib.pofile(
        client.get(
            reverse("wagtail_localize:download_pofile", args=args)
        ).content.decode()
    )
    for entry in po:
        entry.msgstr = in_letters(entry.msgid, language)
    file = SimpleUploadedFile("page.po", str(po).encode(), "text/x-gettext-translation")
    upload = reverse("wagtail_localize:upload_pofile", args=args)
    client.post(upload, {"file": file}, follow=True)
    page = original.get_translation(locale).specific
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish_all(client, edit, {"action": "publish"})
    return type(original).objects.get(pk=page.pk, live=True)


def english_in(text):
    """Messages of the site that somebody forgot to translate."""
    return [
        message.words
        for message in template().values()
        if len(message.words) > 12
        and "%" not in message.words
        and message.words in text
    ]


def foreign_furniture(html, language):
    """Words outside of what is marked as another language's."""
    for tag in html.select("[lang]"):
        if not tag.decomposed and tag.name != "html" and tag["lang"] != language:
            tag.decompose()
    for tag in html.select("bdi, script, style, code, option, .brand, template"):
        tag.decompose()
    return ENGLISH.findall(html.body.get_text(" "))


@pytest.mark.parametrize("language", ["he", "ko"])
def test_a_new_language_comes_to_a_published_signature_without_code(
    client, sign_in, home, statement, language
):
    moderator = sign_in("moderator")
    needs = add(moderator, language).text
    for words in ("There is no catalogue", "Plural forms", "Order of lists", "Search"):
        assert words in needs
    listed = reverse("wording_list", args=[language])
    assert listed in needs

    home_page = translate_by_file(moderator, home, language)
    page = translate_by_file(moderator, statement, language)
    assert page.title == in_letters(statement.title, language)
    file = SimpleUploadedFile("all.po", po_file(language), "text/x-gettext-translation")
    report = moderator.post(
        reverse("wording_files", args=[language]), {"file": file}
    ).text
    assert "texts were taken" in report
    # All messages are there, and yet it is not whole: nobody agrees in English.
    assert "the consent texts are in this" in moderator.get(screen(language)).text
    assert language not in furniture.complete()
    for row in ConsentText.objects.filter(locale__language_code=language):
        url = reverse("consent_texts:edit", args=[row.pk])
        moderator.post(url, {"text": in_letters(row.text, language)})
    needs = moderator.get(screen(language)).text
    assert "have words in this language" in needs
    assert client.get(f"/{language}/").status_code == 404

    press(moderator, language, "open")
    assert language in open_locales()
    synchronisation.enter_all()
    word = max(page.title.split(), key=len)
    for path in ("", "statement/", "sign/", "signatories/", f"search/?q={word}", "-/"):
        response = client.get(f"/{language}/{path}")
        html = soup(response.text)
        assert (html.html["lang"], html.html["dir"]) == (language, DIRECTION[language])
        assert response["Content-Language"] == language
        assert not foreign_furniture(html, language), path
        assert not english_in(html.body.get_text(" ")), path
    found = client.get(f"/{language}/search/", {"q": word})
    assert f"/{language}/statement/" in found.text

    with TestCase.captureOnCommitCallbacks(execute=True):
        sign(client, language)
    signature = Signature.objects.get(people__email=EMAIL)
    (letter,) = letters()
    heard(letter, language)
    answer(client, link_in(letter), "confirm")
    signature.refresh_from_db()
    (letter,) = letters()
    heard(letter, language)
    decide_on(sign_in("reviewer"), signature, "publish", organisation="new")
    assert signature.is_published
    assert signature.text.locale.language_code == language
    consent = signature.signatory.consents.first().wording
    assert consent.locale.language_code == language
    published = [each for each in letters() if each.to == [EMAIL]]
    assert published
    heard(published[-1], language)
    receipt = soup(client.get(f"/{language}/signatures/{signature.reference}/").text)
    assert receipt.html["lang"] == language
    assert not foreign_furniture(receipt, language)
    assert not english_in(receipt.get_text(" "))
    assert home_page.live


def heard(letter, language):
    """A mail that is wholly in the language."""
    assert letter.extra_headers["Content-Language"] == language
    html = soup(letter.alternatives[0][0])
    assert (html.html["lang"], html.html["dir"]) == (language, DIRECTION[language])
    assert not english_in(f"{letter.subject} {letter.body} {html.get_text(' ')}")
    assert not ENGLISH.findall(letter.subject)
