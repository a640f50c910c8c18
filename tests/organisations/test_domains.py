"""The domain by which organisations are found."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from openheritage.addresses import domain_of_website
from organisations.models import Organisation


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Museum.example:8080/about?x=1", "museum.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://www.BÜCHER.example./", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("http://متحف.مثال/", "xn--pgbg4dn.xn--mgbh0fb"),
        ("museum.example", "museum.example"),
        ("www.Bücher.example/x", "xn--bcher-kva.example"),
        ("https://old_name.example/", "old_name.example"),
        ("https://user:word@museum.example/", "museum.example"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_a_domain_has_one_spelling(address, domain):
    assert domain_of_website(address) == domain
    assert domain_of_website(domain) == domain


@given(st.text(max_size=300))
def test_no_address_breaks_it(address):
    domain_of_website(address)


@pytest.mark.django_db
def test_what_staff_type_goes_before_the_website_and_is_spelled_alike():
    row = Organisation.objects.create(name="A", website="https://bücher.example")
    assert row.domain == "xn--bcher-kva.example"
    row.domain = "https://www.Straße.example/"
    row.save()
    assert row.domain == "xn--strae-oqa.example"


def fields(row, **changed):
    names = ("name", "name_latin", "kind", "sector", "country")
    names += ("website", "domain", "ror", "wikidata")
    return {name: getattr(row, name) for name in names} | changed


@pytest.fixture
def row(db):
    return Organisation.objects.create(
        name="Museum of the River",
        kind="institution",
        sector="museum",
        website="https://www.old.example/",
    )


@pytest.mark.parametrize(
    ("changes", "domain"),
    [
        # The form sends the domain that it was opened with.
        ([{"website": "https://www.new.example/about"}], "new.example"),
        ([{"website": ""}], ""),
        (
            [{"website": "https://new.example", "domain": "mail.example"}],
            "mail.example",
        ),
        (
            [{"domain": "mail.example"}, {"website": "https://new.example"}],
            "mail.example",
        ),
        (
            [
                {"domain": "mail.example"},
                {"website": "https://new.example"},
                {"domain": ""},
                {"website": "https://newer.example"},
            ],
            "newer.example",
        ),
    ],
)
def test_the_domain_follows_the_website_until_staff_type_another(
    sign_in, row, changes, domain
):
    client = sign_in("moderator")
    page = reverse("wagtailsnippets_organisations_organisation:edit", args=[row.pk])
    for changed in changes:
        assert client.post(page, fields(row, **changed)).status_code == 302
        row.refresh_from_db()
    assert row.domain == domain


def test_the_domain_follows_a_website_that_code_changes_alone(row):
    row.website = "https://new.example"
    row.save(update_fields=["website"])
    row.refresh_from_db()
    assert row.domain == "new.example"
