"""Staff edit the words of consents; what somebody agreed to is never changed."""

import json
import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from consents.defaults import make_consents
from consents.models import ConsentText, ConsentWording, PrivacyNotice
from consents.purposes import FORMS
from openheritage.furniture import words_of_today
from signatures.consents import FORM, NEWS, wordings_in
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def text_of(language, purpose=NEWS):
    return ConsentText.objects.get(locale__language_code=language, purpose=purpose)


def edit(client, row, text):
    url = reverse("consent_texts:edit", args=[row.pk])
    return client.post(url, {"text": text}, follow=True)


def test_each_language_has_each_consent():
    for form, purposes in FORMS.items():
        for model in (ConsentText, ConsentWording):
            rows = model.objects.filter(form=form)
            assert rows.count() == len(LANGUAGES) * len(purposes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_words_are_those_of_the_catalogue(language):
    with translation.override(language):
        for name, purpose in FORMS[FORM].items():
            assert text_of(language, name).text == str(purpose.default)


def test_a_new_language_gets_its_consents():
    Locale.objects.create(language_code="nl")
    texts = ConsentText.objects.filter(locale__language_code="nl")
    assert texts.filter(form=FORM).count() == 3
    assert texts.count() == sum(map(len, FORMS.values()))


def test_what_staff_wrote_is_left_alone():
    row = text_of("fr")
    row.text = "Nos mots."
    row.save()
    before = ConsentWording.objects.count()
    make_consents()
    assert text_of("fr").text == "Nos mots."
    assert ConsentWording.objects.count() == before


def test_words_that_were_not_translated_yet_are_replaced_once_they_are(monkeypatch):
    row = text_of("fr")
    with translation.override("en"):
        row.text = str(FORMS[FORM][NEWS].default)
    row.save()
    make_consents()
    with translation.override("fr"):
        assert text_of("fr").text == str(FORMS[FORM][NEWS].default)


def test_other_words_make_a_version_and_the_same_words_none(sign_in):
    client = sign_in("moderator")
    row = text_of("en")
    first = ConsentWording.objects.get(locale=row.locale, purpose=row.purpose)
    assert edit(client, row, "Yes, news please.").status_code == 200
    edit(client, row, "Yes, news please.")
    second = ConsentWording.objects.filter(locale=row.locale, purpose=row.purpose)
    assert set(second.values_list("number", "text")) == {
        (1, first.text),
        (2, "Yes, news please."),
    }


def test_the_list_shows_purpose_language_and_version(sign_in):
    client = sign_in("moderator")
    edit(client, text_of("en"), "Yes, news please.")
    html = client.get(reverse("consent_texts:index"), {"form": "signature"}).text
    assert "Yes, news please." in html
    assert "Français" in html
    assert html.count("authority to sign for the organisation") >= len(LANGUAGES)


def test_consents_are_neither_added_nor_deleted(sign_in, superuser):
    client = sign_in("root")
    for path in ("new/", f"delete/{text_of('en').pk}/", f"copy/{text_of('en').pk}/"):
        assert client.get(f"/admin/consent-texts/{path}").status_code == 404


def test_an_empty_consent_is_refused(sign_in):
    row = text_of("en")
    edit(sign_in("moderator"), row, "")
    assert text_of("en").text == row.text


def test_the_wording_in_use_is_the_newest(sign_in):
    edit(sign_in("moderator"), text_of("fr"), "Oui, des nouvelles.")
    shown = wordings_in("fr")
    assert [row.purpose for row in shown] == list(FORMS[FORM])
    assert shown[-1].text == "Oui, des nouvelles."


def migrate(name: str, function: str) -> None:
    """Does to the tables what a migration does on a site that runs."""
    app, _dot, file = name.partition(".")
    getattr(import_module(f"{app}.migrations.{file}"), function)(apps, None)


def test_a_site_that_runs_knows_which_texts_nobody_has_edited(sign_in):
    edit(sign_in("moderator"), text_of("fr"), "Oui, des nouvelles.")
    # As a language whose catalogue came later than itself.
    row = text_of("sw")
    english, swahili = text_of("en").text, row.text
    ConsentWording.objects.filter(locale=row.locale, purpose=NEWS).delete()
    for words in (english, swahili):
        row.text = words
        row.save()
    ConsentText.objects.update(default_text="")
    migrate("consents.0003_unedited_texts", "find_unedited")
    assert text_of("fr").default_text == ""
    for language in ("en", "de", "sw"):
        assert text_of(language).default_text == text_of(language).text
    before = ConsentWording.objects.count()
    make_consents()
    assert text_of("fr").text == "Oui, des nouvelles."
    assert ConsentWording.objects.count() == before


def test_no_text_follows_catalogues_that_were_compiled_of_other_words(
    settings, tmp_path
):
    shutil.copytree(settings.LOCALE_PATHS[0], tmp_path, dirs_exist_ok=True)
    settings.LOCALE_PATHS = [tmp_path]
    today = {"languages": [*LANGUAGES], "words": words_of_today()}
    row = text_of("fr")
    row.text = row.default_text = "Des mots d’avant."
    row.save()
    for said, follows in (([*LANGUAGES], False), (today | {"words": "x"}, False)):
        (tmp_path / "complete.json").write_text(json.dumps(said))
        make_consents()
        assert (text_of("fr").text != row.text) is follows
    (tmp_path / "complete.json").write_text(json.dumps(today))
    make_consents()
    assert text_of("fr").text.startswith("Je souhaite")


def test_a_site_that_runs_finds_its_privacy_page():
    PrivacyNotice.objects.all().delete()
    for _twice in range(2):
        migrate("home.0006_privacy_page", "choose_page")
    notice = PrivacyNotice.objects.get()
    assert notice.is_draft
    assert (notice.page.slug, notice.page.locale.language_code) == ("privacy", "en")
