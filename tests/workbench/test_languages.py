"""The public page of languages: what each has, and what nobody is told."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation

from news.models import NewsPage
from openheritage import languages
from openheritage.names import language_name, number
from openheritage.text import collapsed
from statement.models import StatementPage
from tests.conftest import add_language
from translations import status
from translations.models import StatusLevel
from translations.overview import Overview, Wish
from translations.readers import Reader
from workbench.languages import progress

from .many import make_locales

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<tr role="row" id="([\w-]+)">(.*?)</tr>', re.DOTALL)


def rows(client, language="en"):
    """``{language: what is read in its row}`` in their order."""
    response = client.get(f"/{language}/languages/")
    assert response.status_code == 200
    return {
        code: collapsed(unescape(re.sub("<[^>]+>", " ", row)))
        for code, row in ROW.findall(response.text)
    }


def test_each_open_language_is_there_with_the_numbers_of_the_matrix(client, sign_in):
    found = rows(client)
    codes = Locale.objects.values_list("language_code", flat=True)
    assert [*found] == sorted(codes, key=language_name)
    reader = Reader.of(get_user_model().objects.get(username="moderator"))
    overview = Overview(reader)
    others = {row.pk: row.language_code for row in Locale.objects.all()}
    lines = overview.ask(Wish(tuple(others)))
    pages = sum(line.is_page for line in lines)
    _whole, totals = overview.totals()
    for pk, code in others.items():
        words = found[code]
        assert language_name(code) in words
        if code == "en":
            assert "The text of record" in words
            continue
        total = totals[pk]
        assert f"Pages translated: {number(total.live)} of {number(pages)}" in words
        assert f"{number(total.words_left)} word" in words
        assert "Version 1, published on 6 October 2025" in words
        assert "Community translation" in words
        assert "Help translate" in words
    matrix = unescape(sign_in("moderator").get(reverse("workbench_matrix")).text)
    french = totals[Locale.objects.get(language_code="fr").pk]
    assert f"{french.live} of {pages} pages live" in matrix


def test_it_says_the_status_and_what_is_behind(client, statement, french_statement):
    translation = Translation.objects.get(
        source__object_id=french_statement.translation_key,
        target_locale=french_statement.locale,
    )
    status.put(translation, StatusLevel.OFFICIAL, None)
    body = statement.body.get_prep_value()
    next(p for p in body if p["type"] == "clause")["value"]["text"] = "Recalling;"
    statement.body = StatementPage.body.field.to_python(body)
    statement.save_revision().publish()
    words = rows(client)["fr"]
    assert "Official translation" in words
    assert "follows version 1. The text of record is now version 2." in words
    assert "follows version" not in rows(client)["en"]
    french_statement.unpublish()
    words = rows(client)["fr"]
    assert "Not translated yet" in words
    assert "Official" not in words
    assert "Plain text" not in words


def test_what_is_not_public_changes_no_number(client, news_index, home):
    locales = [*Locale.objects.exclude(pk=home.locale_id).values_list("pk", flat=True)]
    before = progress(locales)
    draft = news_index.add_child(
        instance=NewsPage(title="Secret", slug="secret", summary="S.", live=False)
    )
    assert progress(locales) == before
    draft.save_revision().publish()
    pages, _totals = progress(locales)
    assert pages == before[0] + 1


def test_a_language_in_preparation_looks_like_any_that_nobody_has_begun(client):
    before = client.get("/en/languages/").text
    locale = add_language("nl", to_open=False)
    assert client.get("/en/languages/").text == before
    assert "Dutch" in before
    languages.change(locale, to_open=True)
    words = rows(client)["nl"]
    assert words.startswith("Nederlands Dutch")
    assert "Not translated yet" in words
    assert client.get("/nl/languages/").status_code == 200


def test_it_is_linked_from_every_page_and_found_by_machines(client):
    for path in ("/ar/", "/en/statement/", "/ja/news/"):
        html = client.get(path).text
        assert html.count(f'href="{path[:3]}/languages/"') == 2
    # Who fills in a form would lose the answers: there the foot alone has the link.
    assert client.get("/ja/sign/").text.count('href="/ja/languages/"') == 1
    sitemap = client.get("/sitemap.xml").text
    assert "/ar/languages/</loc>" in sitemap
    response = client.get("/ar/languages/")
    assert 'rel="canonical"' in response.text
    assert "public" in response["Cache-Control"]


def test_it_costs_the_same_with_sixty_languages(client):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/fr/languages/").status_code == 200
        return len(found)

    client.get("/fr/languages/")
    few = queries()
    for locale in make_locales(59):
        if locale.language_code != "en":
            languages.change(locale, to_open=True)
    client.get("/fr/languages/")
    assert len(rows(client, "fr")) == 60
    assert queries() <= max(few, 12) <= 12
