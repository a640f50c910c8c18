"""What is said of the data that signing keeps is what the code does with it."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.utils import translation

from consents.defaults import make_consents
from consents.models import ConsentText, ConsentWording, PrivacyNotice
from home.models import ContentPage
from openheritage.furniture import speaking
from register.chain import public_facts
from register.exports import COLUMNS, Export, nested
from signatures import kept, signing
from signatures.consents import RECORD, wordings_in
from signatures.keeping import lasting
from tests.conftest import LANGUAGES
from tests.signing import fill_in, letters, make_published

pytestmark = pytest.mark.django_db

STORING = (
    *("signatures.Signature", "signatures.Signatory", "signatures.Correction"),
    *("consents.Consent", "limits.Attempt", "limits.SentForm", "limits.Ban"),
    *("correspondence.Message", "correspondence.Link", "correspondence.Suppression"),
    "events.Event",
)
# Where templates of what is public name a field of the signature.
SHOWN = ("receipt.html", "signatory_card.html", "signatories.html", "signature_of.html")


def plain(words: object) -> str:
    """With common spaces alone."""
    return " ".join(str(words).split())


def words_of(html: str) -> str:
    return plain(BeautifulSoup(html, "html.parser").get_text(" "))


def path_to_page(language: str = "en") -> str:
    return f"/{language}/privacy/"


def test_every_field_that_signing_stores_has_its_place():
    stored = {
        f"{name}.{field.name}"
        for name in STORING
        for field in apps.get_model(name)._meta.concrete_fields
        if not field.primary_key
    }
    listed = kept.stored_fields()
    assert stored == set(listed), "Say in signatures/kept.py why it is kept."
    assert len(listed) == len(set(listed))


def test_what_is_public_is_listed_as_public_and_nothing_else_is():
    signature = make_published(None)
    row = next(row for row in Export("en").rows() if row["id"] == signature.reference)
    published = {*COLUMNS, *nested(row), *public_facts(signature), "register"}
    names = {name.removesuffix("_name") for name in published}
    assert names <= kept.published_names()
    unsaid = kept.published_names() - published - {"is_sample", "published_at"}
    assert not unsaid, "It is called public, and is not."


def test_pages_of_signatures_show_what_is_listed_as_public_alone():
    folder = settings.BASE_DIR / "register" / "templates" / "register"
    fields = {
        name.rsplit(".", 1)[1] for datum in kept.PUBLIC.data for name in datum.fields
    }
    for name in SHOWN:
        found = re.findall(r"\bsignature\.(?:get_)?(\w+)", (folder / name).read_text())
        shown = {each.removesuffix("_display").removesuffix("_name") for each in found}
        assert shown <= fields | {"register_facts"}, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_consent_form_and_privacy_page_say_the_same(client, language):
    page, form = (
        words_of(client.get(path).text).casefold()
        for path in (path_to_page(language), f"/{language}/sign/")
    )
    (consent,) = [row for row in wordings_in(language) if row.purpose == RECORD]
    assert consent.language == language
    with speaking(language):
        for datum in kept.PUBLIC.data:
            words = str(datum.words).casefold()
            assert words in page
            assert words in form
            assert words in consent.text.casefold()
        for datum in kept.PERSON.data[:3]:
            assert str(datum.words).casefold() in consent.text.casefold()
        for row in kept.KEPT:
            for words in (row.words, row.why, row.how_long(), row.who):
                assert plain(words).casefold() in page
    assert language == "en" or "duration-" not in page


def test_times_are_those_after_which_it_is_deleted(client, settings):
    settings.SIGNATORY_RETENTION_DAYS = 2 * 365
    settings.CLOSED_DAYS, settings.UNCONFIRMED_DAYS = 41, 13
    words = words_of(client.get(path_to_page()).text)
    for expected in ("2 years from signing", "41 days after", "13 days."):
        assert expected in words
    arabic = words_of(client.get(path_to_page("ar")).text)
    with translation.override("ar"):
        assert plain(lasting(timedelta(days=41))) in arabic


def test_staff_say_who_is_responsible_and_that_it_is_a_draft(client, sign_in):
    words = words_of(client.get(path_to_page()).text)
    for expected in (
        "Draft",
        "Responsible Creative Commons",
        "info@creativecommons.org",
        "data protection authority where you live or work",
    ):
        assert expected in words
    notice = PrivacyNotice.current()
    url = f"/admin/settings/consents/privacynotice/{notice.pk}/"
    data = {
        "page": notice.page_id,
        "controller": "Stichting Erfgoed",
        "address": "Plein 1\nDen Haag",
        "email": "privacy@erfgoed.example",
        "signing_ground": "task",
        "protection_ground": "interest",
        "authority_name": "Autoriteit Persoonsgegevens",
        "authority_url": "https://authority.example/",
    }
    moderator = sign_in("moderator")
    assert "Privacy page" in moderator.get(url).text
    assert moderator.post(url, data, follow=True).status_code == 200
    french = client.get(path_to_page("fr")).text
    assert "Projet" not in words_of(french)
    for expected in (
        *("Stichting Erfgoed", "Den Haag", "privacy@erfgoed.example"),
        *("Une mission d’intérêt public", "Autoriteit Persoonsgegevens"),
    ):
        assert expected in words_of(french)
    assert 'href="https://authority.example/"' in french


def consent_link(client, language: str):
    page = BeautifulSoup(fill_in(client, language).text, "html.parser")
    label = page.find(attrs={"name": "consent_record"}).find_parent("label")
    return label.find("a")


def test_the_consent_leads_to_the_privacy_page_and_leaves_the_form_open(client):
    link = consent_link(client, "fr")
    assert (link["href"], link["target"]) == ("/fr/privacy/", "_blank")
    assert "nouvel onglet" in link.get_text()
    assert client.get(link["href"]).status_code == 200


def test_where_the_page_is_not_translated_the_original_opens(client):
    ContentPage.objects.get(slug="privacy", locale__language_code="fr").unpublish()
    link = consent_link(client, "fr")
    page = client.get(link["href"])
    assert page.status_code == 200
    assert "What signing keeps" not in words_of(page.text), "Our words stay French."
    assert "Ce que l’on garde d’une signature" in words_of(page.text)


def test_without_the_page_the_form_says_it_itself(client):
    page = ContentPage.objects.get(slug="privacy", locale__language_code="en")
    for each in page.get_translations(inclusive=True):
        each.specific.unpublish()
    assert consent_link(client, "fr") is None
    words = words_of(fill_in(client, "fr").text)
    with translation.override("fr"):
        assert plain(kept.PERSON.how_long()) in words
    assert client.get("/fr/sign/").status_code == 200


def test_staff_are_told_what_hangs_on_the_page(sign_in):
    page = ContentPage.objects.get(slug="privacy", locale__language_code="en")
    other = ContentPage.objects.get(slug="faq", locale__language_code="en")
    moderator = sign_in("moderator")
    said = "Who signs agrees to what this page says"
    for each, is_told in ((page, True), (other, False)):
        asked = moderator.get(f"/admin/pages/{each.pk}/delete/")
        assert (said in asked.text) == is_told
        done = moderator.post(f"/admin/pages/{each.pk}/unpublish/", follow=True)
        assert (said in done.text) == is_told


def test_words_of_staff_are_shown_as_words(client):
    row = ConsentText.objects.get(locale__language_code="en", purpose=RECORD)
    row.text = 'We agree <script>alert(1)</script> <a href="x">here</a>.'
    row.save()
    html = fill_in(client).text
    assert "&lt;script&gt;alert(1)" in html
    assert consent_link(client, "en")["href"] == "/en/privacy/"


def test_the_data_mail_names_all_that_is_public():
    signature = make_published(name="Museum", comment="With joy.", language="fr")
    letters()
    signing.send_data(signature)
    body = letters()[-1].body
    for expected in (
        *(signature.name, signature.reference, signature.text.sha256),
        *("Niger", "With joy.", "https://museum.example/"),
    ):
        assert expected in body


def test_what_is_published_later_reaches_consents_that_nobody_edited(monkeypatch):
    mine = ConsentText.objects.get(locale__language_code="de", purpose=RECORD)
    mine.text = "Unsere eigenen Worte."
    mine.save()
    before = ConsentWording.objects.filter(purpose=RECORD).count()
    more = kept.Datum("its logo")
    monkeypatch.setattr(
        kept,
        "PUBLIC",
        type(kept.PUBLIC)(**vars(kept.PUBLIC) | {"data": (*kept.PUBLIC.data, more)}),
    )
    make_consents()
    (french,) = [row for row in wordings_in("fr") if row.purpose == RECORD]
    assert "its logo" in french.text
    assert french.number == 2
    (german,) = [row for row in wordings_in("de") if row.purpose == RECORD]
    assert german.text == "Unsere eigenen Worte."
    make_consents()
    assert ConsentWording.objects.filter(purpose=RECORD).count() == before + 11


def test_the_page_costs_few_queries(client, django_assert_max_num_queries):
    client.get(path_to_page())
    with django_assert_max_num_queries(12):
        client.get(path_to_page())
