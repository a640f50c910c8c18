"""Staff read what publishing the Statement does before it is done, whatever the way."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail_localize.models import TranslationSource

from review.forms import text_of
from signatures.models import Signature
from statement.differences import labels_of
from statement.models import StatementPage, StatementText, StatementVersion
from tests.signing import make_published

from .admin import confirm, form_data, press_publish

pytestmark = pytest.mark.django_db

NEW = "Recalling everything anew;"


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderator")


def shown(page):
    return StatementText.objects.shown_on(page)


def draft(page, words=NEW):
    """A revision with other words, which nobody has published."""
    body = page.body.get_prep_value()
    next(p for p in body if p["type"] == "clause")["value"]["text"] = words
    page.body = StatementPage.body.field.to_python(body)
    return page.save_revision()


def test_publishing_new_words_says_what_follows_and_waits(
    client, moderator, statement, french_statement
):
    make_published()
    before = shown(statement)
    asked = press_publish(moderator, statement, NEW)
    assert shown(statement) == before
    assert NEW not in client.get("/en/statement/").text
    words = asked.text
    assert "Publish version 2" in words
    assert "Publish a corrigendum to version 1" in words
    assert "Whoever has signed keeps the text that they signed." in words
    total = Signature.objects.published().count()
    assert re.search(rf"Published signatures</dt>\s*<dd><bdi>{total}</bdi></dd>", words)
    assert "11: Arabic, German, Spanish, French, Indonesian" in words
    assert "<ins>" in words
    done = confirm(moderator, asked)
    assert "it is version 2" in done.text
    after = shown(statement)
    assert (after.version.number, after.note) == (2, "")
    assert shown(french_statement).is_behind
    # Once more: all are behind already.
    statement.refresh_from_db()
    again = press_publish(moderator, statement, "And again;")
    assert "Publish version 3" in again.text
    assert "Behind already" in again.text


def test_with_the_same_words_it_says_that_nothing_is_made(client, moderator, statement):
    before = shown(statement)
    asked = press_publish(moderator, statement, notice="Another notice")
    assert "No version and no text is made" in asked.text
    assert "corrigendum" not in asked.text
    confirm(moderator, asked)
    assert shown(statement) == before
    assert "Another notice" in client.get("/en/statement/").text


def test_words_of_an_older_version_are_called_so(moderator, statement):
    first = shown(statement)
    old = next(line for line in first.text.splitlines() if line.startswith("a\t"))[2:]
    confirm(moderator, press_publish(moderator, statement, NEW))
    statement.refresh_from_db()
    asked = press_publish(moderator, statement, old)
    assert "version 1 had exactly these words" in asked.text
    confirm(moderator, asked)
    assert (shown(statement).version.number, shown(statement).sha256) == (
        3,
        first.sha256,
    )


def test_an_older_revision_is_asked_about_like_any_other(moderator, statement):
    old = draft(statement, "Older words;")
    draft(statement, NEW)
    before = shown(statement)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[statement.pk, old.pk])
    data = form_data(old.as_object()) | {
        "action-publish": "action-publish",
        "revision": str(old.pk),
    }
    asked = moderator.post(
        reverse("wagtailadmin_pages:edit", args=[statement.pk]), data, follow=True
    )
    assert moderator.get(url).status_code == 200
    assert "Publish version 2" in asked.text
    assert shown(statement) == before
    confirm(moderator, asked)
    assert "a\tOlder words;\n" in shown(statement).text


def test_whoever_was_overtaken_looks_again(moderator, statement, superuser):
    mine = press_publish(moderator, statement, "My words;")
    theirs = Client()
    theirs.force_login(superuser)
    confirm(theirs, press_publish(theirs, statement, "Their words;"))
    assert shown(statement).version.number == 2
    again = confirm(moderator, mine)
    assert "It has changed since you looked" in again.text
    assert "newer draft" in again.text
    assert "Publish version 3" in again.text
    assert shown(statement).version.number == 2
    confirm(moderator, again)
    assert "a\tMy words;\n" in shown(statement).text


def test_a_corrigendum_that_is_scheduled_is_one_when_its_day_comes(
    moderator, statement
):
    before = shown(statement)
    tomorrow = timezone.localtime() + timedelta(days=1)
    asked = press_publish(
        moderator, statement, NEW, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}"
    )
    assert "Goes live" in asked.text
    done = confirm(moderator, asked, "corrigendum", "A comma.")
    assert "at its time" in done.text
    assert shown(statement) == before
    make_due(statement)
    call_command("publish_scheduled")
    after = shown(statement)
    assert (after.version, after.note) == (before.version, "A comma.")


def make_due(page):
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = None
    revision.save()


def test_a_scheduled_corrigendum_of_a_version_that_is_over_makes_a_version(
    moderator, statement
):
    tomorrow = timezone.localtime() + timedelta(days=1)
    asked = press_publish(
        moderator, statement, NEW, go_live_at=f"{tomorrow:%Y-%m-%d %H:%M}"
    )
    confirm(moderator, asked, "corrigendum", "A comma.")
    revision = statement.revisions.get(approved_go_live_at__isnull=False)
    page = StatementPage.objects.get(pk=statement.pk)
    draft(page, "Meanwhile;").publish()
    assert shown(statement).version.number == 2
    statement.revisions.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now()
    )
    make_due(statement)
    call_command("publish_scheduled")
    after = shown(statement)
    assert (after.version.number, after.note) == (3, "")


@pytest.mark.parametrize("way", ["button", "dialogue"])
def test_the_last_approval_of_a_workflow_leads_there_and_ends_the_workflow(
    superuser, statement, way
):
    draft(statement)
    state = Workflow.objects.filter(active=True).first().start(statement, superuser)
    before = shown(statement)
    client = Client()
    client.force_login(superuser)
    if way == "button":
        url = reverse("wagtailadmin_pages:edit", args=[statement.pk])
        data = form_data(statement) | {
            "action-workflow-action": "true",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": '{"comment": "Well done"}',
        }
        asked = client.post(url, data, follow=True)
    else:
        url = reverse(
            "wagtailadmin_pages:workflow_action",
            args=[statement.pk, "approve", state.current_task_state.pk],
        )
        headers = {"x-requested-with": "XMLHttpRequest"}
        answer = client.post(url, {"comment": "Well done"}, headers=headers).json()
        assert answer["step"] == "success"
        asked = client.get(answer["redirect"])
    assert "Publish version 2" in asked.text
    assert shown(statement) == before
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    confirm(client, asked)
    assert shown(statement).version.number == 2
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED
    assert state.task_states.get(comment="Well done").status == "approved"


def test_where_nothing_can_be_asked_nothing_is_published(superuser, statement, home):
    draft(statement)
    before = shown(statement)
    client = Client()
    client.force_login(superuser)
    answer = client.post(f"/admin/api/main/pages/{statement.pk}/action/publish/")
    assert answer.status_code == 400
    assert "other words than those that are signed" in answer.text
    StatementPage.objects.filter(pk=statement.pk).update(live=False)
    for pages, more in (
        ([statement], {}),
        ([home], {"include_descendants": "on"}),
    ):
        query = "&".join(f"id={page.pk}" for page in pages)
        url = f"/admin/bulk/wagtailcore/page/publish/?{query}"
        refused = client.post(url, more, follow=True)
        assert "Nothing was published." in refused.text
    assert shown(statement) == before
    assert not Page.objects.get(pk=statement.pk).live


def test_all_translations_at_once_are_not_published_unread(
    superuser, statement, french_statement
):
    source = TranslationSource.objects.get_for_instance(statement)
    before = shown(french_statement)
    client = Client()
    client.force_login(superuser)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    answer = client.post(url, {"publish_translations": "on"}, follow=True)
    assert "Publish each translation" in answer.text
    assert shown(french_statement) == before
    client.post(url, {})
    assert shown(french_statement) == before


def test_a_signature_on_paper_is_on_the_text_of_its_day(moderator, statement):
    first = shown(statement)
    confirm(moderator, press_publish(moderator, statement, NEW), "corrigendum", "A.")
    second = shown(statement)
    old = timezone.now() - timedelta(days=9)
    StatementText.objects.filter(pk=first.pk).update(published_at=old)
    today = timezone.now().date()
    version = first.version
    assert text_of(version, "en") == text_of(version, "en", today) == second
    for days in (1, 9, 99):
        assert text_of(version, "en", today - timedelta(days=days)) == first


def test_code_and_commands_are_not_held_up_and_make_a_version(statement):
    draft(statement).publish()
    assert shown(statement).version.number == 2


def test_who_may_not_publish_is_not_shown_the_page(sign_in, statement):
    revision = draft(statement)
    url = reverse("statement_publish", args=[revision.pk])
    for username in ("editor", "translator", "reviewer"):
        assert "Publish version" not in sign_in(username).get(url, follow=True).text
    client = sign_in("moderator")
    statement.locked, statement.locked_by = True, None
    statement.save()
    assert "is locked" in client.get(url, follow=True).text
    other = Page.objects.get(depth=2, locale=statement.locale).specific
    url = reverse("statement_publish", args=[other.save_revision().pk])
    assert client.get(url).status_code == 404


def test_the_first_publication_makes_version_1(moderator, statement, home):
    StatementText.objects.exclude(pk=None)
    page = home.add_child(
        instance=StatementPage(
            title="Another",
            slug="another",
            formal_title="Another text",
            body=[("clause", {"label": "a", "text": "Words;"})],
            live=False,
        )
    )
    page.save_revision()
    asked = press_publish(moderator, page)
    assert "Publish version 1" in asked.text
    assert 'value="corrigendum"' not in asked.text
    confirm(moderator, asked)
    assert shown(page).version.number == 1
    versions = StatementVersion.objects.filter(translation_key=page.translation_key)
    assert versions.count() == 1
    assert labels_of(shown(page).text) == ["", "a"]


def test_what_is_saved_into_a_confirmed_draft_is_asked_about_again(
    moderator, superuser, statement
):
    press_publish(moderator, statement)
    asked = press_publish(moderator, statement, NEW)
    confirm(moderator, asked, "corrigendum", "A comma was missing.")
    before = shown(statement)
    # Back in the browser: the editor goes on saving into the draft that it made.
    revision = StatementPage.objects.get(pk=statement.pk).get_latest_revision()
    data = form_data(statement, "Recalling nothing at all;")
    url = reverse("wagtailadmin_pages:edit", args=[statement.pk])
    moderator.post(url, data | {"overwrite_revision_id": f"{revision.pk}"})
    saved = StatementPage.objects.get(pk=statement.pk).get_latest_revision()
    assert saved.pk == revision.pk
    assert "nothing at all" in str(saved.content["body"])
    client = Client()
    client.force_login(superuser)
    answer = client.post(f"/admin/api/main/pages/{statement.pk}/action/publish/")
    assert answer.status_code == 400
    assert shown(statement) == before
    # Where nobody can be asked, it is a version and no corrigendum.
    saved.publish()
    assert shown(statement).version.number == before.version.number + 1
