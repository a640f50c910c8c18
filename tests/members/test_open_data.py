"""The members as open data: for anyone, from anywhere, and nobody's person in it."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from edge import addresses
from members.exports import COLUMNS
from members.models import MemberPage

from .test_directory import make

pytestmark = pytest.mark.django_db


def data(client, language: str = "en") -> dict:
    return json.loads(client.get(f"/{language}/members.json").content)


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_members_keep_to_their_schema(client, language):
    today = timezone.localdate()
    make("متحف", name_latin="", country="AQ", links=["https://a.example/"])
    make("Nowhere", country="", status="observer", sentence="Words.")
    make("Left", country="XZ", left_on=today, joined_on=date(2024, 2, 29))
    make("Leaves", left_on=today + timedelta(days=1))
    schema = json.loads(client.get("/members.schema.json").content)
    Draft202012Validator.check_schema(schema)
    found = data(client, language)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(found)
    assert found["schema"] == schema["$id"]
    totals = MemberPage.objects.totals()
    assert found["numbers"] == totals | {"observers": 1, "former_members": 1}
    rows = {row["name"]: row for row in found["members"]}
    assert len(rows) == totals["members"] + 2
    assert rows["Nowhere"]["country"] is None
    assert rows["Nowhere"]["sentence"] == ("Words." if language == "en" else "")
    assert rows["متحف"]["region"] is None
    assert (rows["Left"]["status"], rows["Left"]["left_on"]) == ("former", str(today))
    # A day to come is nobody's business yet.
    assert (rows["Leaves"]["status"], rows["Leaves"]["left_on"]) == ("member", None)
    profile = "/" + rows["Left"]["url"].split("/", 3)[3]
    assert profile.startswith(f"/{language}/coalition/")
    assert client.get(profile).status_code == 200


def test_members_as_a_table_hold_the_same(client):
    make("=cmd|'x'!A1", name_latin="Formula", links=["https://a.example/"])
    response = client.get("/fr/members.csv")
    assert response["Content-Disposition"] == 'attachment; filename="members-fr.csv"'
    text = response.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == [
        row["id"] for row in data(client, "fr")["members"]
    ]
    (formula,) = (row for row in rows if row["name_latin"] == "Formula")
    assert formula["name"] == "'=cmd|'x'!A1"
    assert (formula["country_name"], formula["region_name"]) == ("Niger", "Afrique")


@pytest.mark.parametrize("path", ["/fr/members.json", "/fr/members.csv"])
def test_whoever_has_it_is_told_so_until_it_changes(client, path):
    first = client.get(path)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert first["Content-Language"] == "fr"
    assert first["Cache-Control"].startswith("public")
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    page = MemberPage.objects.get(slug="smarthistory", locale__language_code="en")
    page.organisation.name_latin = "Another"
    page.organisation.save()
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)
    # A made-up parameter would be made anew past every cache.
    redirected = client.get(f"{path}?x=1")
    assert (redirected.status_code, redirected["Location"]) == (302, path)
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_only_what_is_public_is_in_it_and_the_edge_knows_where_it_is(
    client, django_assert_max_num_queries
):
    page = make("Taken Down")
    assert "Taken Down" in client.get("/en/members.json").text
    page.unpublish()
    with django_assert_max_num_queries(8):
        assert "Taken Down" not in client.get("/en/members.json").text
    known = addresses.views(["en", "ar"])
    assert {"/en/members.json", "/ar/members.csv", "/members.schema.json"} <= known
