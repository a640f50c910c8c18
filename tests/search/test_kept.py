"""What many search is kept, without what they typed, and never old."""

import pytest
from django.db import OperationalError, connection
from wagtail.models import PageViewRestriction

from home.models import ContentPage
from openheritage import facts
from search import kept, synchronisation
from search.models import Promotion
from signatures import signing
from tests.openheritage.kept_pages import site
from tests.signing import make_published

__all__ = ["site"]

pytestmark = pytest.mark.django_db

QUERIES = ["heritage", "museum", "heritage&kind=clause", "library&page=2", "Article 3"]


def path_of(query: str, language: str = "en") -> str:
    return f"/{language}/search/?q={query}".replace(" ", "+")


def tell(*tables: str) -> None:
    """What PostgreSQL says at a commit, which a test has none of."""
    for table in tables:
        facts.expire(table)


def kept_once(site, path: str) -> str:
    """What is answered to the first, of which the next are given what is kept."""
    answer = site.ask(path).text
    (found,) = kept.ROOM.kept.values()
    assert found.is_good
    return answer


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans", "sw", "de"])
def test_a_kept_search_is_the_search_itself(site, language):
    for query in QUERIES:
        path = path_of(query, language)
        plain = site.uncached(path).text
        for _time in range(2):
            assert site.ask(path).text == plain, path
    assert kept.ROOM.kept


def test_it_asks_the_database_nothing_the_second_time(site, django_assert_num_queries):
    for _time in range(2):
        site.ask(path_of("heritage"))
    with django_assert_num_queries(0):
        site.ask(path_of("heritage"))


def test_nothing_is_kept_of_what_readers_type(site):
    for query in ("Mariama Issoufou heritage", "heritge", "xyzzyqwv", "HeRiTaGe"):
        site.ask(path_of(query))
        site.ask(path_of(query, "fr"))
    assert kept.ROOM.kept
    for name, found in kept.ROOM.kept.items():
        said = f"{name}{found!r}"
        typed = ("ariama", "heritge", "xyzzy", "HeRiTaGe")
        assert not [word for word in typed if word in said]


def test_what_is_over_makes_room(site):
    kept_once(site, path_of("heritage"))
    tell("search_entry")
    kept_once(site, path_of("museum"))


def test_a_signature_that_is_withdrawn_is_found_no_more(site):
    signature = make_published(None, name="Museum of Imagined Things")
    synchronisation.enter_all()
    path = path_of("museum+imagined")
    assert "Imagined Things" in kept_once(site, path)
    signing.withdraw(signature)
    tell("signatures_signature")
    assert "Imagined Things" not in site.ask(path).text


def test_a_page_that_is_closed_is_found_no_more(site):
    page = ContentPage.objects.get(slug="background", locale__language_code="en")
    path = path_of("taroch")
    assert "/en/background/" in kept_once(site, path)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    tell("wagtailcore_pageviewrestriction")
    assert "/en/background/" not in site.ask(path).text


def test_what_staff_put_on_top_is_there_at_once(site):
    page = ContentPage.objects.get(slug="faq", locale__language_code="en")
    path = path_of("heritage")
    assert 'class="promoted"' not in kept_once(site, path)
    Promotion.objects.create(locale=page.locale, words="heritage", page=page)
    tell("search_promotion")
    assert 'class="promoted"' in site.ask(path).text


def test_new_words_are_found_as_soon_as_the_table_has_them(site):
    kept_once(site, path_of("heritage"))
    (found,) = kept.ROOM.kept.values()
    tell("limits_ban")
    tell("wagtail_localize_stringtranslation")
    assert found.is_good
    tell("search_entry")
    assert not found.is_good


def test_it_leaves_the_pages_alone(site):
    site.ask("/en/")
    made = site.made
    tell("search_entry", "search_promotion")
    site.ask("/en/")
    assert site.made == made


def test_nothing_is_kept_while_nobody_tells_nor_of_a_search_server(
    site, settings, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(facts.Told, "until", 0.0)
        site.ask(path_of("heritage"))
    settings.SEARCH_URL = "elasticsearch+http://127.0.0.1:1"
    site.ask(path_of("heritage"))
    assert not kept.ROOM.kept


def test_a_database_that_fails_is_no_answer(site, monkeypatch):
    """Though the search was asked for a moment before: what has been taken from the
    public since is not known."""
    path = path_of("heritage")
    site.ask(path)
    tell("search_entry")

    def fails(*args):
        raise OperationalError

    with connection.execute_wrapper(fails):
        assert site.ask(path).status.startswith("503")
