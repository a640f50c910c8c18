"""Rows that nobody may see yet leave what is kept as it is."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.models import Page

from home.models import Announcement, HomePage
from members.models import MemberPage
from news.models import NewsPage, Topic
from openheritage import telling
from openheritage.facts import expire
from openheritage.generations import PAGES, REGISTER, TRANSLATORS, Group, hear
from resources.models import Resource
from signatures.models import Signature
from signatures.transitions import locked, move
from statement.models import StatementPage
from statement.summaries import ArticleSummary
from tests.home.editing import edit
from tests.openheritage.kept_pages import Site, site
from tests.signing import confirmed, make_signature, sign, signed

__all__ = ["confirmed", "signed", "site"]

pytestmark = pytest.mark.django_db

READING = ("", "faq/", "statement/", "stories/", "news/", "signatories/", "coalition/")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
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
    Page.objects.update(seo_title="For engines")
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


@pytest.mark.parametrize(
    "model",
    [
        *(HomePage, StatementPage, MemberPage, NewsPage),
        *(Announcement, Topic, ArticleSummary, Resource),
    ],
)
def test_a_draft_is_written_in_silence_and_publishing_it_is_told(told, model):
    text = model.objects.filter(live=True).first()
    told()
    for word in ("One", "One two"):
        text.save_revision()
        assert groups_of(told()) == set(), word
    text.save_revision().publish()
    assert PAGES in groups_of(told())


def test_an_editor_saves_a_draft_in_silence(told, sign_in, news_index):
    client, page = sign_in("editor"), news_index.get_children().live().first().specific
    edit(client, page, publish=False)
    told()
    assert edit(client, page, publish=False, title="In work") == {}
    page = NewsPage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().title == "In work"
    assert groups_of(told()) == set()


def test_a_page_that_nobody_can_read_is_made_moved_and_deleted_in_silence(
    told, news_index
):
    told()
    page = NewsPage(title="Tomorrow", date=NOON.date(), summary="Words", live=False)
    news_index.add_child(instance=page)
    page.save_revision()
    page.slug = "the-day-after"
    page.save()
    assert "wagtailcore_page" not in told()
    page.save_revision().publish()
    assert "wagtailcore_page" in told()
    page.refresh_from_db()
    page.unpublish()
    assert "wagtailcore_page" in told()
    page.delete()
    assert "wagtailcore_page" not in told()


@pytest.mark.parametrize(
    ("column", "value", "is_told"),
    [
        ("title", "Others", True),
        ("search_description", "Others", True),
        ("show_in_menus", None, True),
        ("url_path", "/elsewhere/", True),
        ("expire_at", NOON, True),
        ("last_published_at", NOON, True),
        ("live", False, True),
        ("draft_title", "Others", False),
        ("latest_revision_created_at", NOON, False),
        ("locked_at", NOON, False),
    ],
)
def test_of_a_live_page_all_is_told_but_its_draft(
    told, statement, column, value, is_told
):
    if value is None:
        value = not getattr(statement, column)
    told()
    Page.objects.filter(pk=statement.pk).update(**{column: value})
    assert told() == ({"wagtailcore_page"} if is_told else set())
