"""Staff give a country another name; whoever reads sees it at once."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from openheritage.locales import open_locales
from openheritage.territories import INTERNATIONAL, KOSOVO
from organisations.models import CountryName, Organisation
from organisations.regions import by_region, region_of
from register.counts import recount
from signatures.models import Signature
from tests.signing import answers, make_published, sign

pytestmark = pytest.mark.django_db


def options(client, path: str) -> dict[str, str]:
    html = BeautifulSoup(client.get(path).text, "html.parser")
    found = html.select("#id_country option, #id_organisation-country option")
    return {option["value"]: option.get_text() for option in found}


def test_staff_give_a_name_and_take_it_back(client, sign_in):
    row = make_published(None, country="NL", language="en")
    recount(force=True)
    before = client.get("/fr/signatories.csv")
    staff = sign_in("moderator")
    add = reverse("wagtailsnippets_organisations_countryname:add")
    fields = {"country": "NL", "language": "fr", "name": "  Pays-Bas (Royaume des) "}
    assert staff.post(add, fields).status_code == 302
    given = CountryName.objects.get()
    assert given.name == "Pays-Bas (Royaume des)"
    # Each way to the name: form, filter, list, receipt, file.
    assert options(client, "/fr/sign/")["NL"] == given.name
    assert options(client, "/fr/signatories/")["NL"] == given.name
    assert given.name in client.get("/fr/signatories/").text
    assert given.name in client.get(f"/fr/signatures/{row.reference}/").text
    assert "Netherlands" in client.get(f"/en/signatures/{row.reference}/").text
    again = client.get("/fr/signatories.csv", headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200
    assert given.name in again.getvalue().decode()
    # Once for each language.
    response = staff.post(add, fields)
    assert "change that one" in response.text
    page = reverse("wagtailsnippets_organisations_organisation:add")
    assert "Netherlands" in staff.get(page).text
    delete = reverse(
        "wagtailsnippets_organisations_countryname:delete", args=[given.pk]
    )
    staff.post(delete)
    assert options(client, "/fr/sign/")["NL"] == "Pays-Bas"
    assert given.name not in client.get(f"/fr/signatures/{row.reference}/").text


def test_an_editor_may_not(sign_in):
    add = reverse("wagtailsnippets_organisations_countryname:add")
    assert sign_in("editor").get(add).status_code == 302


@pytest.mark.parametrize("code", [KOSOVO, INTERNATIONAL])
def test_an_organisation_of_kosovo_or_of_no_country_can_sign(client, code):
    sign(client, country=code)
    assert Signature.objects.get(name=answers()["name"]).country == code


def test_what_is_international_is_listed_and_counts_as_no_country(client):
    Signature.objects.published().update(country="FR")
    make_published(None, country=KOSOVO, name="Kosovo Museum")
    make_published(None, country=INTERNATIONAL, name="World Body")
    recount(force=True)
    html = client.get("/en/signatories/", {"country": INTERNATIONAL}).text
    assert "World Body" in html
    assert "Kosovo Museum" not in html
    html = BeautifulSoup(client.get("/en/signatories/").text, "html.parser")
    totals = {dt.text: dt.find_next("dd").text for dt in html.select(".totals dt")}
    assert totals["Countries and territories of signatories"] == "2"
    assert region_of(KOSOVO) == "150"
    regions = by_region({KOSOVO: 1, INTERNATIONAL: 1})
    assert (regions["150"], regions[""]) == (1, 1)
    text = client.get("/en/signatories.csv").getvalue().decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["World Body"]["country"] == INTERNATIONAL
    assert rows["World Body"]["region"] == ""
    assert rows["Kosovo Museum"]["country_name"] == "Kosovo"
    entries = json.loads(client.get("/en/signatories.json").getvalue())
    found = {row["name"]: row for row in entries["signatories"]}
    assert found["World Body"]["region"] is None


def test_a_name_is_told_without_a_query(django_assert_num_queries):
    CountryName.objects.create(country="NL", language="en", name="Holland")
    open_locales()
    with django_assert_num_queries(0):
        assert Organisation(country="NL").country_name == "Holland"
        assert Organisation(country="FR").country_name == "France"
