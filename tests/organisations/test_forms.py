"""What staff type about an organisation is clean before it is published."""

import pytest
from django.urls import reverse

from organisations.models import Organisation

pytestmark = pytest.mark.django_db

ADD = reverse("wagtailsnippets_organisations_organisation:add")


def add(client, **changes: str):
    fields = {
        "name": "Museum of Reeds",
        "name_latin": "",
        "kind": "institution",
        "sector": "museum",
        "country": "NE",
        "website": "",
        "domain": "",
        "ror": "",
        "wikidata": "",
    }
    return client.post(ADD, fields | changes)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "Museum <b>of</b> Reeds", "all other HTML"),
        ("name_latin", "Museum &amp; Archive", "all other HTML"),
        ("website", 'https://x.example/"><script>', "Enter a website"),
        ("website", "https://x.example/%0d%0aA:b", "Enter a website"),
        ("ror", "javascript:alert(1)", "Enter a website"),
        ("domain", "<b>x</b>", "Enter a domain"),
        ("domain", "x y.example", "Enter a domain"),
    ],
)
def test_what_would_break_a_page_is_refused_at_its_field(sign_in, field, typed, words):
    page = add(sign_in("moderator"), **{field: typed})
    assert words in page.text
    assert not Organisation.objects.filter(name__contains="Reeds").exists()


def test_what_institutions_have_is_taken(sign_in):
    add(
        sign_in("moderator"),
        website="city_museum.example.org/a b",
        domain="Museum.Example",
        ror="https://ror.org/05dxps055",
    )
    row = Organisation.objects.get(name="Museum of Reeds")
    assert row.website == "https://city_museum.example.org/a%20b"
    assert (row.domain, row.ror) == ("museum.example", "https://ror.org/05dxps055")
    edit = reverse("wagtailsnippets_organisations_organisation:edit", args=[row.pk])
    html = sign_in("reviewer").get(edit).text
    assert "in its own script" in html
