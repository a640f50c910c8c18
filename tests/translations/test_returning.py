"""What is withdrawn with its original comes back with it, or staff are told."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from home.models import Announcement, ContentPage
from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations.models import Withdrawn

from .forms import publish
from .test_translating import TRANSLATED, english, in_language

pytestmark = pytest.mark.django_db


def live_languages(page):
    return set(
        Page.objects.filter(translation_key=page.translation_key, live=True)
        .exclude(pk=page.pk)
        .values_list("locale__language_code", flat=True)
    )


def press_unpublish(client, page):
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))


def choose_unpublish(client, page):
    client.post(f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}")


def ask_the_api(client, page):
    client.post(f"/admin/api/main/pages/{page.pk}/action/unpublish/")


def let_the_last_day_pass(client, page):
    """Of the original and of all translations, which were given the same day."""
    Page.objects.filter(translation_key=page.translation_key).update(
        expire_at=timezone.now() - timedelta(minutes=1)
    )
    call_command("publish_scheduled")


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def press_publish(client, page, **changes):
    fresh = type(page).objects.get(pk=page.pk)
    return publish(client, fresh, **{"expire_at": "", **changes})


@pytest.mark.parametrize(
    "unpublish",
    [press_unpublish, choose_unpublish, ask_the_api, let_the_last_day_pass],
)
def test_what_was_withdrawn_comes_back_as_readers_saw_it(client, superuser, unpublish):
    staff = Client()
    staff.force_login(superuser)
    page = english(TRANSLATED)
    before = live_languages(page)
    assert len(before) == 11
    french = in_language(page, "fr")
    in_language(page, "ar").unpublish()
    title = french.title
    # A draft that nobody has read over.
    french.title = "Pas encore relu"
    french.save_revision()

    unpublish(staff, page)
    assert live_languages(page) == set()
    for _again in range(2):
        told = said(press_publish(staff, page))
    assert live_languages(page) == before - {"ar"}, "that one was withdrawn by hand"
    french = in_language(page, "fr")
    assert french.title == title
    assert not Withdrawn.objects.exists()
    assert client.get(f"/fr/news/{TRANSLATED}/").status_code == 200
    assert len(told) == 1, "of what came back it was told the first time alone"


def test_what_became_incomplete_stays_down_and_staff_are_told(sign_in):
    staff = sign_in("moderator")
    page = english(TRANSLATED)
    press_unpublish(staff, page)
    german = in_language(page, "de")
    page.refresh_from_db()
    told = said(press_publish(staff, page, summary="Quite another summary"))
    assert live_languages(page) == set()
    assert len(told) == 12
    assert sum("is not published again" in words for words in told) == 11
    assert any("texts are translated" in words for words in told)
    report = reverse("withdrawn_translations")
    html = staff.get(report).text
    assert german.title in html
    assert "texts are translated" in html
    assert reverse("wagtailadmin_pages:edit", args=[german.pk]) in html
    assert "translation waits" not in sign_in("translator").get(report).text

    translate_the_rest(german)
    told = said(press_publish(staff, page))
    assert live_languages(page) == {"de"}
    assert any("as readers saw it before: German" in words for words in told)


def test_who_may_not_edit_a_page_does_not_find_it_in_the_report(sign_in):
    page = english(TRANSLATED)
    page.unpublish()
    html = sign_in("translator").get(reverse("withdrawn_translations")).text
    assert in_language(page, "fr").title in html
    assert in_language(page, "de").title not in html


def test_an_original_that_is_only_scheduled_brings_nothing_back(superuser):
    page = english(TRANSLATED)
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert live_languages(page) == set()
    revision = page.revisions.filter(approved_go_live_at__isnull=False).get()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    assert len(live_languages(page)) == 11


def test_the_withdrawn_statement_keeps_its_versions(statement, french_statement):
    texts = french_statement.canonical_text()
    statement.unpublish()
    statement.save_revision().publish()
    french_statement.refresh_from_db()
    assert french_statement.live
    assert french_statement.canonical_text() == texts


def test_an_announcement_is_withdrawn_and_published_in_all_its_languages():
    original = Announcement.objects.filter(locale__language_code="en", live=True)[0]
    others = Announcement.objects.filter(
        translation_key=original.translation_key
    ).exclude(pk=original.pk)
    before = set(others.filter(live=True).values_list("pk", flat=True))
    assert before
    original.unpublish()
    assert not others.filter(live=True)
    original.save_revision().publish()
    assert set(others.filter(live=True).values_list("pk", flat=True)) == before


@pytest.fixture
def elsewhere(news_index):
    """A place that is translated into French alone."""
    home = news_index.get_parent()
    place = home.add_child(instance=ContentPage(title="Elsewhere", slug="elsewhere"))
    french = place.copy_for_translation(Locale.objects.get(language_code="fr"))
    return place, french


def test_who_moves_a_page_reads_which_translations_cannot_follow(superuser, elsewhere):
    staff = Client()
    staff.force_login(superuser)
    place, _french = elsewhere
    page = english(TRANSLATED)
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, place.pk])
    # No page type may be moved to another place by hand; others may come.
    ContentPage.subpage_types, NewsPage.parent_page_types = None, None
    for model in (ContentPage, NewsPage):
        model._clean_subpage_models = model._clean_parent_page_models = None
    try:
        html = staff.get(url).text
    finally:
        ContentPage.subpage_types = []
        NewsPage.parent_page_types = ["news.NewsIndexPage"]
        for model in (ContentPage, NewsPage):
            model._clean_subpage_models = model._clean_parent_page_models = None
    assert "“Elsewhere” is not translated into these languages" in html
    assert "German" in html
    assert "French" not in html.partition("not translated into")[2][:300]


def test_translations_wait_for_their_place_and_return(client, elsewhere):
    place, french_place = elsewhere
    page = english(TRANSLATED)
    before = live_languages(page)
    index = page.get_parent()
    page.move(place, pos="last-child")
    assert live_languages(page) == {"fr"}
    assert in_language(page, "fr").is_child_of(french_place)
    assert Withdrawn.objects.count() == 10

    german = place.copy_for_translation(Locale.objects.get(language_code="de"))
    german.save_revision().publish()
    assert live_languages(page) == {"fr", "de"}
    assert in_language(page, "de").is_child_of(german)
    assert client.get(f"/de/elsewhere/{TRANSLATED}/").status_code == 200

    page.refresh_from_db()
    page.move(index, pos="last-child")
    assert live_languages(page) == before
    assert not Withdrawn.objects.exists()
    for language in ("fr", "de", "ja"):
        translation = in_language(page, language)
        assert translation.get_parent().translation_key == index.translation_key
    assert Page.find_problems() == ([], [], [], [], [])
