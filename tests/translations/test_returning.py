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
from .test_translating import in_language

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


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


def test_what_was_withdrawn_comes_back_as_readers_saw_it(client, superuser, published):
    staff = Client()
    staff.force_login(superuser)
    french = in_language(published, "fr")
    in_language(published, "de").unpublish()
    title = french.title
    # A draft that nobody has read over.
    french.title = "Pas encore relu"
    french.save_revision()
    for unpublish in (
        press_unpublish,
        choose_unpublish,
        ask_the_api,
        let_the_last_day_pass,
    ):
        unpublish(staff, published)
        assert live_languages(published) == set(), unpublish
        told = said(press_publish(staff, published))
        assert live_languages(published) == {"fr"}, "one was withdrawn by hand"
        assert any("Published again" in line and "Français" in line for line in told)
    french.refresh_from_db()
    assert french.title == title
    assert not Withdrawn.objects.exists()
    assert client.get("/fr/news/everything/").status_code == 200
    told = said(press_publish(staff, published))
    assert len(told) == 1, "of what came back it was told the first time alone"


def test_what_became_incomplete_stays_down_and_staff_are_told(sign_in, published):
    staff = sign_in("moderator")
    press_unpublish(staff, published)
    german = in_language(published, "de")
    told = said(press_publish(staff, published, summary="Quite another summary"))
    assert live_languages(published) == set()
    assert any("Not published again" in words and "Deutsch" in words for words in told)
    report = reverse("withdrawn_translations")
    html = staff.get(report).text
    assert german.title in html
    assert "14 of 15 texts are translated" in html
    assert reverse("wagtailadmin_pages:edit", args=[german.pk]) in html
    # Who translates into French finds the French page alone.
    html = sign_in("translator").get(report).text
    french = in_language(published, "fr")
    assert reverse("wagtailadmin_pages:edit", args=[french.pk]) in html
    assert reverse("wagtailadmin_pages:edit", args=[german.pk]) not in html

    translate_the_rest(german)
    press_publish(staff, published)
    assert live_languages(published) == {"de"}


def test_an_original_that_is_only_scheduled_brings_nothing_back(published):
    published.unpublish()
    published.go_live_at = timezone.now() + timedelta(days=1)
    published.save_revision().publish()
    assert live_languages(published) == set()
    revision = published.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    assert live_languages(published) == {"fr", "de"}


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


def test_who_moves_a_page_reads_which_translations_cannot_follow(
    superuser, published, elsewhere, monkeypatch
):
    staff = Client()
    staff.force_login(superuser)
    place, _french = elsewhere
    # No page type has two places today.
    monkeypatch.setattr(ContentPage, "_clean_subpage_models", [NewsPage])
    monkeypatch.setattr(NewsPage, "_clean_parent_page_models", [ContentPage])
    url = reverse("wagtailadmin_pages:move_confirm", args=[published.pk, place.pk])
    html = staff.get(url).text
    assert "“Elsewhere” is not translated into these languages" in html
    languages = html.partition("not translated into these languages:")[2]
    languages = languages.partition(".")[0]
    assert "Deutsch" in languages
    assert "Français" not in languages
    assert len(said(staff.post(url))) == 2


def test_translations_wait_for_their_place_and_return(client, published, elsewhere):
    place, french_place = elsewhere
    index = published.get_parent()
    published.move(place, pos="last-child")
    assert live_languages(published) == {"fr"}
    assert in_language(published, "fr").is_child_of(french_place)
    assert Withdrawn.objects.count() == 1

    german = place.copy_for_translation(Locale.objects.get(language_code="de"))
    german.save_revision().publish()
    assert live_languages(published) == {"fr", "de"}
    assert in_language(published, "de").is_child_of(german)
    assert client.get("/de/elsewhere/everything/").status_code == 200

    published.refresh_from_db()
    published.move(index, pos="last-child")
    assert live_languages(published) == {"fr", "de"}
    assert not Withdrawn.objects.exists()
    for language in ("fr", "de"):
        translation = in_language(published, language)
        assert translation.get_parent().translation_key == index.translation_key
    assert Page.find_problems() == ([], [], [], [], [])


def test_who_takes_down_an_announcement_reads_which_languages_go_with_it(sign_in):
    announcement = Announcement.objects.get(locale__language_code="en", live=True)
    url = reverse("wagtailsnippets_home_announcement:unpublish", args=[announcement.pk])
    client = sign_in("moderator")
    html = client.get(url).text
    assert "This touches 12 languages" in html
    assert "stays in" not in html
    response = client.post(url, follow=True)
    assert "This touches 11 languages" in response.text
    assert not Announcement.objects.filter(live=True).exists()
