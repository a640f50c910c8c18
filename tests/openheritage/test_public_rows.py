"""Rows that nobody may see yet leave what is kept as it is."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.models import Page

from openheritage import telling
from openheritage.facts import expire
from openheritage.generations import PAGES, REGISTER, TRANSLATORS, Group, hear
from signatures.models import Signature
from signatures.transitions import locked, move
from tests.openheritage.kept_pages import Site, site
from tests.signing import confirmed, make_signature, sign, signed

__all__ = ["confirmed", "signed", "site"]

pytestmark = pytest.mark.django_db

READING = ("", "faq/", "statement/", "stories/", "news/", "signatories/", "coalition/")
LANGUAGES = ("en", "fr", "ar", "sw")


@pytest.fixture
def told(db) -> Callable[[], set[str]]:
    """The tables that PostgreSQL tells of at the commit, since it was asked last."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE told_of (name text) ON COMMIT DROP")
        cursor.execute(
            telling.FUNCTION.replace(
                f"PERFORM pg_catalog.pg_notify('{telling.CHANNEL}', TG_TABLE_NAME);",
                "INSERT INTO told_of VALUES (TG_TABLE_NAME);",
            )
        )

    def ask() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM told_of RETURNING name")
            return {name for (name,) in cursor.fetchall()}

    assert ask() == set()
    Page.objects.update(draft_title="")
    assert ask() == {"wagtailcore_page"}
    return ask


def groups_of(tables: set[str]) -> set[Group]:
    before = {group: group.generation for group in (PAGES, REGISTER, TRANSLATORS)}
    for table in tables:
        hear(table)
    return {group for group, number in before.items() if group.generation != number}


def read(site: Site) -> None:
    for language in LANGUAGES:
        for path in READING:
            answer = site.ask(f"/{language}/{path}", HTTP_ACCEPT_ENCODING="gzip")
            assert answer.status == "200 OK"


def test_in_a_surge_of_signatures_pages_are_kept(site, told, client):
    """Of a hundred readings, ninety-five do not come to Django."""
    read(site)
    begun, asked = site.made, 0
    number = Signature.objects.count()
    for each in range(20):
        email = f"{each}@museum{each}.example"
        sent = sign(client, name=f"Museum {each}", email=email)
        assert sent.status_code == 302
        for table in told():
            expire(table)
        read(site)
        asked += len(LANGUAGES) * len(READING)
    assert Signature.objects.count() == number + 20
    hits = 1 - (site.made - begun) / asked
    print(f"\n{hits:.1%} of {asked}")
    assert hits >= 0.95


def test_confirming_changes_no_page_and_publishing_and_withdrawing_do(told, confirmed):
    signature, _link = confirmed
    told()
    move(locked(signature), "publish")
    assert groups_of(told()) == {REGISTER}
    move(locked(Signature.objects.get(pk=signature.pk)), "withdraw")
    assert groups_of(told()) == {REGISTER}
    # What was public is remembered by its receipt.
    Signature.objects.filter(pk=signature.pk).update(comment="")
    assert groups_of(told()) == {REGISTER}


@pytest.mark.parametrize("state", ["unconfirmed", "quarantined", "waiting", "asked"])
def test_what_waits_is_written_changed_and_deleted_in_silence(told, state):
    signature = make_signature(state)
    Signature.objects.filter(pk=signature.pk).update(comment="Others")
    signature.people.all().delete()
    signature.delete()
    assert groups_of(told()) == set()


def test_signing_in_changes_no_page_and_leaving_does(told):
    person = get_user_model().objects.filter(is_active=True).first()
    person.save(update_fields=["last_login"])
    person.save()
    assert groups_of(told()) == set()
    person.is_active = False
    person.save()
    assert groups_of(told()) == {TRANSLATORS}
