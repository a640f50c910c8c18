"""What holds whatever way a translation goes live."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Workflow
from wagtail_localize.models import Translation, TranslationSource

from home.models import Announcement
from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations.publishing import IncompleteError

from .test_translating import TRANSLATED, english, in_language

pytestmark = pytest.mark.django_db


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
    original.text = "Words that nobody has translated yet."
    original.save()
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
