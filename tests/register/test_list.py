import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from correspondence.models import Message
from home.models import HomePage
from members.models import MemberPage
from openheritage.names import day
from organisations.models import Organisation
from register import filters
from register.counts import recount
from register.filters import PER_PAGE
from register.models import Count
from signatures.models import Correction, Signatory, Signature
from tests.conftest import LANGUAGES
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State

# The frame and the list together.
QUERY_BUDGET = 6


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def names(client, query: str = "", language: str = "en") -> list[str]:
    html = soup(client, f"/{language}/signatories/{query}")
    return [link.get_text() for link in html.select(".member-list a")]


@pytest.fixture
def many():
    """More than one page; none of them has a person."""
    for number in range(PER_PAGE):
        make_published(None, name=f"Museum {number:03}", sector="gallery")
    recount(force=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_stands_in_every_language(client, language):
    html = soup(client, f"/{language}/signatories/")
    assert len(html.find_all("h1")) == 1
    assert len(html.select(".member-list li")) > 25
    assert html.select(".sample"), "Samples are called so."


def test_the_newest_stands_first_and_names_can_be_sorted(client):
    make_published(None, name="Zzz Museum")
    make_published(None, name="Éa Museum")
    make_published(None, name="متحف", name_latin="Eb Museum")
    recount(force=True)
    assert names(client)[:3] == ["متحف", "Éa Museum", "Zzz Museum"]
    listed = names(client, "?sort=name")
    assert listed.index("Éa Museum") + 1 == listed.index("متحف")
    assert listed.index("متحف") < listed.index("Zzz Museum")


def test_only_what_is_published_is_listed(client):
    for state in State.values:
        if state != "published":
            make_signature(state, name=f"Hidden {state}")
    recount(force=True)
    assert "Hidden" not in client.get("/en/signatories/").text
    assert names(client, "?q=hidden") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=musee", True),
        ("q=MUSÉE+des", True),
        ("q=sahel+museum", True),
        ("q=museum+sahel", True),
        ("q=%25", False),
        ("q=_", False),
        ("q=musee&country=NE&kind=institution&sector=museum&language=fr", True),
        ("q=musee&country=GB", False),
        ("q=musee&kind=government", False),
        ("q=musee&language=en", False),
        ("q=musee&sector=library", False),
        ("q=musee&country=ZZ&kind=x&sector=x&language=x&sort=x", True),
    ],
)
def test_names_are_searched_and_lists_filtered(client, query, found):
    name = "Musée des Arts"
    make_published(None, name=name, name_latin="Sahel Museum", language="fr")
    recount(force=True)
    assert (name in names(client, f"?{query}")) is found


def test_choices_are_what_there_is_in_the_readers_language(client):
    make_published(None, country="NE", language="sw")
    recount(force=True)
    html = soup(client, "/de/signatories/")
    countries = [option["value"] for option in html.select("#id_country option")]
    assert set(countries) - {""} == set(
        Signature.objects.published().values_list("country", flat=True)
    )
    assert html.select_one("#id_country option[value=NE]").get_text() == "Niger"
    assert html.select_one("#id_language option[value=sw]").get_text() == "Suaheli"


def test_a_choice_is_shown_and_can_be_taken_away(client):
    html = soup(client, "/en/signatories/?country=JP&sort=name&page=1&q=town")
    chosen = [
        (item.get_text(" ", strip=True), item["href"])
        for item in html.select(".chosen a")
    ]
    assert [href for _text, href in chosen] == [
        "?country=JP&sort=name#list",
        "?sort=name&q=town#list",
    ]
    assert "Japan" in chosen[1][0]
    assert html.select_one("#id_country option[selected]")["value"] == "JP"


def test_an_empty_list_says_so_in_words(client):
    assert "No signature fits these choices." in (
        client.get("/en/signatories/?q=nowhere-at-all").text
    )
    Signature.objects.published().update(state="waiting")
    assert "Nobody has signed yet." in client.get("/en/signatories/").text


@pytest.mark.parametrize("page", ["abc", "999", "0", "-1", "", "²", "9" * 5000])
def test_any_number_of_a_page_is_answered(client, page):
    assert names(client, f"?page={page}")


def test_pages_hold_fifty_each_and_all_of_them_everything(client, many):
    first, second = names(client, "?sort=name"), names(client, "?sort=name&page=2")
    assert len(first) == PER_PAGE
    total = Signature.objects.published().count()
    assert len(second) == total - PER_PAGE
    assert not {*first} & {*second}
    html = soup(client, "/en/signatories/?sector=gallery&page=2")
    prev = html.select_one(".pagination [rel=prev]")
    assert prev["href"] == "?sector=gallery"


