"""Whatever changes, the server in front is told of every page that shows it."""

import logging
import socket
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import Page, PageViewRestriction

from edge import purging
from edge.backends import DoorError
from edge.models import Change
from home.models import Announcement, ContentPage, SiteSettings
from members.models import MemberPage
from news.models import NewsPage, Topic
from openheritage import languages
from openheritage.pages import path_in
from openheritage.signals import thanked_changed
from resources.models import Resource
from signatures import signing
from signatures.models import Signature
from statement.models import ArticleSummary
from tests.conftest import LANGUAGES, add_language

TOLD: list[str] = []


class Recorder(BaseBackend):
    def purge_batch(self, urls) -> None:
        TOLD.extend(urls)


class Grumbler(BaseBackend):
    """Tells of its failure as Wagtail's own do."""

    def purge_batch(self, urls) -> None:
        logging.getLogger("wagtail.frontendcache").error("Couldn't purge")


@pytest.fixture
def edge(settings, db) -> list[str]:
    settings.WAGTAILFRONTENDCACHE = {
        "recorder": {"BACKEND": f"{__name__}.Recorder"},
    }
    Change.objects.all().delete()
    TOLD.clear()
    return TOLD


def work() -> set[str]:
    """Paths that the worker tells of."""
    TOLD.clear()
    while purging.run():
        Change.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    assert not Change.objects.exists()
    assert all(url.startswith("http://localhost/") for url in TOLD)
    return {url.removeprefix("http://localhost") for url in TOLD}


def article() -> NewsPage:
    pages = NewsPage.objects.live().filter(locale__language_code="en")
    return pages.order_by("-date").first()


def everywhere(page: Page) -> set[str]:
    return {path_in(language, page.url_path) for language in LANGUAGES}


SHOW_NEWS = {f"/{language}/{path}" for language in LANGUAGES for path in ("", "news/")}


def test_an_article_is_told_of_in_each_language_with_all_that_shows_it(edge):
    page = article()
    page.title = "Another title"
    page.save_revision().publish()
    told = work()
    assert everywhere(page) | SHOW_NEWS <= told
    # Its neighbours lead to it.
    for other in NewsPage.objects.live().filter(locale__language_code="en"):
        assert everywhere(other) <= told
    assert "/sitemap.xml" in told


@pytest.mark.parametrize("deed", ["unpublish", "delete", "move", "slug", "restrict"])
def test_what_leaves_its_address_is_forgotten_there(edge, deed):
    page = article()
    before = everywhere(page)
    if deed == "unpublish":
        page.unpublish()
    elif deed == "delete":
        page.delete()
    elif deed == "move":
        home = page.get_parent().get_parent()
        page.move(home, pos="last-child")
    elif deed == "slug":
        page.slug = "somewhere-else"
        page.save_revision().publish()
    else:
        PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.LOGIN
        )
    assert before | SHOW_NEWS <= work()


def test_a_page_that_was_below_a_deleted_one_is_forgotten(edge, news_index):
    below = everywhere(article())
    Page.objects.get(pk=news_index.pk).delete()
    assert below <= work()


def test_a_member_a_text_an_announcement_and_addresses_are_told_of(edge):
    member = MemberPage.objects.live().filter(locale__language_code="en").first()
    member.organisation.save()
    told = work()
    assert everywhere(member) | everywhere(member.get_parent()) | {"/ar/"} <= told
    SiteSettings.current().save()
    assert everywhere(member) <= work()
    announcement = Announcement.objects.first()
    announcement.text = "Come"
    announcement.save_revision().publish()
    assert everywhere(member) <= work()


def test_a_language_is_forgotten_when_it_is_opened_closed_or_deleted(edge):
    locale = add_language("nl")
    assert {"/nl/", "/nl/news/", "/en/"} <= work()
    languages.change(locale, to_open=False)
    assert {"/nl/", "/nl/news/", "/en/"} <= work()
    locale.delete()
    assert {"/nl/", "/nl/news/", "/en/"} <= work()


