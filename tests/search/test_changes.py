"""What is done to pages and signatures reaches the table, and nothing is missed."""

import re
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home.models import ContentPage
from members.models import MemberPage
from news.models import NewsPage
from organisations.models import CountryName
from review import decide
from search import sources, synchronisation
from search.backends import Query, database
from search.models import SIGNED_IN, Change, Entry, Missed
from signatures import signing
from signatures.models import Signature
from tests.conftest import add_language

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Change.objects.all().delete()
    Missed.objects.all().delete()


@pytest.fixture
def songbook():
    return NewsPage.objects.get(
        slug="songbook-without-watermark", locale__language_code="en"
    )


@pytest.fixture
def signature():
    return Signature.objects.published().first()


def thing(page) -> str:
    return sources.page_thing(page.translation_key)


def signature_thing(signature: Signature) -> str:
    return sources.signature_thing(signature.reference)


def noted() -> set[str]:
    return set(Change.objects.values_list("thing", flat=True))


def titles(page) -> set[str]:
    return set(Entry.objects.filter(thing=thing(page)).values_list("title", flat=True))


def is_true() -> bool:
    """Whether the whole table equals what is public."""
    known = Entry.objects.values_list("thing", flat=True)
    return not synchronisation.compare({*sources.things(), *known})


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_sample_content_is_entered():
    assert is_true()
    assert Entry.objects.count() > 500


def test_publishing_writes_one_row_and_does_nothing_else(songbook):
    with CaptureQueriesContext(connection) as queries:
        publish(songbook, title="Brand new")
    tables = re.compile(r'"search_(entry|change|word)"')
    ours = [query["sql"] for query in queries if tables.search(query["sql"])]
    assert len(ours) == 1
    assert ours[0].startswith('INSERT INTO "search_change"')
    assert noted() == {thing(songbook)}
    assert "Brand new" not in titles(songbook)
    synchronisation.enter_all()
    assert "Brand new" in titles(songbook)
    assert is_true()


def test_a_draft_is_not_noted(songbook):
    songbook.title = "Only a draft"
    songbook.save_revision()
    assert noted() == set()


def test_an_unpublished_page_goes_in_all_languages(songbook):
    assert len(titles(songbook)) > 1
    songbook.unpublish()
    synchronisation.enter_all()
    assert titles(songbook) == set()
    assert is_true()


def test_a_deleted_page_goes(songbook):
    songbook.delete()
    synchronisation.enter_all()
    assert titles(songbook) == set()
    assert is_true()


def test_a_closed_branch_goes_and_comes_back(songbook, news_index):
    restriction = PageViewRestriction.objects.create(
        page=news_index, restriction_type=PageViewRestriction.LOGIN
    )
    synchronisation.enter_all()
    assert "en" not in Entry.objects.filter(thing=thing(songbook)).values_list(
        "language", flat=True
    )
    assert is_true()
    restriction.delete()
    synchronisation.enter_all()
    assert songbook.title in titles(songbook)
    assert is_true()


