"""What staff put on top of a query."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from search.models import Entry, Promotion

pytestmark = pytest.mark.django_db

ADD = reverse("search_promotions:add")


def promote(words, slug="faq", language="en"):
    return Promotion.objects.create(
        words=words,
        page=Page.objects.get(slug=slug, locale__language_code="en"),
        locale=Locale.objects.get(language_code=language),
    )


def read(client, query, language="en", **more):
    response = client.get(f"/{language}/search/", {"q": query, **more})
    return BeautifulSoup(response.text, "html.parser").main


def first(client, query, language="en", **more):
    """Of a list of results: where it leads, and whether it says that staff chose it."""
    item = read(client, query, language, **more).select_one(".results > li")
    return (item.a["href"], "promoted" in item.get("class", [])) if item else None


def test_a_promoted_page_comes_first_and_says_so(client):
    assert first(client, "songbook")[1] is False
    promote("songbook")
    html = read(client, "songbook")
    item, *others = html.select(".results > li")
    assert item.a["href"] == "/en/faq/"
    assert "Recommended" in item.select_one(".kicker").text
    assert "promoted" not in str(others)
    assert "/en/news/songbook-without-watermark/" in str(others)


@pytest.mark.parametrize(
    ("query", "is_first"),
    [
        ("songbooks watermark", True),
        ("the WATERMARKS of a songbook", True),
        ("songbook", False),
        ("watermark", False),
    ],
)
def test_all_its_words_must_be_asked_for_in_whatever_form(client, query, is_first):
    promote("Songbook watermarks")
    assert first(client, query)[1] is is_first


def test_a_promotion_speaks_one_language(client):
    promote("filigrane", language="fr")
    assert first(client, "filigranes", "fr") == ("/fr/faq/", True)
    found = first(client, "filigranes", "es")
    assert found is None or not found[1]


def test_readers_get_the_page_in_their_language(client):
    promote("filigrane", slug="background", language="fr")
    item = read(client, "filigrane", "fr").select_one(".promoted")
    entry = Entry.objects.get(path="background/", language="fr")
    assert item.h2.text == entry.title


def test_a_promoted_page_is_not_listed_twice(client):
    promote("songbook", slug="songbook-without-watermark")
    links = [link["href"] for link in read(client, "songbook").select("h2 a")]
    assert links[0] == "/en/news/songbook-without-watermark/"
    assert len(links) == len(set(links))


def test_a_promotion_answers_what_nothing_else_does(client):
    promote("xyzzyqwv")
    html = read(client, "xyzzyqwv")
    assert first(client, "xyzzyqwv") == ("/en/faq/", True)
    assert "1" in html.select_one(".result-count").text
    assert not html.select(".nothing")


def test_a_page_that_is_not_public_is_not_promoted(client):
    page = promote("xyzzyqwv").page
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    assert first(client, "xyzzyqwv") is None
    restriction.delete()
    assert first(client, "xyzzyqwv")
    page.specific.unpublish()
    assert first(client, "xyzzyqwv") is None


def test_who_looks_for_one_kind_or_reads_on_sees_no_promotion(client):
    promote("heritage")
    assert first(client, "heritage")[1] is True
    assert first(client, "heritage", kind="news")[1] is False
    assert first(client, "heritage", page="2")[1] is False


def test_few_are_on_top(client):
    for slug in ("faq", "background", "coalition", "news", "statement"):
        promote("xyzzyqwv", slug=slug)
    assert len(read(client, "xyzzyqwv").select(".promoted")) == 3


# Staff ---------------------------------------------------------------------------


def data(words, language="en"):
    return {
        "words": words,
        "page": Page.objects.get(slug="faq", locale__language_code="en").pk,
        "locale": Locale.objects.get(language_code=language).pk,
    }


@pytest.mark.parametrize("account", ["editor", "moderator"])
def test_staff_promote_a_page(client, sign_in, account):
    staff = sign_in(account)
    assert staff.get(ADD).status_code == 200
    assert staff.post(ADD, data("Watermarks")).status_code == 302
    assert first(client, "watermark") == ("/en/faq/", True)
    row = Promotion.objects.get()
    html = staff.get(reverse("search_promotions:index")).text
    assert "Watermarks" in html
    edit = reverse("search_promotions:edit", args=[row.pk])
    assert staff.post(edit, data("Songbooks")).status_code == 302
    assert first(client, "songbook") == ("/en/faq/", True)
    assert not first(client, "watermark")[1]
    delete = reverse("search_promotions:delete", args=[row.pk])
    assert staff.post(delete).status_code == 302
    assert not first(client, "songbook")[1]


def test_a_promotion_without_a_word_is_refused(sign_in):
    response = sign_in("editor").post(ADD, data("…!"))
    assert response.status_code == 200
    assert "There is no word in this." in response.text
    assert not Promotion.objects.exists()


def test_others_do_not_promote(sign_in):
    translator = sign_in("translator")
    assert translator.get(ADD).status_code == 302
    assert translator.post(ADD, data("Watermarks")).status_code == 302
    assert not Promotion.objects.exists()
