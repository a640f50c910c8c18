"""Parts of pages: kept beyond what they do not show, and never old."""

from collections import Counter
from datetime import timedelta
from functools import cached_property

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import ContentPage
from news.models import NamedOrganisation, NewsPage
from openheritage import facts, generations, page_cache, parts
from openheritage.generations import REGISTER, TRANSLATORS
from organisations.models import Organisation
from register import filters
from register.models import Count
from signatures.models import Signature
from tests.openheritage.kept_pages import site
from tests.openheritage.test_page_cache import paths
from translations.models import Tally

__all__ = ["site"]

pytestmark = pytest.mark.django_db

# Who passes by the pages that are kept whole.
COOKIE = {"HTTP_COOKIE": "a=b"}


def ask(site, path: str) -> str:
    return site.ask(path, **COOKIE).text


def change_all_names() -> None:
    other = Concat(F("name"), Value(" & Sons"))
    Organisation.objects.update(name=other, country="FR")
    Signature.objects.update(name=other)
    Count.objects.update(number=F("number") + 1000)
    for table in REGISTER.tables:
        facts.expire(table)


@pytest.mark.turns(3)
@pytest.mark.parametrize("language", ["en", "ar", "sw"])
def test_what_changes_in_the_register_is_seen_on_every_page(site, language):
    asked = paths(language)
    before = {path: ask(site, path) for path in asked}
    change_all_names()
    changed = 0
    for path in asked:
        now = site.uncached(path, **COOKIE).text
        assert ask(site, path) == now, path
        changed += now != before[path]
    assert changed > 5


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_article_names_organisations_as_they_are_called_now(site, language):
    article = NewsPage.objects.live().filter(locale__language_code="en").first()
    named = Organisation.objects.first()
    NamedOrganisation.objects.create(page=article, organisation=named)
    path = f"/{language}/news/{article.slug}/"
    assert ask(site, path).count(named.name) == 2
    Organisation.objects.filter(pk=named.pk).update(name="House of Maps")
    facts.expire(Organisation._meta.db_table)
    # For machines, and to read.
    assert ask(site, path).count("House of Maps") == 2
    assert ask(site, path) == site.uncached(path, **COOKIE).text


def test_what_translators_do_is_seen_on_every_page(site):
    asked = paths("fr")
    for path in asked:
        ask(site, path)
    assert Tally.objects.update(translated=F("total") / 2)
    for table in TRANSLATORS.tables:
        facts.expire(table)
    for path in asked:
        assert ask(site, path) == site.uncached(path, **COOKIE).text, path


def test_a_signature_leaves_the_words_of_a_page_alone(site):
    ask(site, "/en/statement/")
    known = {key: part for key, part in parts.ROOM.kept.items() if part.is_good}
    facts.expire("register_count")
    left = {key[-1] for key, part in known.items() if part.is_good}
    assert {"head", "header", "text", "footer"} <= left
    facts.expire("wagtailcore_page")
    assert not any(part.is_good for part in known.values())


def test_nothing_lasts_longer_than_the_oldest_part_of_it(site, monkeypatch):
    now, noon = [1000.0], 12 * 3600.0
    monkeypatch.setattr(generations, "monotonic", lambda: now[0])
    for module in (generations, page_cache):
        monkeypatch.setattr(module, "time", lambda: noon)
    ask(site, "/en/statement/")
    named = {key[-1]: key for key in parts.ROOM.kept}
    now[0] += 50
    # Made anew, around what was made before.
    for name in ("header", "footer"):
        parts.ROOM.drop(named[name])
    site.ask("/en/statement/")
    lasting = {name: parts.ROOM.kept[key].until for name, key in named.items()}
    (page,) = page_cache.ROOMS[False].kept.values()
    assert lasting["menu"] == lasting["header"] == page.until == 1060
    assert lasting["footer"] == 1110


def test_what_was_made_slowly_lasts_from_its_beginning(site, monkeypatch):
    now, noon = [1000.0], 12 * 3600.0
    monkeypatch.setattr(generations, "monotonic", lambda: now[0])
    monkeypatch.setattr(generations, "time", lambda: noon + now[0] - 1000)
    monkeypatch.setattr(page_cache, "time", lambda: noon + now[0] - 1000)
    django = site.django

    def slow(environ, start):
        now[0] += 7
        return django(environ, start)

    site.django = slow
    site.ask("/en/background/")
    (page,) = page_cache.ROOMS[False].kept.values()
    assert page.until == 1060


def test_nothing_is_kept_that_went_on_without_the_database(site, monkeypatch):
    """Django takes for "not so" whatever fails in ``{% if a.number > 1 %}``."""
    monkeypatch.setattr(filters, "PER_PAGE", 10)
    path = "/en/signatories/?sort=name&page=2"
    whole = ask(site, path)
    parts.ROOM_OF_QUERIES.clear()
    count, failures = filters.Listing.found.func, []

    def fails_once(self: filters.Listing) -> int:
        if not failures:
            failures.append(path)
            with connection.cursor() as cursor, transaction.atomic():
                cursor.execute("SELECT 1 / 0")
        return count(self)

    broken = cached_property(fails_once)
    broken.__set_name__(filters.Listing, "found")
    monkeypatch.setattr(filters.Listing, "found", broken)
    assert ask(site, path) != whole
    assert ask(site, path) == whole


