"""A word that more signatories have in their names than anybody counts."""

import pytest
from django.utils.translation import override

from openheritage.names import number
from search.backends import COUNTED
from search.models import Entry, EntryKind
from signatures.signing import withdraw
from tests.signing import make_published

from .entries import make_entry
from .test_search import found, read

pytestmark = pytest.mark.django_db

NAMES = COUNTED + 40


@pytest.fixture
def crowd(db):
    """Signatories, all by one signature, and after them two pages."""
    signature = make_published()
    Entry.objects.bulk_create(
        [
            Entry(
                thing=f"signature:crowd-{each}",
                language="en",
                shown_in=" ar en zh-hans ",
                kind=EntryKind.SIGNATORY,
                title=f"Quokka house of {each}",
                path=f"signatures/{signature.reference}/",
                source="signatures.signature",
                source_id=signature.pk,
                title_tokens=f"quokka house of {each}",
                text_tokens="open" if each % 2 else "closed",
            )
            for each in range(NAMES)
        ],
        batch_size=2000,
    )
    page = Entry.objects.filter(source="home.contentpage", language="en").first()
    for title in ("On the quokka", "Quokka law"):
        make_entry(title, "of quokkas", source_id=page.source_id, shown_in=" ar en ")


def pills(html):
    return [span.text for span in html.select(".filters span")]


@pytest.mark.parametrize(
    ("language", "said", "more"),
    [
        ("en", "More than 10,000 results", "10,000+"),
        ("ar", "أكثر من 10,000 نتيجة", "+10,000"),
    ],
)
def test_that_there_are_more_is_said(client, crowd, language, said, more):
    with override(language):
        told = number(COUNTED)
    html = read(client, "quokka", language)
    assert html.select_one(".result-count").text == said.replace("10,000", told)
    more = more.replace("10,000", told)
    assert pills(html) == [more, "2", more]


def test_pages_come_before_them_though_they_were_written_later(client, crowd):
    html = read(client, "quokka")
    kinds = [kind.text for kind in html.select(".results .kicker span")]
    assert kinds[:2] == ["Page", "Page"]
    assert set(kinds[2:]) == {"Signatory"}


def test_one_kind_of_them_is_counted_as_far(client, crowd):
    html = read(client, "quokka", kind="signatory")
    assert html.select_one(".result-count").text == "More than 10,000 results"
    assert len(html.select(".results li")) == 20
    html = read(client, "quokka", kind="page")
    assert html.select_one(".result-count").text == "2 results"


def test_that_there_are_more_is_said_though_some_of_them_went(client, crowd):
    gone = make_published(name="Quokka")
    named = [f"signature:crowd-{each}" for each in range(50)]
    # These are meant by the query, and stand on top.
    rows = Entry.objects.filter(thing__in=named)
    rows.update(source_id=gone.pk, title_tokens="quokka")
    before = read(client, "quokka", kind="signatory")
    withdraw(gone)
    html = read(client, "quokka", kind="signatory")
    assert len(html.select(".results li")) < len(before.select(".results li"))
    assert html.select_one(".result-count").text == "More than 10,000 results"


def test_what_fewer_have_is_counted_to_the_last(client, crowd):
    html = read(client, "quokka closed")
    assert html.select_one(".result-count").text == f"{NAMES // 2:,} results"


def test_of_words_that_nobody_has_together_enough_will_do(client, crowd):
    html = read(client, "quokka closed zebra")
    assert html.select_one(".result-count").text == f"{NAMES // 2:,} results"
    # The one nobody has; of the others each has one, and that is not enough.
    assert found(client, "closed open zebra") == []


def test_suggestions_are_made_of_so_many(client, crowd):
    got = client.get("/en/search/suggest/", {"q": "quok"}).json()
    assert len(got) == 6
    assert {each["title"] for each in got} >= {"Quokka law"}