def test_a_signature_is_told_of_where_it_shows_and_nowhere_else(
    edge, organisations_member
):
    signature, member = organisations_member
    with transaction.atomic():
        signing.withdraw(signature)
    told = work()
    for language in LANGUAGES:
        for path in ("", "signatories/", "signatories.csv", "signatories.json"):
            assert f"/{language}/{path}" in told
        assert f"/{language}/badge.svg" in told
        assert f"/{language}/register/" in told
        assert f"/{language}/statement/" in told
        assert f"/{language}/signatures/{signature.reference}/" in told
    assert {"/count.json", "/register.jsonl"} <= told
    assert everywhere(member) <= told
    # A surge of signatures does not empty the edge.
    text = ContentPage.objects.filter(locale__language_code="en").first()
    assert not everywhere(text) & told


@pytest.fixture
def organisations_member(db) -> tuple[Signature, MemberPage]:
    member = MemberPage.objects.live().filter(locale__language_code="en").first()
    signature = Signature.objects.published().first()
    Signature.objects.filter(pk=signature.pk).update(organisation=member.organisation)
    signature.refresh_from_db()
    return signature, member


def test_whoever_is_thanked_no_longer_leaves_the_copies_of_the_pages(edge):
    thanked_changed.send(Signature)
    told = work()
    for page in ("thanks", "statement"):
        assert {f"/{language}/{page}/" for language in LANGUAGES} <= told


def test_all_is_told_twice_since_an_answer_may_have_been_on_its_way(edge):
    article().save_revision().publish()
    assert purging.run()
    first = len(edge)
    assert first
    assert not purging.run()
    Change.objects.update(told_at=timezone.now() - timedelta(seconds=purging.AGAIN))
    assert purging.run()
    assert len(edge) == 2 * first
    assert not Change.objects.exists()
    assert purging.AGAIN < 5


def test_of_many_pages_mails_leave_between_steps(edge, monkeypatch):
    monkeypatch.setattr(purging, "STEP", 100)
    article().save_revision().publish()
    assert purging.run()
    assert len(edge) == 100
    assert Change.objects.filter(told_at=None).exists()
    steps = 1
    while Change.objects.filter(told_at=None).exists():
        assert purging.run()
        steps += 1
    assert steps == -(-len(edge) // 100) > 2
    assert len({*edge}) == len(edge)


def test_a_step_that_fails_is_begun_anew(edge, monkeypatch, settings):
    monkeypatch.setattr(purging, "STEP", 100)
    article().save_revision().publish()
    assert purging.run()
    told = settings.WAGTAILFRONTENDCACHE
    settings.WAGTAILFRONTENDCACHE = {"it": {"BACKEND": f"{__name__}.Grumbler"}}
    with pytest.raises(purging.NotToldError):
        purging.run()
    settings.WAGTAILFRONTENDCACHE = told
    again = work()
    assert again >= {url.removeprefix("http://localhost") for url in edge[:100]}
    assert len(again) > 200


@pytest.mark.parametrize("model", [Announcement, Topic, ArticleSummary, Resource])
def test_a_draft_leaves_all_copies_alone(edge, model):
    text = model.objects.filter(live=True).first()
    text.save_revision()
    assert not work()
    text.save_revision().publish()
    assert "/en/" in work()


def test_what_was_taken_back_is_not_told(edge):
    with transaction.atomic():
        article().save_revision().publish()
        transaction.set_rollback(True)
    assert not work()


def test_nothing_is_noted_where_nothing_keeps_copies(db, settings):
    assert settings.WAGTAILFRONTENDCACHE == {}
    article().save_revision().publish()
    assert not Change.objects.exists()
    assert not purging.run()


def test_a_backend_that_only_grumbles_is_told_again(edge, settings):
    settings.WAGTAILFRONTENDCACHE = {"it": {"BACKEND": f"{__name__}.Grumbler"}}
    article().save_revision().publish()
    with pytest.raises(purging.NotToldError):
        purging.run()
    assert Change.objects.filter(told_at=None).exists()


def test_an_edge_that_is_gone_or_frozen_holds_up_no_editor(settings, db, monkeypatch):
    monkeypatch.setattr("edge.backends.TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        port = frozen.getsockname()[1]
        settings.WAGTAILFRONTENDCACHE = {
            "edge": {
                "BACKEND": "edge.backends.Door",
                "LOCATION": f"http://127.0.0.1:{port}",
            }
        }
        began = time.monotonic()
        article().save_revision().publish()
        assert time.monotonic() - began < 10
        with pytest.raises(DoorError):
            purging.run()
    with pytest.raises(DoorError):
        purging.run()
    assert Change.objects.filter(told_at=None).exists()