def test_a_part_is_made_anew_with_what_has_changed_meanwhile(site, statement):
    """While the page is made: what was read before is perhaps old."""
    django = site.django

    def slow(environ, start):
        facts.expire("wagtailcore_page")
        return django(environ, start)

    site.django = slow
    ask(site, "/en/faq/")
    assert not any(part.is_good for part in parts.ROOM.kept.values())


def test_nobody_keeps_parts_who_is_not_told(site, monkeypatch):
    monkeypatch.setattr(facts.Told, "until", 0.0)
    ask(site, "/en/")
    assert not parts.ROOM.kept


def test_parts_are_kept_where_whole_pages_are_not_and_neither_where_none_is(
    site, settings
):
    settings.PAGE_CACHE_MB = 0
    for _time in range(2):
        site.ask("/en/background/")
    assert site.made == 2
    assert parts.ROOM.kept
    parts.ROOM.clear()
    settings.PAGE_PARTS_MB = 0
    ask(site, "/en/background/")
    assert not parts.ROOM.kept


def test_made_up_queries_drive_out_no_part_of_a_page(site, settings):
    settings.PAGE_PARTS_MB = 1
    ask(site, "/en/")
    known = {*parts.ROOM.kept}
    for number in range(40):
        ask(site, f"/en/news/?page={number}")
    assert known <= {*parts.ROOM.kept}
    assert parts.ROOM_OF_QUERIES.size <= 250_000


def test_who_is_asked_for_a_password_is_shown_no_part_of_the_page(site):
    """Nor the reader who has it any of theirs: it has the same address."""
    page = ContentPage.objects.get(slug="background", locale__language_code="en")
    path = "/en/background/"
    ask(site, path)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    facts.expire("wagtailcore_pageviewrestriction")
    asked = ask(site, path)
    assert "<title>This page is not open to everyone" in asked
    assert not [key for key, part in parts.ROOM.kept.items() if part.is_good]
    PageViewRestriction.objects.all().delete()
    facts.expire("wagtailcore_pageviewrestriction")
    assert "<title>Background" in ask(site, path)


@pytest.mark.parametrize("path", ["/en/register/", "/en/nowhere/"])
def test_views_and_errors_keep_none(site, path):
    ask(site, path)
    assert not parts.ROOM.kept


def test_an_unknown_query_shares_what_it_does_not_change(site):
    for query in ("", "?utm_source=a", "?utm_source=b&page=2"):
        path = f"/en/news/{query}"
        assert ask(site, path) == site.uncached(path, **COOKIE).text
    names = Counter(key[-1] for key in parts.ROOM.kept)
    assert names["footer"] == names["assets"] == names["list"] == 1
    assert not [key for key in parts.ROOM_OF_QUERIES.kept if "utm" in str(key)]


def test_a_search_keeps_the_frame_once_whatever_was_typed(site):
    for query in ("", "?q=heritage", "?q=mariama&page=2"):
        path = f"/en/search/{query}"
        assert ask(site, path) == site.uncached(path, **COOKIE).text
    names = [key[-1] for key in parts.ROOM.kept]
    assert sorted(names) == ["above", "assets", "footer", "menu"]
    assert not parts.ROOM_OF_QUERIES.kept
    assert not [part for part in parts.ROOM.kept.values() if "mariama" in part.html]


def test_what_is_over_soon_is_not_kept(site):
    event = NewsPage.objects.live().events().first()
    now = timezone.now()
    for seconds, is_kept in ((30, False), (300, True)):
        NewsPage.objects.filter(pk=event.pk).update(
            over_at=now + timedelta(seconds=seconds)
        )
        facts.expire("news_newspage")
        parts.ROOM.clear()
        ask(site, event.url)
        assert ("article" in {key[-1] for key in parts.ROOM.kept}) == is_kept


def test_a_part_is_not_kept_while_what_stands_around_it_may_be_old(site, monkeypatch):
    """The database has failed for a moment, and a fact is as it was before."""

    def fails(keys):
        raise OperationalError

    monkeypatch.setattr(facts, "transaction_now", lambda: None)
    known = facts.Facts[str, str]("words of a test")
    known.of("", lambda: "before")
    known.expire()
    django = site.django

    def with_old(environ, start):
        known.of_many([""], fails)
        return django(environ, start)

    site.django = with_old
    try:
        ask(site, "/en/background/")
        assert parts.ROOM.kept == {}
        site.django = django
        ask(site, "/en/background/")
        assert parts.ROOM.kept != {}
    finally:
        facts.every.remove(known)
