"""What translators see, what they may do, and what follows the original."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Workflow
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationSource,
)

from home.models import Announcement, ContentPage
from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations.publishing import IncompleteError

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


def publish_in_editor(client, page):
    """Presses "Publish" in the translation editor; returns the messages."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, {"action": "publish"})
    if response.status_code in (302, 200):
        return [str(message) for message in get_messages(response.wsgi_request)]
    return response.status_code


def test_the_sample_texts_stand_where_a_translator_would_have_put_them(
    sign_in, french_statement
):
    translation = translation_of(french_statement, "fr")
    total, done = translation.get_progress()
    assert total == done > 60
    edit = reverse("wagtailadmin_pages:edit", args=[french_statement.pk])
    html = sign_in("translator").get(edit).text
    assert "js-translation-editor" in html


def test_a_partly_translated_page_is_a_draft(client):
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    total, done = translation_of(draft, "es").get_progress()
    assert 0 < done < total
    assert not draft.live
    assert draft.title not in client.get(f"/es/news/{PARTLY_TRANSLATED}/").text


def test_labels_are_not_offered_for_translation(french_statement):
    source = TranslationSource.objects.get(object_id=french_statement.translation_key)
    strings = source.stringsegment_set.values_list("string__data", flat=True)
    assert not {"a", "w", "1", "17"} & set(strings)


def test_a_published_original_updates_progress_at_once():
    page = english(TRANSLATED)
    total, done = translation_of(page, "fr").get_progress()
    assert total == done
    page.summary = "Quite another summary"
    page.save_revision()
    assert translation_of(page, "fr").get_progress() == (total, done), "only a draft"
    page.save_revision().publish()
    assert translation_of(page, "fr").get_progress() == (total, done - 1)


def test_an_incomplete_translation_is_not_published(sign_in):
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    client = sign_in("moderator")
    said = publish_in_editor(client, draft)
    assert "texts are translated" in said[0]
    draft.refresh_from_db()
    assert not draft.live


def test_a_complete_translation_is_published_by_who_may(sign_in):
    page = in_language(english(TRANSLATED), "fr")
    StringTranslation.objects.filter(
        context__object_id=page.translation_key, locale=page.locale, data=page.title
    ).update(data="Autre titre")
    publish_in_editor(sign_in("translator"), page)
    page.refresh_from_db()
    assert page.title != "Autre titre", "a translator does not publish"
    publish_in_editor(sign_in("reviewer"), page)
    page.refresh_from_db()
    assert page.title == "Autre titre"


def test_sync_and_publish_does_not_mix_languages(sign_in):
    page = english(TRANSLATED)
    page.summary = "Quite another summary"
    page.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(page)
    french = in_language(page, "fr").summary
    response = sign_in("moderator").post(
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        {"publish_translations": "on"},
    )
    assert "Nothing was published" in str(
        next(iter(get_messages(response.wsgi_request)))
    )
    assert in_language(page, "fr").summary == french


def test_a_locked_translation_is_not_published_past_the_lock(sign_in, superuser):
    page = in_language(english(TRANSLATED), "fr")
    page.locked, page.locked_by = True, superuser
    page.save()
    assert "locked" in publish_in_editor(sign_in("reviewer"), page)[0]


def outdated(language="fr"):
    """A live page whose original says more by now, and a revision of it."""
    page = english(TRANSLATED)
    page.summary = "Quite another summary"
    page.save_revision().publish()
    translation = in_language(page, language)
    translation.title = "Words that wait"
    return translation, translation.save_revision()


def announced(language="es"):
    """An announcement that is not translated, and a revision of it."""
    original = Announcement.objects.get(locale__language_code="en")
    Announcement.objects.filter(
        translation_key=original.translation_key, locale__language_code=language
    ).delete()
    source, _created = TranslationSource.update_or_create_from_instance(original)
    locale = Locale.objects.get(language_code=language)
    Translation.objects.create(source=source, target_locale=locale)
    draft = original.copy_for_translation(locale)
    draft.live = False
    draft.save()
    return draft, draft.save_revision()


@pytest.mark.parametrize("make", [outdated, announced])
def test_no_code_publishes_an_incomplete_translation(make):
    before, revision = make()
    with pytest.raises(IncompleteError, match="texts are translated"):
        revision.publish()
    after = type(before).objects.get(pk=before.pk)
    assert (after.live, after.live_revision_id) == (
        before.live,
        before.live_revision_id,
    )


