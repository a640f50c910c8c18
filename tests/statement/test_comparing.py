"""Two texts of the Statement compared, part by part."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from statement.comparing import GONE, MOVED, NEW, REWORDED, SAME, rows_between
from statement.models import StatementPage, StatementText
from tests.conftest import translate_the_rest
from tests.signing import make_published

from .admin import confirm, correct, press_publish
from .test_texts import publish, reword

pytestmark = pytest.mark.django_db

URL = "/en/statement/changes/"
OLD = "\tTitle\n\tPart\na\tOne.\nb\tTwo.\nc\tThree.\n1\tFirst\n1\tx\n2\tSecond\n2\ty\n"
WORDS = "Recalling everything anew;"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def states(old: str, new: str) -> dict[str, str]:
    rows = rows_between(old, new)
    return {row.label or row.paragraphs[0].new: row.state for row in rows}


@pytest.fixture
def two_versions(sign_in, statement) -> StatementPage:
    """Signed, then published in other words through the admin's forms."""
    make_published()
    moderator = sign_in("moderator")
    confirm(moderator, press_publish(moderator, statement, WORDS))
    statement.refresh_from_db()
    return statement


def test_parts_come_go_move_and_are_reworded():
    new = (
        "\tTitle\n\tNew part\nc\tThree.\na\tOne.\nb\tTwo, and more.\n"
        "2\tSecond\n2\ty\n2\tz\n3\tThird\n3\tw\n"
    )
    assert states(OLD, OLD) == dict.fromkeys(
        ["Title", "Part", "a", "b", "c", "1", "2"], SAME
    )
    found = states(OLD, new)
    assert found == {
        "Title": SAME,
        "New part": REWORDED,
        "c": MOVED,
        "a": SAME,
        "b": REWORDED,
        "1": GONE,
        "2": REWORDED,
        "3": NEW,
    }
    moved = next(row for row in rows_between(OLD, new) if row.label == "c")
    assert not moved.is_reworded
    # A line without label that has gone or come is said as well.
    without = OLD.replace("\tPart\n", "")
    assert [row.state for row in rows_between(OLD, without)].count(GONE) == 1
    assert [row.state for row in rows_between(without, OLD)].count(NEW) == 1


def test_two_versions_are_compared_clause_by_clause(client, two_versions):
    response = client.get(URL, {"from": "1", "to": "2"})
    assert response.status_code == 200
    page = soup(response)
    (link,) = page.select(".changed a")
    assert link["href"] == "#clause-a"
    part = page.select_one("#clause-a")
    assert part.select("ins")
    assert part.select("del")
    # In words, for those who hear it.
    assert "inserted:" in part.get_text()
    folded = page.select("details.same")
    assert "Clause b" in folded[-1].summary.get_text()
    assert "Article 17" in folded[-1].summary.get_text()
    assert page.select_one("details.same #article-16")
    texts = StatementText.objects.of(two_versions)
    links = [a["href"] for a in page.select(".side-title")]
    assert links == [text.address for text in reversed(texts)]
    assert {client.get(link).status_code for link in links} == {200}


def test_it_says_how_many_signed_each(client, two_versions):
    make_published()
    make_published()
    old = StatementText.objects.of(two_versions).last()
    page = soup(client.get(URL, {"from": "1", "to": "2"}))
    first, second = page.select(".sides dd")
    assert f"Signatures on this text: {old.signatures.published().count()}" in (
        first.get_text()
    )
    assert "Signatures on this text: 2" in second.get_text()
    assert "Signatures on this version, in all languages: 2" in second.get_text()


def test_the_original_is_compared_where_a_language_has_not_both(
    client, two_versions, french_statement
):
    query = {"from": "1", "to": "2"}
    page = soup(client.get("/fr/statement/changes/", query))
    words = page.select_one("#clause-a > div > div")
    assert (words["lang"], words["dir"]) == ("en", "ltr")
    assert "anglais" in page.select_one(".lead").get_text()
    arabic = soup(client.get("/ar/statement/changes/", query))
    assert arabic.select_one("#clause-a > div > div")["dir"] == "ltr"
    assert arabic.html["dir"] == "rtl"
    # Once it has both, it is compared itself.
    translate_the_rest(french_statement)
    publish(french_statement)
    page = soup(client.get("/fr/statement/changes/", query))
    assert not page.select_one(".lead")
    assert page.select_one("#clause-a > div > div")["lang"] == "fr"


