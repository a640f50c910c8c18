import re
from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import ContentPage
from members.models import MemberPage
from news.models import NewsPage
from search import sources
from search.models import Entry, EntryKind
from signatures.models import Signatory, Signature
from tests.conftest import LANGUAGES, add_language

pytestmark = pytest.mark.django_db


def of(page) -> list[Entry]:
    return sources.entries(sources.page_thing(page.translation_key))


def shown(entry: Entry) -> set[str]:
    return set(entry.shown_in.split())


def english(model, slug):
    return model.objects.get(slug=slug, locale__language_code="en")


@pytest.fixture
def songbook():
    return english(NewsPage, "songbook-without-watermark")


@pytest.fixture
def untranslated():
    return english(NewsPage, "tell-us-about-barriers")


@pytest.fixture
def signature():
    return Signature.objects.published().exclude(comment="").first()


def test_a_page_has_an_entry_in_each_language_it_is_in(songbook):
    entries = of(songbook)
    live = NewsPage.objects.live().filter(translation_key=songbook.translation_key)
    assert len(entries) == live.count() > 1
    shown_in = [language for entry in entries for language in shown(entry)]
    assert sorted(shown_in) == sorted(LANGUAGES)


def test_an_original_is_shown_where_it_has_no_translation(untranslated):
    by_language = {entry.language: entry for entry in of(untranslated)}
    assert "sw" in shown(by_language["en"])
    assert "sw" not in by_language


def test_a_translation_that_is_closed_stands_in_the_originals_place(songbook):
    pages = NewsPage.objects.live().filter(translation_key=songbook.translation_key)
    translation = pages.exclude(pk=songbook.pk).first()
    PageViewRestriction.objects.create(
        page=translation, restriction_type=PageViewRestriction.LOGIN
    )
    entries = of(songbook)
    assert entries
    assert not any(translation.language in shown(entry) for entry in entries)


def test_what_an_entry_says(songbook):
    entry = next(entry for entry in of(songbook) if entry.language == "en")
    assert (entry.kind, entry.title, entry.date) == (
        *(EntryKind.NEWS, songbook.title),
        songbook.date,
    )
    assert entry.path == "news/songbook-without-watermark/"
    assert songbook.summary in entry.text
    assert "<p>" not in entry.text
    assert (entry.source, entry.source_id) == ("news.newspage", songbook.pk)


def test_blocks_stand_on_lines_of_their_own():
    page = english(ContentPage, "background")
    headings = [
        str(block.value) for block in page.body if block.block_type == "heading"
    ]
    entry = next(entry for entry in of(page) if entry.language == "en")
    assert headings
    assert set(headings) <= set(entry.text.splitlines())


def test_a_member_is_found_by_all_its_names():
    page = english(MemberPage, "internet-archive")
    page.organisation.name_latin = "Latinised"
    page.organisation.save()
    entry = next(entry for entry in of(page) if entry.language == "en")
    assert entry.kind == EntryKind.MEMBER
    assert {page.organisation.name, "Latinised"} <= {
        entry.title,
        *entry.text.splitlines(),
    }


def test_each_clause_of_the_statement_is_an_entry(client, statement):
    entries = [entry for entry in of(statement) if entry.kind == EntryKind.CLAUSE]
    html = client.get("/fr/statement/").text
    french = [entry for entry in entries if entry.language == "fr"]
    anchors = [entry.path.removeprefix("statement/#") for entry in french]
    assert anchors == re.findall(r'id="((?:clause|article)-\w+)"', html)
    assert len({entry.part for entry in french}) == len(french) > 20
    assert {entry.language for entry in entries} == set(LANGUAGES)


def test_the_title_of_a_clause_is_in_its_language(statement):
    titles = {
        entry.language: entry.title.split(":")[0].split("：")[0].strip()
        for entry in of(statement)
        if entry.path.endswith("#article-16")
    }
    assert titles["en"] == "Article 16"
    assert titles["de"] == "Artikel 16"
    assert titles["ja"] == titles["zh-hans"] == "第16条"
    assert titles["ar"] == "المادة 16"