@pytest.mark.turns(4)
@pytest.mark.parametrize(
    ("query", "counted"),
    [
        *((query, 0) for query in ("sort=date", "sort=name", "sector=gallery")),
        *((query, 10**9) for query in ("sort=date", "sort=name", "sector=gallery")),
        ("q=mus", 10**9),
        ("q=mus&sort=name", 10**9),
    ],
)
def test_pages_behind_the_middle_go_on_where_the_others_end(
    client, many, monkeypatch, query, counted
):
    whole: list[str] = []
    for page in (1, 2):
        if page == 1 or len(whole) == PER_PAGE:
            whole += names(client, f"?{query}&page={page}")
    monkeypatch.setattr(filters, "COUNTED", counted)
    monkeypatch.setattr(filters, "PER_PAGE", 7)
    pages = [
        names(client, f"?{query}&page={number + 1}")
        for number in range(-(-len(whole) // 7))
    ]
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)
    assert [name for page in pages for name in page] == whole


@pytest.mark.parametrize("sort", ["date", "name"])
def test_of_a_word_that_many_names_have_it_says_that_there_are_more(
    client, many, monkeypatch, sort
):
    """Counting them all would take longer than showing some."""
    query = f"?q=museum&sort={sort}"
    whole = names(client, query) + names(client, f"{query}&page=2")
    assert len(whole) == len(many_named()) > PER_PAGE
    monkeypatch.setattr(filters, "PER_PAGE", 10)
    html = soup(client, f"/en/signatories/{query}")
    assert html.select_one(".result-count").text == f"{len(many_named())} signatures"
    monkeypatch.setattr(filters, "LISTED", 40)
    html = soup(client, f"/en/signatories/{query}")
    said = html.select_one(".result-count").text
    assert said.startswith("More than 40 signatures. Not all of them")
    pages = [names(client, f"{query}&page={number}") for number in (1, 2, 3, 4, 99)]
    # The newest, in any order.
    by_date = [names(client, f"?q=museum&page={number}") for number in (1, 2, 3, 4)]
    newest = {name for page in by_date for name in page}
    assert len(newest) == 40
    expected = [name for name in whole if name in newest]
    assert [name for page in pages[:4] for name in page] == expected
    assert pages[4] == pages[3]
    monkeypatch.setattr(filters, "LISTED", len(many_named()))
    html = soup(client, f"/en/signatories/{query}")
    assert html.select_one(".result-count").text == f"{len(many_named())} signatures"


def many_named() -> list[int]:
    found = Signature.objects.published().named_like("museum")
    return [*found.values_list("pk", flat=True)]


def test_many_are_not_counted_anew_for_each_reader(client, many, monkeypatch):
    monkeypatch.setattr(filters, "COUNTED", 0)
    for query in ("", "?sector=gallery", "?sector=gallery&sort=name&page=2"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/signatories/{query}")
        assert not [sql for sql in asked.captured_queries if "COUNT(" in sql["sql"]]
    assert (
        len(names(client, "?sector=gallery&country=FR"))
        == Signature.objects.filter(
            state="published", sector="gallery", country="FR"
        ).count()
    )


@pytest.mark.parametrize(
    "query", ["", "?page=2", "?sector=gallery", "?q=museum&page=2"]
)
def test_a_list_keeps_its_query_budget(
    client, many, query, django_assert_max_num_queries
):
    path = f"/ar/signatories/{query}"
    client.get(path)
    with django_assert_max_num_queries(QUERY_BUDGET):
        client.get(path)


def test_search_engines_know_the_list_and_not_its_choices(client, many):
    html = soup(client, "/fr/signatories/?page=2&utm_source=mail")
    canonical = html.select_one("link[rel=canonical]")
    assert canonical["href"] == "http://testserver/fr/signatories/?page=2"
    tags = {link["hreflang"]: link["href"] for link in html.select("link[hreflang]")}
    assert tags["ar"] == "http://testserver/ar/signatories/?page=2"
    assert tags["x-default"] == "http://testserver/en/signatories/?page=2"
    assert not html.select("meta[name=robots]")
    for query in ("?q=a", "?country=FR", "?sort=name"):
        html = soup(client, f"/fr/signatories/{query}")
        assert html.select_one("meta[name=robots]")["content"] == "noindex"
        assert not html.select("link[rel=canonical]")


def test_the_list_may_be_kept_and_is_the_same_for_everyone(client, sign_in):
    response = client.get("/en/signatories/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert sign_in("moderator").get("/en/signatories/").content == response.content


@pytest.mark.parametrize("words", ["%00", "%ff", "%ed%a0%80", "'", "%5C", "a" * 300])
def test_bad_words_break_nothing(client, words):
    assert client.get(f"/en/signatories/?q={words}").status_code == 200


def test_nobodys_person_is_on_the_list(client):
    make_published(person="Secret Person", job_title="Secret Job")
    recount(force=True)
    html = client.get("/en/signatories/").text
    assert "Secret" not in html
    assert "director@museum.example" not in html


def test_names_are_found_by_an_index_where_there_is_one():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Signature.objects.named_like("museum").explain()
    assert "signatures_search_name" in plan


def test_the_home_page_counts_signatures(client, django_assert_max_num_queries):
    Count.objects.filter(dimension="total").update(number=12345)
    html = client.get("/fr/").text
    assert re.search(r'href="/fr/signatories/">12\u202f345<', html)
    with django_assert_max_num_queries(12):
        client.get("/fr/")
    assert HomePage.objects.exists()


def test_a_member_that_has_signed_says_so(client, django_assert_max_num_queries):
    page = MemberPage.objects.get(slug="smarthistory", locale__language_code="en")
    path = "/en/coalition/smarthistory/"
    assert "Signed on" not in client.get(path).text
    signature = make_published(None, organisation=page.organisation)
    html = client.get(path).text
    assert f'href="/en/signatures/{signature.reference}/"' in html
    assert f"Signed on {day(signature.signed_on)}" in html
    with django_assert_max_num_queries(12):
        client.get(path)


def test_the_sample_names_no_member_of_the_coalition():
    members = Organisation.objects.filter(member_pages__isnull=False)
    assert not members.filter(signatures__isnull=False).exists()


def test_the_sample_shows_each_state_and_leaves_no_mail():
    sample = Signature.objects.filter(is_sample=True)
    waiting = {state: sample.filter(state=state).count() for state in State.values}
    assert waiting.pop("published") > 25
    assert {state: count for state, count in waiting.items() if count} == {
        "waiting": 3,
        "asked": 1,
        "quarantined": 1,
    }
    assert Correction.objects.filter(signature__in=sample, state="waiting").count() == 1
    assert not Message.objects.filter(about="signature").exists()
    people = Signatory.objects.filter(signature__in=sample)
    assert all(person.email.endswith("@example.org") for person in people)
    assert not people.filter(signature__state="published").exists()


def test_those_with_a_comment_or_reservation_can_be_asked_for(client):
    make_published(None, name="Museum with a word", comment="One reservation.")
    make_published(None, name="Museum without")
    found = names(client, "?comment=with&q=museum")
    assert "Museum with a word" in found
    assert "Museum without" not in found
    assert {*found} <= {*names(client, "?q=museum")}
    # What is no choice filters nothing.
    assert "Museum without" in names(client, "?comment=nonsense&q=museum")
    html = soup(client, "/fr/signatories/?comment=with&q=museum&sort=name")
    (chosen,) = (
        link for link in html.select(".chosen a") if "comment" not in link["href"]
    )
    assert "Commentaire ou réserve\u00a0: Avec un commentaire" in chosen.get_text()
    assert html.select_one("#id_comment option[selected]")["value"] == "with"
    assert html.select_one("meta[name=robots]")["content"] == "noindex"
    assert "public" in client.get("/en/signatories/?comment=with")["Cache-Control"]
    empty = client.get("/en/signatories/?comment=with&q=without").text
    assert "No signature fits these choices." in empty


def test_an_entry_says_that_its_organisation_has_commented(client):
    make_published(None, name="Museum with a word", comment="One reservation.")
    make_published(None, name="Museum without")
    html = soup(client, "/en/signatories/?q=museum+with")
    entries = html.select(".member-list > li")
    said = {entry.a.get_text(): entry.small.get_text() for entry in entries}
    assert "With a comment or reservation" in said["Museum with a word"]
    assert "With a comment or reservation" not in said["Museum without"]


def test_a_choice_says_how_many_it_leaves(client):
    Count.objects.filter(dimension="country", value="JP").update(number=1234)
    option = soup(client, "/de/signatories/").select_one("#id_country [value=JP]")
    assert (option.get_text(), option["label"]) == ("Japan", "Japan (1.234)")
    everything = soup(client, "/de/signatories/").select_one("#id_country option")
    assert "label" not in everything.attrs


def test_the_choices_are_folded_unless_one_is_made(client):
    html = soup(client, "/en/signatories/")
    assert "open" not in html.select_one(".filter-fold").attrs
    html = soup(client, "/en/signatories/?sort=name")
    assert "open" in html.select_one(".filter-fold").attrs


def test_names_are_isolated_and_say_a_language_where_it_is_known(client):
    make_published(None, name="国立架空館", country="JP", language="en")
    make_published(None, name="בית הספר", country="IL", language="en")
    html = soup(client, "/zh-hans/signatories/")
    tags = {bdi.get_text(): bdi.attrs for bdi in html.select(".member-list a > bdi")}
    assert tags["国立架空館"] == {"lang": "ja"}
    assert tags["בית הספר"] == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_told_with_their_labels(client, language):
    for svg in soup(client, f"/{language}/signatories/").select(".chart svg"):
        words = svg["aria-label"]
        assert re.search(r"[:：]\s*\d+( ·|$)", words)
        assert not re.search(r"20\d\d \d+( ·|$)", words)
