"""What happens when two publish the Statement at once, on a database that commits."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction

from statement.models import StatementPage, StatementText, StatementVersion
from tests.correspondence.conftest import committed

from .test_texts import reword

__all__ = ["committed"]


def publish(words: str) -> None:
    try:
        reword(StatementPage.objects.get(locale__language_code="en"), words)
    finally:
        connections.close_all()


def wait_until_waiting(number: int) -> None:
    for _attempt in range(300):
        with connection.cursor() as cursor:
            # Within a transaction it would say the same each time.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == number:
                return
        time.sleep(0.1)
    raise AssertionError("They do not meet.")


def test_two_publications_at_once_make_two_versions_and_keep_what_is_shown(committed):
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            # Both have looked for the newest version when the first is let in.
            with connection.cursor() as cursor:
                cursor.execute(
                    "LOCK TABLE statement_statementversion IN EXCLUSIVE MODE"
                )
            both = [pool.submit(publish, words) for words in ("One;", "Another;")]
            wait_until_waiting(2)
        for one in both:
            one.result()
    page = StatementPage.objects.get(locale__language_code="en")
    versions = StatementVersion.objects.filter(translation_key=page.translation_key)
    numbers = sorted(versions.values_list("number", flat=True))
    assert numbers in ([1, 2], [1, 2, 3])
    assert all(version.texts.exists() for version in versions)
    assert StatementText.objects.shown_on(page).text == page.canonical_text()


@pytest.mark.django_db
def test_a_version_whose_text_cannot_be_kept_is_not_kept_either(statement):
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE statement_statementtext ADD CHECK (length(text) < 9) NOT VALID"
        )
    before = StatementVersion.objects.count()
    with pytest.raises(DatabaseError):
        reword(statement)
    assert StatementVersion.objects.count() == before
