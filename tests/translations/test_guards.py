"""What wagtail-localize leaves open is closed here."""

import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from rest_framework.exceptions import ValidationError
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    Translation,
    TranslationContext,
    TranslationSource,
)

from home.models import Announcement, ContentPage, HomePage
from news.models import NewsPage
from statement.models import StatementPage
from tests.conftest import add_language

pytestmark = pytest.mark.django_db

TRANSLATED = "site-in-twelve-languages"
PARTLY_TRANSLATED = "city-archive-opens-glass-plates"


def english(slug, model=NewsPage):
    return model.objects.get(slug=slug, locale__language_code="en")


def in_language(page, language):
    return type(page).objects.get(
        translation_key=page.translation_key, locale__language_code=language
    )


def translation_of(page, language):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=language
    )


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:x", "java\nscript:x", "data:text/html,x"],
)
def test_a_translated_address_runs_nothing(address):
    page = english(TRANSLATED)
    override = SegmentOverride(
        locale=Locale.objects.get(language_code="fr"),
        context=TranslationContext.objects.filter(
            object_id=page.translation_key
        ).first(),
        data_json=json.dumps(address),
    )
    with pytest.raises(ValidationError):
        override.save()


def test_a_translated_address_may_lead_elsewhere():
    page = english(TRANSLATED)
    SegmentOverride.objects.create(
        locale=Locale.objects.get(language_code="fr"),
        context=TranslationContext.objects.filter(
            object_id=page.translation_key
        ).first(),
        data_json=json.dumps("https://example.org/fr"),
    )


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b'msgid "a"\nmsgstr "b"\n'])
def test_a_file_of_another_origin_is_refused_in_words(sign_in, tmp_path, content):
    page = in_language(english(TRANSLATED), "fr")
    path = tmp_path / "x.po"
    path.write_bytes(content)
    url = reverse(
        "wagtail_localize:upload_pofile", args=[translation_of(page, "fr").pk]
    )
    with path.open("rb") as file:
        response = sign_in("translator").post(url, {"file": file})
    assert response.status_code == 302
    assert "not made by this site" in str(
        next(iter(get_messages(response.wsgi_request)))
    )


def test_a_downloaded_file_can_be_uploaded_translated(sign_in, tmp_path):
    page = in_language(english(PARTLY_TRANSLATED), "es")
    client = sign_in("moderator")
    translation = translation_of(page, "es")
    url = reverse("wagtail_localize:download_pofile", args=[translation.pk])
    po = client.get(url).text
    path = tmp_path / "es.po"
    path.write_text(po.replace('msgstr ""\n\n', 'msgstr "Texto"\n\n'), "utf-8")
    with path.open("rb") as file:
        client.post(
            reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
            {"file": file},
        )
    assert translation.get_progress()[1] > 2


def test_no_aliases_are_made(sign_in):
    page = in_language(english(TRANSLATED), "fr")
    url = reverse("wagtail_localize:convert_to_alias", args=[page.pk])
    assert sign_in("moderator").post(url).status_code == 302
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_an_announcement_is_shown_in_its_own_language_alone(client):
    Announcement.objects.filter(locale__language_code="fr").delete()
    assert 'id="announcement"' not in client.get("/fr/").text
    words = Announcement.objects.get(locale__language_code="ar").text
    assert words in client.get("/ar/").text


def test_a_new_language_is_served_by_the_originals(client):
    add_language("nl")
    response = client.get("/nl/statement/")
    assert response.status_code == 200
    assert 'href="/nl/statement/"' in response.text
    assert ContentPage.objects.filter(locale__language_code="nl").count() == 0


def test_bulk_publication_publishes_nothing_incomplete(sign_in):
    draft = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    source, _created = TranslationSource.get_or_create_from_instance(draft)
    french = Locale.objects.get(language_code="fr")
    translation, _created = Translation.objects.get_or_create(
        source=source, target_locale=french
    )
    translation.save_target(publish=False)
    page = translation.get_target_instance()
    home = HomePage.objects.get(locale=french)
    client = sign_in("reviewer")
    for target, extra in ((page, {}), (home, {"include_descendants": "on"})):
        url = f"/admin/bulk/wagtailcore/page/publish/?id={target.pk}"
        response = client.post(url, extra)
        assert "texts are translated" in str(
            next(iter(get_messages(response.wsgi_request)))
        )
        page.refresh_from_db()
        assert not page.live


def test_a_picture_is_not_chosen_for_one_language_alone():
    page = english("city-archive-opens-glass-plates")
    segment = OverridableSegment.objects.filter(
        source__object_id=page.translation_key
    ).first()
    override = SegmentOverride(
        locale=Locale.objects.get(language_code="es"),
        context=segment.context if segment else TranslationContext.objects.first(),
        data_json="999999",
    )
    with pytest.raises(ValidationError, match="same in every language"):
        override.save()


def test_no_page_is_cut_off_from_its_original(sign_in, superuser):
    statement = StatementPage.objects.get(locale__language_code="fr")
    translation = translation_of(statement, "fr")
    url = reverse("wagtail_localize:stop_translation", args=[translation.pk])
    for name in ("translator", "reviewer", "root"):
        sign_in(name).post(url)
        translation.refresh_from_db()
        assert translation.enabled


def test_a_new_locale_makes_no_pages(sign_in, superuser):
    before = Page.objects.count()
    url = reverse("wagtaillocales:add")
    response = sign_in("root").post(url, {"language_code": "nl", "enabled": "on"})
    assert response.status_code == 302
    assert Locale.objects.filter(language_code="nl").exists()
    assert Page.objects.count() == before


def test_a_moderator_adds_a_language_and_others_do_not(sign_in):
    url = reverse("wagtaillocales:add")
    assert sign_in("moderator").get(url).status_code == 200
    for name in ("editor", "translator", "reviewer"):
        assert sign_in(name).get(url).status_code == 302


def test_pages_begin_in_the_default_language(home):
    french = HomePage.objects.get(locale__language_code="fr")
    assert ContentPage.can_create_at(home)
    assert not ContentPage.can_create_at(french)
    assert not StatementPage.can_create_at(french)
    assert not HomePage.can_create_at(Page.get_first_root_node())


def test_a_coordinator_submits_a_page_and_a_draft_is_made(sign_in):
    page = NewsPage.objects.get(slug="tell-us-about-barriers", locale_id=1)
    german = Locale.objects.get(language_code="de")
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    response = sign_in("moderator").post(url, {"locales": [german.pk]})
    assert response.status_code == 302
    draft = NewsPage.objects.get(translation_key=page.translation_key, locale=german)
    assert not draft.live


def test_a_published_announcement_is_what_translators_see():
    announcement = Announcement.objects.get(locale__language_code="en")
    announcement.text = "A new appeal."
    announcement.save_revision().publish()
    strings = TranslationSource.objects.get_for_instance(
        announcement
    ).stringsegment_set.values_list("string__data", flat=True)
    assert "A new appeal." in strings


def test_drafts_of_announcements_are_for_those_who_edit_them(sign_in):
    url = reverse(
        "wagtail_localize:snippets_api_listing", args=["home", "announcement"]
    )
    assert sign_in("translator").get(url).status_code == 302
    assert sign_in("editor").get(url).status_code == 200