def test_what_is_scheduled_waits_until_it_is_complete_and_keeps_nothing_back(
    client, caplog
):
    page, revision = outdated()
    other = in_language(english("tell-us-about-barriers"), "en")
    other.title = "Scheduled as well"
    late = other.save_revision()
    past = timezone.now() - timedelta(hours=1)
    for number, due in enumerate((revision, late)):
        due.approved_go_live_at = past + timedelta(minutes=number)
        due.save()
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.title != "Words that wait"
    assert f"Revision {revision.pk} waits" in caplog.text
    assert NewsPage.objects.get(pk=other.pk).title == "Scheduled as well"

    translate_the_rest(page)
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.title == "Words that wait"


@pytest.mark.parametrize("is_dialogue", [False, True])
def test_the_last_approval_of_a_workflow_is_refused_in_words(superuser, is_dialogue):
    page, _revision = outdated()
    page.save_revision()
    workflow = Workflow.objects.filter(active=True).first()
    state = workflow.start(page, superuser)
    client = Client()
    client.force_login(superuser)
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    headers = {"x-requested-with": "XMLHttpRequest"} if is_dialogue else {}
    response = client.post(url, {"comment": "Well done"}, headers=headers)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if is_dialogue:
        assert response.json() == {"step": "success", "redirect": edit}
    else:
        assert response.url == edit
    assert "texts are translated" in next(
        str(message) for message in get_messages(response.wsgi_request)
    )
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    page.refresh_from_db()
    assert page.title != "Words that wait"


def test_the_api_of_the_admin_publishes_no_incomplete_translation(superuser):
    page, _revision = outdated()
    client = Client()
    client.force_login(superuser)
    url = f"/admin/api/main/pages/{page.pk}/action/publish/"
    response = client.post(url)
    assert response.status_code == 400
    assert "texts are translated" in response.text
    page.refresh_from_db()
    assert page.title != "Words that wait"


def test_an_older_draft_of_a_translation_does_not_bring_the_old_address_back(client):
    page = english(TRANSLATED)
    draft = in_language(page, "fr").save_revision()
    page.slug, page.kind = "another-address", "story"
    page.save_revision().publish()
    draft.publish()
    french = in_language(page, "fr")
    assert (french.slug, french.kind) == ("another-address", "story")
    assert client.get("/fr/news/another-address/").status_code == 200


def test_withdrawing_the_original_withdraws_its_translations(client):
    page = english(TRANSLATED)
    page.unpublish()
    for language in ("en", "fr", "ar"):
        assert client.get(f"/{language}/news/{TRANSLATED}/").status_code == 404


def test_deleting_the_original_deletes_its_translations():
    page = english(TRANSLATED)
    key = page.translation_key
    page.delete()
    assert not Page.objects.filter(translation_key=key).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_deleting_a_translation_leaves_the_original(client):
    in_language(english(TRANSLATED), "fr").delete()
    html = client.get(f"/fr/news/{TRANSLATED}/").text
    assert english(TRANSLATED).title in html


def test_what_has_no_language_follows_the_original_at_once(client):
    page = english(TRANSLATED)
    page.slug, page.kind = "another-address", "story"
    page.save_revision().publish()
    french = in_language(page, "fr")
    assert (french.slug, french.kind) == ("another-address", "story")
    assert client.get("/fr/news/another-address/").status_code == 200
    assert french.title in client.get("/fr/news/another-address/").text
    assert client.get(f"/fr/news/{TRANSLATED}/").status_code == 404


def test_a_slug_with_letters_of_another_script_is_kept_out():
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    assert draft.slug == PARTLY_TRANSLATED


def test_a_page_that_is_not_public_is_so_in_every_language(client):
    page = english(TRANSLATED)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    for language in ("en", "fr", "ar"):
        response = client.get(f"/{language}/news/{TRANSLATED}/")
        assert response.status_code == 302, language
    restriction.delete()
    for language in ("en", "fr", "ar"):
        assert client.get(f"/{language}/news/{TRANSLATED}/").status_code == 200


@pytest.fixture
def archive(news_index):
    """A second list of news, with its French translation."""
    home = news_index.get_parent()
    archive = home.add_child(instance=ContentPage(title="Old", slug="old"))
    french = Locale.objects.get(language_code="fr")
    return archive, archive.copy_for_translation(french)


def test_translations_follow_their_original_to_its_new_place(archive):
    page = english(TRANSLATED)
    page.move(archive[0], pos="last-child")
    assert in_language(page, "fr").is_child_of(archive[1])


def test_a_translation_that_is_moved_moves_nothing_else(archive):
    """Nor does it take the original with it, or the other languages."""
    page = english(TRANSLATED)
    places = {
        row.pk: row.path
        for row in Page.objects.filter(translation_key=page.translation_key)
    }
    french = in_language(page, "fr")
    french.move(archive[1], pos="last-child")
    moved = {
        row.pk
        for row in Page.objects.filter(translation_key=page.translation_key)
        if row.path != places[row.pk]
    }
    assert moved == {french.pk}