def test_new_addresses_below_a_renamed_page_are_followed(
    songbook, news_index, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish(news_index, slug="reports")
    synchronisation.enter_all()
    paths = Entry.objects.filter(thing=thing(songbook)).values_list("path", flat=True)
    assert set(paths) == {"reports/songbook-without-watermark/"}
    assert is_true()


def test_a_moved_page_is_followed(home):
    page = ContentPage.objects.get(slug="faq", locale__language_code="en")
    about = ContentPage.objects.exclude(slug="faq").get(
        slug="background", locale__language_code="en"
    )
    page.move(about, pos="last-child")
    synchronisation.enter_all()
    entry = Entry.objects.get(thing=thing(page), language="en", part="")
    assert entry.path == "background/faq/"
    assert is_true()


def test_a_new_language_shows_what_is_not_translated(songbook):
    add_language("nl")
    synchronisation.enter_all()
    entry = Entry.objects.get(thing=thing(songbook), language="en")
    assert " nl " in entry.shown_in
    assert is_true()


def test_a_members_page_follows_its_organisation():
    page = MemberPage.objects.get(slug="internet-archive", locale__language_code="en")
    page.organisation.name_latin = "Renamed Archive"
    page.organisation.save()
    assert noted() == {thing(page)}
    synchronisation.enter_all()
    assert "Renamed Archive" in Entry.objects.get(thing=thing(page), language="en").text
    assert is_true()


def test_members_and_signatories_follow_the_name_of_their_country(signature):
    country = signature.country
    row = CountryName.objects.create(country=country, language="de", name="Kiteland")
    assert f"{SIGNED_IN}{country}" in noted(), "One note of many signatures."
    synchronisation.enter_all()
    entry = Entry.objects.filter(thing=signature_thing(signature))[0]
    assert "kiteland" in entry.title_tokens + entry.text_tokens
    row.delete()
    synchronisation.enter_all()
    entry = Entry.objects.filter(thing=signature_thing(signature))[0]
    assert "kiteland" not in entry.title_tokens + entry.text_tokens


def test_a_country_s_name_reaches_a_signature_that_is_not_its_organisation_s(
    signature,
):
    decide.amend(signature, None, {"country": "TO"})
    synchronisation.enter_all()
    CountryName.objects.create(country="TO", language="de", name="Kiteland")
    synchronisation.enter_all()
    entry = Entry.objects.filter(thing=signature_thing(signature))[0]
    assert "kiteland" in entry.title_tokens + entry.text_tokens


def test_a_signature_comes_and_changes(signature):
    waiting = Signature.objects.to_review().first()
    decide.publish(waiting, None)
    assert noted() == {signature_thing(waiting)}
    synchronisation.enter_all()
    assert is_true()
    decide.amend(waiting, None, {"comment": "About kites."})
    synchronisation.enter_all()
    assert Entry.objects.get(thing=signature_thing(waiting)).text.endswith("kites.")
    assert is_true()


def test_what_never_was_public_is_not_noted():
    signing.withdraw(Signature.objects.to_review().first())
    assert noted() == set()


def count(client, signature: Signature) -> tuple[int, int]:
    """How many signatories the search page counts and shows for a name."""
    response = client.get("/en/search/", {"q": f'"{signature.name}"'})
    results = response.context["results"]
    assert results.total == results.of_all_kinds
    return results.total, len(results.shown)


WAYS = {
    "withdrawn": signing.withdraw,
    "rejected": lambda signature: decide.reject(signature, None, "unknown"),
    "reopened": lambda signature: decide.reopen(signature, None),
}


@pytest.mark.parametrize("leave", WAYS.values(), ids=WAYS)
def test_a_signature_that_leaves_the_public_is_gone_at_once(client, signature, leave):
    """Before the worker has done anything."""
    assert count(client, signature) == (1, 1)
    assert Missed.objects.count() == 0
    leave(signature)
    assert count(client, signature) == (0, 0)
    assert Missed.objects.filter(query=f'"{signature.name.casefold()}"').exists()
    assert not Entry.objects.filter(thing=signature_thing(signature)).exists()
    synchronisation.enter_all()
    assert is_true()


def test_a_signature_that_leaves_is_undone_with_its_transaction(signature):
    with suppress(KeyError), transaction.atomic():
        signing.withdraw(signature)
        raise KeyError
    assert Entry.objects.filter(thing=signature_thing(signature)).exists()
    assert noted() == set()


def test_a_signature_that_leaves_the_public_leaves_the_server(
    client, signature, server
):
    synchronisation.rebuild()
    assert count(client, signature) == (1, 1)
    signing.withdraw(signature)
    # The server's copy is a moment behind; the page does not count it.
    assert count(client, signature) == (0, 0)
    synchronisation.enter_all()
    while synchronisation.push():
        pass
    server.engine.refresh(server.engine.alias)
    hits = server.engine.search(Query(f'"{signature.name}"', "en"))
    assert hits.ids == []


def test_a_clause_that_changes_is_found_by_its_new_words(statement):
    clause = next(part for part in statement.body if part.block_type == "clause")
    clause.value["text"] = "Zephyrs carry kites."
    publish(statement)
    synchronisation.enter_all()
    hits = database().search(Query("zephyr", "en"))
    assert hits.ids == [f"{thing(statement)}|{clause.id}|en"]
    assert is_true()
