"""The domain by which organisations are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.models import Organisation, domain_of


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
    assert domain_of(address) == domain
    assert domain_of(domain) == domain


@given(st.text(max_size=300))
def test_no_address_breaks_it(address):
    domain_of(address)


@pytest.mark.django_db
def test_what_staff_type_goes_before_the_website_and_is_spelled_alike():
    row = Organisation.objects.create(name="A", website="https://bücher.example")
    assert row.domain == "xn--bcher-kva.example"
    row.domain = "https://www.Straße.example/"
    row.save()
    assert row.domain == "xn--strae-oqa.example"
