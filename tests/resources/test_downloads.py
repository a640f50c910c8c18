"""Documents to download: in the reader's language first, measured, found, closed."""

import hashlib
import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from documents.models import FileFacts
from resources.models import Edition, Resource, ResourcesPage
from search import sources
from search.models import Entry, EntryKind
from search.synchronisation import enter_all
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def soup_of(client, language: str) -> BeautifulSoup:
    response = client.get(f"/{language}/resources/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def offered(soup: BeautifulSoup) -> tuple[list[str], list[str]]:
    """Titles of what is in the reader's language, and of what is not."""
    foreign = soup.select("#documents .untranslated h3 a")
    own = [each for each in soup.select("#documents h3 a") if each not in foreign]
    return [each.text for each in own], [each.text for each in foreign]


def store(name: str, content: bytes, collection: Collection | None = None) -> Document:
    document = Document(title=name, file=ContentFile(content, name=name))
    if collection:
        document.collection = collection
    document.save()
    return document


def form_of(*editions: dict, **values: str) -> dict:
    rows = [
        {"title": "A title", "summary": "", "version": "", "language": "sw"} | row
        for row in editions
    ]
    return nested_form_data(
        {"licence": "cc-by", "position": "1", "editions": inline_formset(rows)} | values
    )


def test_each_reader_has_their_own_documents_first(client):
    for language in LANGUAGES:
        soup = soup_of(client, language)
        own, foreign = offered(soup)
        for item in soup.select(".document-item"):
            # Kind, size, version, licence and checksum stand with each.
            assert re.search(r"PDF|TXT|ODT", item.select_one(".kicker").text)
            assert item.select_one("[rel=license]").text == "CC0 1.0"
            assert re.fullmatch("[0-9a-f]{64}", item.select_one(".digest").text)
        editions = Edition.objects.public()
        titles = [each.title for each in editions.filter(language=language)]
        assert own == list(dict.fromkeys(titles))
        known = {each.resource_id for each in editions.filter(language=language)}
        assert len(foreign) == Resource.objects.exclude(pk__in=known).count()
        if language != "en":
            link = soup.find("a", string=foreign[-1])
            assert (link["hreflang"], link.parent["lang"]) == ("en", "en")
    link = soup_of(client, "fr").select_one("#documents h3 a")
    answer = client.get(link["href"])
    content = answer.getvalue()
    assert answer["Content-Type"] == "application/pdf"
    facts = Edition.objects.get(title=link.text).document.facts
    assert facts.sha256 == hashlib.sha256(content).hexdigest()
    assert facts.size == len(content)


def test_staff_add_a_document_without_a_developer_and_readers_find_it(sign_in, client):
    add = reverse("wagtailsnippets_resources_resource:add")
    first = store("mwongozo.txt", b"Mwongozo wa kwanza\n")
    hidden = Collection.get_first_root_node().add_child(name="Of staff")
    CollectionViewRestriction.objects.create(
        collection=hidden, restriction_type=CollectionViewRestriction.LOGIN
    )
    secret = store("siri.txt", b"Siri\n", hidden)
    staff = sign_in("moderator")
    # What readers could not open, and the same file twice, is refused at its field.
    page = staff.post(add, form_of({"document": secret.pk})).text
    assert "Its collection is private" in page
    page = staff.post(add, form_of({"document": first.pk}, {"document": first.pk})).text
    assert "This file is here already" in page
    assert "This field is required" in staff.post(add, form_of({})).text
    words = {"document": first.pk, "title": "Mwongozo wa makavazi", "version": "2"}
    # Stored by a release that kept no facts of files.
    FileFacts.objects.filter(document=first).delete()
    staff.post(add, form_of(words))
    assert "Mwongozo wa makavazi" not in client.get("/sw/resources/").text
    staff.post(add, form_of(words, **{"action-publish": "1"}))
    soup = soup_of(client, "sw")
    link = soup.find("a", string="Mwongozo wa makavazi")
    item = link.find_parent("article")
    assert hashlib.sha256(b"Mwongozo wa kwanza\n").hexdigest() in item.text
    # Another file in its place is measured anew.
    first.file = ContentFile(b"Mwongozo wa pili\n", name="mwongozo.txt")
    first.save()
    assert hashlib.sha256(b"Mwongozo wa pili\n").hexdigest() in str(
        soup_of(client, "sw")
    )
    # The search leads to it, under its own language and under those without one.
    enter_all()
    found = client.get("/sw/search/?q=makavazi").text
    assert f"/sw/resources/#{item['id']}" in found
    assert f"/fr/resources/#{item['id']}" in client.get("/fr/search/?q=makavazi").text
    entry = Entry.objects.get(title="Mwongozo wa makavazi")
    assert (entry.kind, entry.language) == (EntryKind.DOCUMENT, "sw")
    # What becomes private is gone at once, for those who search as well.
    first.collection = hidden
    first.save()
    assert "Mwongozo wa makavazi" not in client.get("/sw/resources/").text
    assert f"#{item['id']}" not in client.get("/sw/search/?q=makavazi").text
    # And what is used here is not deleted.
    root = sign_in("moderator")
    root.post(reverse("wagtaildocs:delete", args=[first.pk]))
    assert Document.objects.filter(pk=first.pk).exists()


def test_a_missing_file_breaks_no_page(client):
    document = Edition.objects.public().first().document
    # Its row is put back after this test; a file of the sample would not be.
    Document.objects.filter(pk=document.pk).update(file="documents/gone.pdf")
    document.refresh_from_db()
    FileFacts.measure(document)
    assert not FileFacts.objects.filter(pk=document.pk).exists()
    assert client.get("/en/resources/").status_code == 200


def test_search_knows_each_document_once_for_every_reader():
    for resource in Resource.objects.all():
        entries = sources.entries(sources.document_thing(resource.pk))
        shown = [each for entry in entries for each in entry.shown_in.split()]
        assert sorted(shown) == sorted(LANGUAGES)
    ResourcesPage.objects.get(locale__language_code="en").unpublish()
    ResourcesPage.objects.all().delete()
    assert not sources.entries(sources.document_thing(resource.pk))


def test_without_any_document_the_page_says_so(client):
    Resource.objects.all().delete()
    soup = soup_of(client, "en")
    assert soup.select_one("#documents .empty").text == "There is no document yet."


def test_the_kit_is_in_the_language_of_the_reader(client):
    soup = soup_of(client, "ar")
    assert len(soup.select(".to-copy")) == 3
    for words in soup.select(".to-copy"):
        assert words.select_one(".address").text.endswith("/ar/statement/")
    code = BeautifulSoup(soup.select_one("#badge-code").text, "html.parser")
    picture = code.select_one("a > img")
    path = picture["src"].partition("/ar/")[2]
    assert client.get(f"/ar/{path}")["Content-Type"] == "image/svg+xml"
    assert picture["alt"]
    assert (picture["width"], picture["height"]) == ("320", "96")
    for picture in soup.select(".offered-pictures li"):
        assert picture.select_one(".credit [rel=license]")
        answer = client.get(picture.select_one("a[download]")["href"])
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer.getvalue().startswith(b"\xff\xd8")


def test_the_press_finds_numbers_that_are_computed(client):
    counted = json.loads(client.get("/count.json").content)
    page = BeautifulSoup(client.get("/en/press/").content, "html.parser")
    numbers = [each.text for each in page.select("#facts .press-totals dd > a")]
    assert numbers[0] == str(counted["signatures"])
    assert f"{counted['samples']} of them are samples." in page.text
    kinds = [int(each.text) for each in page.select(".press-facts dd")[1:]]
    assert sorted(kinds) == sorted(counted["by_kind"].values())
    assert "Institutions" in [each.text for each in page.select(".press-facts dt")]
    assert len(page.select("#marks a[download]")) == 4
    assert page.select_one("#contact a")["href"].startswith("mailto:")
    assert "Nothing is listed here yet" in page.text
