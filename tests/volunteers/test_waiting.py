"""What invites, and what is shown of it: nothing that is not public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation

from news.models import NewsPage
from openheritage import languages
from tests.translations.conftest import article, published

from .way import address, originals, soup, words_of

pytestmark = pytest.mark.django_db

# Fixtures.
__all__ = ["article", "published"]


def test_a_stale_page_invites_and_shows_what_has_changed(client, published):
    here = "/fr/news/everything/"
    assert address(published) not in client.get(here).text
    published.title = f"{published.title} and more"
    published.save_revision().publish()
    stale = client.get(here)
    notice = soup(stale).find("aside", class_="notice")
    assert notice.find("a")["href"] == address(published)
    assert "public" in stale["Cache-Control"]
    listed = client.get("/fr/help-translate/")
    assert address(published) in listed.text
    shown = client.get(address(published))
    first = next(iter(originals(shown)))
    assert originals(shown)[first] == published.title
    changed = soup(shown).find("details", class_="help-changed")
    assert changed.find("ins").get_text().endswith("and more]") or "more" in (
        changed.find("ins").get_text()
    )
    # What is translated comes after it, in the field, to be made better.
    assert len(originals(shown)) > 1


def test_words_of_a_draft_are_shown_to_nobody(client, page):
    source_title = page.title
    french = Locale.objects.get(language_code="fr")
    shown = client.get(address(page))
    assert source_title in originals(shown).values()
    segment = StringSegment.objects.get(
        source__object_id=page.translation_key, context__path="title"
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=french,
        data="Un brouillon secret",
    )
    shown = client.get(address(page))
    assert source_title not in originals(shown).values()
    assert "brouillon" not in shown.text
    assert "brouillon" not in client.get(f"{address(page)}words.po").text


def test_a_language_in_preparation_has_no_such_pages(client, page):
    locale = Locale.objects.create(language_code="nl")
    assert client.get("/nl/help-translate/").status_code == 404
    languages.change(locale, to_open=True)
    assert address(page, "nl") in client.get("/nl/help-translate/").text
    assert client.get("/nl/help-translate/").status_code == 200


def test_the_guide_leads_from_english_into_the_other_languages(client):
    shown = client.get("/en/help-translate/")
    paths = {link["href"] for link in soup(shown).find("main").find_all("a")}
    assert {"/fr/help-translate/", "/ar/help-translate/"} <= paths
    assert "/en/help-translate/" not in paths
    assert "30 days" in words_of(shown)
    arabic = client.get("/ar/help-translate/")
    (canonical,) = soup(arabic).select("link[rel=canonical]")
    assert canonical["href"].endswith("/ar/help-translate/")
    assert soup(arabic).select("link[hreflang=sw]"), "Whoever seeks it finds it."
    assert "المساعدة في الترجمة" in words_of(arabic)


def test_the_list_costs_the_same_for_many_pages(
    client, news_index, django_assert_max_num_queries
):
    client.get("/fr/help-translate/")
    for number in range(40):
        news_index.add_child(
            instance=NewsPage(title=f"Number {number}", slug=f"n{number}", summary="x")
        )
    with django_assert_max_num_queries(25):
        shown = client.get("/fr/help-translate/")
    assert "Number 1" in shown.text


def test_the_sentences_of_a_page_keep_the_query_budget(
    client, path, django_assert_max_num_queries
):
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)


def test_the_notice_costs_nothing_and_follows_what_changes(client, page):
    here = f"/fr/news/{page.slug}/"
    client.get(here)
    with CaptureQueriesContext(connection) as kept:
        client.get(here)
    assert not [row for row in kept if "stringsegment" in row["sql"]]
    assert address(page) in client.get(here).text
    for segment in StringSegment.objects.filter(source__object_id=page.translation_key):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=Locale.objects.get(language_code="fr"),
            defaults={"data": "Des mots"},
        )
    assert address(page) not in client.get(here).text, "Nothing is left to do."
