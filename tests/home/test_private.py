"""What is not open to everyone is neither linked nor named where everyone reads."""

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.models import PageViewRestriction as Restriction

from statement.models import StatementText

pytestmark = pytest.mark.django_db

LISTS = ["/en/", "/fr/", "/en/faq/", "/en/news/", "/en/coalition/", "/en/signatories/"]


def close(page):
    return Restriction.objects.create(
        page=Page.objects.get(pk=page.pk),
        restriction_type=Restriction.PASSWORD,
        password="sesame",
    )


def test_a_private_page_is_linked_nowhere(client):
    before = {path: client.get(path).text for path in LISTS}
    for name in ("news", "coalition", "join", "statement", "background", "privacy"):
        page = Page.objects.get(slug=name, locale__language_code="en", depth=3)
        paths = [path for path in LISTS if not path.endswith(f"/{name}/")]
        assert any(f'/{name}/"' in before[path] for path in paths), name
        restriction = close(page)
        for path in [*paths, "/sitemap.xml"]:
            assert f"/{name}/" not in client.get(path).text, path
        restriction.delete()
    assert {path: client.get(path).text for path in LISTS} == before


def test_a_withdrawn_page_is_linked_nowhere_and_its_words_stay(client):
    page = Page.objects.get(slug="background", locale__language_code="en")
    html = client.get("/fr/").text
    assert "/fr/background/" in html
    page.unpublish()
    html = client.get("/fr/").text
    assert "/fr/background/" not in html


def test_a_published_text_that_was_signed_stays_public_beside_a_private_page(
    client, statement
):
    """Whoever signed it must be able to read what it was: their receipt leads there."""
    text = StatementText.objects.shown_on(statement)
    close(statement)
    for query in ({}, {"version": text.version.number}):
        assert client.get("/en/statement.txt", query).status_code == 404
    response = client.get("/en/statement.txt", {"text": text.sha256})
    assert response.text == text.text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_a_password_leads_on_wherever_the_way_back_is_said_to_be(client, home, back):
    page = Page.objects.get(slug="faq", locale__language_code="en")
    closed = close(page)
    url = reverse("wagtailcore_authenticate_with_password", args=[closed.pk, page.pk])
    response = client.post(url, {"password": "sesame", "return_url": back}, follow=True)
    assert response.status_code == 200
    if response.redirect_chain:
        assert response.redirect_chain[0][0].startswith("/")


def test_a_documents_password_leads_to_no_other_host(client):
    collection = Collection.get_first_root_node().add_child(name="Closed")
    closed = CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password="sesame",
    )
    assert get_document_model()
    url = reverse("wagtaildocs_authenticate_with_password", args=[closed.pk])
    data = {"password": "sesame", "return_url": "https://evil.example/"}
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == "/"