def test_words_of_a_clause_are_found_in_the_clause_alone(statement):
    page, *parts = (entry for entry in of(statement) if entry.language == "en")
    clause = next(part for part in parts if part.path.endswith("#clause-c"))
    assert statement.formal_title in page.text
    assert clause.text not in page.text


def test_a_signature_is_shown_in_every_language(signature):
    (entry,) = sources.entries(sources.signature_thing(signature.reference))
    assert entry.kind == EntryKind.SIGNATORY
    assert entry.title == signature.name
    assert signature.comment.split()[0] in entry.text
    assert entry.language == signature.language
    assert shown(entry) == set(LANGUAGES)
    path = reverse("signature", args=[signature.reference])
    assert path.endswith(entry.path)
    assert isinstance(entry.date, date)


@pytest.mark.parametrize(
    "state", [state for state in Signature.State if state != "published"]
)
def test_a_signature_that_is_not_public_is_no_entry(signature, state):
    Signature.objects.filter(pk=signature.pk).update(state=state)
    thing = sources.signature_thing(signature.reference)
    assert sources.entries(thing) == []
    assert thing not in set(sources.things())


def test_nothing_personal_is_in_an_entry(signature):
    Signatory.objects.create(
        signature=signature,
        name="Zofia Quillfeather",
        job_title="Keeper of Zithers",
        email="zofia@quillfeather.example",
        language="en",
    )
    Entry.objects.all().delete()
    for thing in sources.things():
        Entry.objects.bulk_create(sources.entries(thing))
    rows = str([*Entry.objects.values()]).casefold()
    assert signature.name.casefold() in rows
    people = Signatory.objects.values_list("name", "email", "job_title")
    for name, email, job in people:
        assert name.casefold() not in rows
        assert email.casefold() not in rows
        if job != "Director":
            assert job.casefold() not in rows


def test_things_are_all_that_is_public_each_once(songbook, signature):
    things = [*sources.things()]
    assert len(things) == len(set(things))
    assert sources.page_thing(songbook.translation_key) in things
    assert sources.signature_thing(signature.reference) in things


def test_what_does_not_exist_is_nothing():
    assert sources.entries("page:00000000-0000-0000-0000-000000000000") == []
    assert sources.entries("signature:NOTHING") == []
    assert sources.entries("other:thing") == []


def test_a_language_more_shows_originals_in_it(songbook):
    add_language("nl")
    entry = next(entry for entry in of(songbook) if entry.language == "en")
    assert "nl" in shown(entry)


def test_many_things_take_few_queries(django_assert_max_num_queries):
    things = [*sources.things()]
    sources.entries_of(things[:1])
    # A page with pictures in its text asks for them, and no other page does.
    pictured = ContentPage.objects.filter(slug="background").count()
    with django_assert_max_num_queries(20 + pictured):
        found = sources.entries_of(things)
    assert all(found.values())


def saved(entries: list[Entry]) -> list[Entry]:
    Entry.objects.all().delete()
    return Entry.objects.bulk_create(entries)


def test_what_changed_a_moment_ago_is_not_shown(
    songbook, signature, django_assert_max_num_queries
):
    thing = sources.signature_thing(signature.reference)
    entries = saved([*of(songbook), *sources.entries(thing)])
    in_french = [entry for entry in entries if "fr" in shown(entry)]
    sources.still_public([], "fr")
    with django_assert_max_num_queries(2):
        assert sources.still_public(entries, "fr") == in_french
    assert len(in_french) == 2
    Signature.objects.filter(pk=signature.pk).update(state=Signature.State.WITHDRAWN)
    NewsPage.objects.filter(slug=songbook.slug).update(live=False)
    assert sources.still_public(entries, "fr") == []


def test_what_lies_below_a_closed_page_is_not_shown(songbook, news_index):
    entries = saved(of(songbook))
    PageViewRestriction.objects.create(
        page=news_index, restriction_type=PageViewRestriction.LOGIN
    )
    assert sources.still_public(entries, "en") == []
    assert not any("en" in shown(entry) for entry in of(songbook))
