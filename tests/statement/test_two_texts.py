"""Two pages whose words are kept have nothing to do with each other."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from statement.models import StatementPage, StatementText

from .test_texts import body, publish, reword

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(statement, home) -> StatementPage:
    """Another page whose words are kept, published twice."""
    page = home.add_child(
        instance=StatementPage(
            title="Another",
            slug="another",
            formal_title="Another text",
            body=body(("clause", {"label": "a", "text": "Words of another;"})),
            live=False,
        )
    )
    publish(page)
    return reword(page, "Later words of another;")


def test_two_texts_are_counted_and_served_apart(client, statement, second):
    assert StatementText.objects.shown_on(second).version.number == 2
    assert StatementText.objects.shown_on(statement).version.number == 1
    for language in ("en", "fr", "sw"):
        served = client.get(f"/{language}/statement.txt?version=1")
        assert served.content == client.get(f"/{language}/statement.txt").content
        missing = client.get(f"/{language}/statement.txt?version=2")
        assert missing.status_code == 404
    assert "another" not in served.text


def test_a_text_that_is_translated_does_not_stand_in_for_one_that_is_not(
    client, statement, french_statement, second
):
    french = second.copy_for_translation(french_statement.locale)
    publish(french)
    assert StatementPage.objects.shown_in("fr") == french_statement
    french_statement.unpublish()
    assert StatementPage.objects.shown_in("fr") == statement
    paths = StatementPage.objects.paths()
    assert paths[statement.locale_id] == statement.url_path
    assert french_statement.locale_id not in paths


def test_words_are_kept_when_they_go_live_not_when_that_is_planned(client, second):
    second.unpublish()
    second.go_live_at = timezone.now() + timedelta(days=1)
    reword(second, "Words of tomorrow;")
    texts = StatementText.objects.of(second)
    assert "Words of tomorrow;" not in texts.first().text
    # Of the one that was planned alone: the day has come.
    revision = second.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(days=1)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    assert "Words of tomorrow;" in texts.first().text