def test_corrigenda_between_them_are_listed_and_compared_by_digest(
    client, sign_in, statement
):
    moderator = sign_in("moderator")
    correct(moderator, statement, "Recalling all;", "A comma <was> wrong.")
    statement.refresh_from_db()
    confirm(moderator, press_publish(moderator, statement, WORDS))
    second, corrigendum, first = StatementText.objects.of(statement)
    page = soup(client.get(URL, {"from": "1", "to": "2"}))
    assert "A comma <was> wrong." in page.select_one(".corrigenda").get_text()
    link = page.select_one(".corrigenda a")["href"]
    assert link == f"{URL}?from={first.sha256}&to={corrigendum.sha256}"
    page = soup(client.get(link))
    assert "[inserted: all]" in page.select_one("#clause-a").get_text()
    assert "A comma <was> wrong." in page.select_one(".corrigenda").get_text()
    # The digest alone leads to the newest; what came before it is not listed.
    page = soup(client.get(URL, {"from": corrigendum.sha256.upper()}))
    links = [a["href"] for a in page.select(".side-title")]
    assert links == [corrigendum.address, second.address]
    assert not page.select(".corrigenda")
    # The list leads to each comparison.
    listed = soup(client.get(URL))
    assert [
        a["href"]
        for a in listed.select("main a")
        if a.get_text() == "Compare with the one before"
    ] == [f"{URL}?from=1&to=2", link]


MISTAKES = [
    ("from=x&to=2", "from"),
    ("from=1&to=-1", "to"),
    ("from=1&to=0", "to"),
    ("from=1.5&to=2", "from"),
    ("from=1&to=1", "to"),
    ("from=&to=", "from"),
    ("from=%00&to=2", "from"),
    ("from=1&to=" + "f" * 63, "to"),
    ("from=%3Cscript%3E&to=2", "from"),
]


def test_a_mistake_is_told_at_its_field(client, two_versions):
    for query, field in MISTAKES:
        response = client.get(f"{URL}?{query}")
        assert response.status_code == 200, query
        page = soup(response)
        control = page.select_one(f'select[name="{field}"]')
        assert control["aria-invalid"] == "true", query
        assert page.select_one(f"#{control['aria-describedby'].split()[0]}"), query
        assert page.select_one(f'.error-summary a[href="#{control["id"]}"]'), query
        assert "<script>" not in response.text.split("<main")[1], query


def test_a_version_that_does_not_exist_is_missing_in_the_reader_s_words(
    client, two_versions
):
    for number in ("3", "99999999999999999999", "f" * 64, "9" * 5000):
        response = client.get(URL, {"from": "1", "to": number})
        assert response.status_code == 404, number
        page = soup(response)
        assert "There is no such version." in page.main.get_text(), number
        assert page.select_one(f'main a[href="{URL}"]'), number
        french = client.get("/fr/statement/changes/", {"from": "1", "to": number})
        assert "Cette version n’existe pas." in french.text, number


def test_what_can_be_understood_is_put_in_order(client, two_versions):
    expected = soup(client.get(f"{URL}?from=1&to=2"))
    for query in ("from=2&to=1", "from=1", "to=2", "from=%D9%A1&to=2", "from=+1&to=+2"):
        page = soup(client.get(f"{URL}?{query}"))
        for part in (".compared", ".sides"):
            assert page.select_one(part) == expected.select_one(part), query


def test_no_words_of_a_private_statement_are_compared(client, two_versions):
    PageViewRestriction.objects.create(
        page=two_versions, restriction_type=PageViewRestriction.LOGIN
    )
    for language in ("en", "fr"):
        response = client.get(f"/{language}/statement/changes/?from=1&to=2")
        assert response.status_code == 404
        assert WORDS not in response.text


def test_a_comparison_keeps_to_the_budget(client, two_versions):
    reword(two_versions, "Third words;")
    for language in ("en", "fr"):
        url = f"/{language}/statement/changes/?from=1&to=3"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12
