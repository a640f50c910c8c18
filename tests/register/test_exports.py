import csv
import gzip
import io
import json
from datetime import date, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from openheritage.spreadsheets import safe
from organisations.models import Kind, Sector
from organisations.regions import COUNTRIES
from register import chain, exports
from register.models import RegisterEntry
from register.views import SCHEMA
from review import decide
from signatures import signing
from signatures.models import Signature
from tests.conftest import LANGUAGES
from tests.signing import make_published

pytestmark = pytest.mark.django_db

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
EXPORTS = ["signatories.csv", "signatories.json", "signatories.atom"]
# What is read without a prefix.
OTHER = ["/count.json", "/register.jsonl", "/signatories.schema.json"]


def rows_of_csv(client, language: str = "en") -> list[dict]:
    body = client.get(f"/{language}/signatories.csv").getvalue().decode()
    assert body[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(body[1:], newline="")))


def data_of_json(client, language: str = "en") -> dict:
    return json.loads(client.get(f"/{language}/signatories.json").getvalue())


def find(rows: list[dict], signature: Signature) -> dict:
    (row,) = [row for row in rows if row["id"] == signature.reference]
    return row


def test_the_csv_holds_every_published_signature(client):
    signature = make_published(
        None,
        name='متحف, "الواحة"',
        name_latin="Oasis Museum",
        comment="One line\nand another",
        signed_on=date(2025, 12, 24),
        country="NE",
    )
    rows = rows_of_csv(client, "fr")
    assert len(rows) == Signature.objects.published().count()
    row = find(rows, signature)
    assert tuple(row) == exports.COLUMNS
    assert row["name"] == 'متحف, "الواحة"'
    assert (row["kind"], row["kind_name"]) == ("institution", "Institution")
    assert (row["country"], row["country_name"]) == ("NE", "Niger")
    assert (row["region"], row["region_name"]) == ("002", "Afrique")
    assert row["signed_on"] == "2025-12-24"
    assert row["comment"] == "One line and another"
    assert row["sample"] == "false"
    assert row["url"].endswith(f"/fr/signatures/{signature.reference}/")
    assert row["text_sha256"] == signature.text.sha256


@pytest.mark.parametrize("first", "=+-@＝＋－＠")
def test_no_cell_of_the_csv_is_a_formula(client, first):
    name = f'{first}HYPERLINK("http://evil.example","x")'
    signature = make_published(None, name=name, comment=f"{first}1+1")
    row = find(rows_of_csv(client), signature)
    assert (row["name"], row["comment"]) == (f"'{name}", f"'{first}1+1")
    for text in (
        "x;{}cmd|' /C calc'!A0",
        'x; "{}HYPERLINK(A1)"',
        "  {}1",
        "\t{}1",
        "\r\n{}1",
        "\xa0{}1",
    ):
        cell = safe(text.format(first))
        assert f"'{first}" in cell
        assert not {*"\t\r\n"} & {*cell}
    # Nobody calculates with JSON: it holds what was written.
    assert find(data_of_json(client)["signatories"], signature)["name"] == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_keeps_to_its_schema(client, language):
    make_published(None, source="paper", country="AQ", name_latin="", website="")
    schema = json.loads(client.get("/signatories.schema.json").getvalue())
    Draft202012Validator.check_schema(schema)
    data = data_of_json(client, language)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(data)
    assert data["schema"] == schema["$id"]
    assert len(data["signatories"]) == Signature.objects.published().count()
    head = chain.head()
    assert data["register_head"] == {"sequence": head.sequence, "hash": head.hash}


def test_the_schema_knows_every_code():
    schema = json.loads(SCHEMA.read_text())
    properties = schema["$defs"]["signature"]["properties"]
    for name, codes in (("kind", Kind.values), ("sector", Sector.values)):
        assert properties[name]["properties"]["code"]["enum"] == codes
    assert properties["source"]["enum"] == Signature.Source.values
    regions = properties["region"]["oneOf"][1]["properties"]["code"]["enum"]
    assert set(regions) == set(COUNTRIES)


def test_nothing_signed_yet_is_exported_too(client):
    Signature.objects.published().update(state=Signature.State.WAITING)
    RegisterEntry.objects.all().delete()
    assert rows_of_csv(client) == []
    data = data_of_json(client)
    assert (data["signatories"], data["register_head"]) == ([], None)
    assert client.get("/en/signatories.atom").status_code == 200


def test_the_feed_holds_the_newest_with_the_head_of_the_register(client):
    first, second = make_published(None), make_published(None, name="B & <C>")
    feed = fromstring(client.get("/ar/signatories.atom").content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    entries = feed.findall("atom:entry", ATOM)
    assert [entry.find("atom:title", ATOM).text for entry in entries[:2]] == [
        "B & <C>",
        first.name,
    ]
    head = chain.head().hash
    for entry in entries:
        assert head in entry.find("atom:summary", ATOM).text
    ids = [entry.find("atom:id", ATOM).text for entry in entries]
    assert len({*ids}) == len(ids)
    assert ids[0].endswith(f":/{second.reference}")
    english = fromstring(client.get("/en/signatories.atom").content)
    assert [
        e.find("atom:id", ATOM).text for e in english.findall("atom:entry", ATOM)
    ] == ids


@pytest.mark.parametrize("path", EXPORTS)
def test_what_has_not_changed_is_not_read_again(
    client, path, django_assert_num_queries
):
    path = f"/fr/{path}"
    first = client.get(path)
    first.getvalue()
    with django_assert_num_queries(1):
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]
    assert "public" in again["Cache-Control"]
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    signature = make_published(None)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    signing.withdraw(signature)
    assert client.get(path)["ETag"] not in (first["ETag"], again["ETag"])


@pytest.mark.parametrize("path", EXPORTS)
def test_each_language_has_an_export_of_its_own(client, path):
    english, german = client.get(f"/en/{path}"), client.get(f"/de/{path}")
    assert english["ETag"] != german["ETag"]
    assert (english["Content-Language"], german["Content-Language"]) == ("en", "de")
    headers = {"If-None-Match": english["ETag"]}
    assert client.get(f"/de/{path}", headers=headers).status_code == 200


def test_names_are_in_the_language_though_rows_are_read_later(client):
    one, other = client.get("/de/signatories.csv"), client.get("/fr/signatories.csv")
    assert "Museum" in one.getvalue().decode()
    assert "Bibliothèque" in other.getvalue().decode()


@pytest.mark.parametrize("path", [*(f"/en/{path}" for path in EXPORTS), *OTHER])
def test_other_sites_may_read_it_and_anyone_may_keep_it(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code, head.getvalue()) == (200, b"")
    assert head["Content-Length"] == str(len(response.getvalue()))


def test_the_address_of_a_website_is_the_same_in_every_file(client):
    for website in (
        "https://www.google.com/maps/@41.38,-2.17,17z",
        "https://museum.example/a,=b;+c,-d;@e",
    ):
        row = make_published(f"m{len(website)}@museum.example", website=website)
        assert find(rows_of_csv(client), row)["website"] == website
        assert find(data_of_json(client)["signatories"], row)["website"] == website


def test_words_that_are_no_formula_stay_as_they_are():
    for text in (
        "A-B, C+D; E=F",
        "me@x.example",
        "Sea level, -2.17 to +3; - and more | @home",
        "https://x.example/?a=1&b=-2;-3,@4|+5",
    ):
        assert safe(text) == text


@pytest.mark.parametrize("path", [*(f"/en/{path}" for path in EXPORTS), *OTHER])
def test_made_up_parameters_do_not_make_it_anew(
    client, path, django_assert_num_queries
):
    client.get(path)
    with django_assert_num_queries(0):
        response = client.get(f"{path}?x=1")
    assert (response.status_code, response.url) == (302, path)
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/en/signatories.csv", "/en/signatories.json"])
def test_a_compressed_export_is_the_same(client, path):
    plain = client.get(path).getvalue()
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.getvalue()) == plain
    headers = {"Accept-Encoding": "gzip", "If-None-Match": zipped["ETag"]}
    assert client.get(path, headers=headers).status_code == 304


def test_the_numbers_are_there_without_the_list(client):
    data = client.get("/count.json").json()
    published = Signature.objects.published()
    assert data["signatures"] == published.count()
    assert sum(data["by_kind"].values()) == sum(data["by_region"].values())
    assert set(data["by_region"]) >= {"002", "009", "019", "142", "150"}
    assert data["register_head"]["hash"] == chain.head().hash
    assert data["counted_at"].endswith("Z")


def test_nobodys_person_is_exported(client):
    signature = make_published(
        "secret@person.example", person="Secret Person", job_title="Secret Job"
    )
    signing.correct(signature, {"comment": "Words"})
    decide.accept(signature.corrections.get(), None)
    for path in [*(f"/en/{path}" for path in EXPORTS), *OTHER]:
        response = client.get(path)
        body = response.getvalue().decode()
        assert "ecret" not in body
        assert "person.example" not in body


def read_feed(client) -> tuple[str, list[tuple[str, str, str]]]:
    """When it changed, and (title, published, updated) of each entry."""
    feed = fromstring(client.get("/en/signatories.atom").content)
    names = ("title", "published", "updated")
    return feed.find("atom:updated", ATOM).text, [
        tuple(entry.find(f"atom:{name}", ATOM).text for name in names)
        for entry in feed.findall("atom:entry", ATOM)
    ]


def later(seconds: int) -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(seconds=seconds)


def test_the_feed_says_when_something_changed_and_only_then(client, monkeypatch):
    first, other = make_published(None, name="First name"), make_published(None)
    before, entries = read_feed(client)
    shown = {title: (published, updated) for title, published, updated in entries}
    assert shown["First name"][1] >= shown["First name"][0]
    assert read_feed(client) == (before, entries), "asking changes nothing"
    last_modified = client.get("/en/signatories.atom")["Last-Modified"]

    corrected_at = later(60)
    monkeypatch.setattr("register.chain.timezone.now", lambda: corrected_at)
    signing.correct(first, {"name": "Second name", "comment": "Words"})
    assert read_feed(client)[0] == before, "nobody has accepted it"
    decide.accept(first.corrections.get(), None)
    after, entries = read_feed(client)
    again = {title: (published, updated) for title, published, updated in entries}
    assert entries[0][0] == "Second name"
    assert again["Second name"] == (shown["First name"][0], after)
    assert after == corrected_at.strftime("%Y-%m-%dT%H:%M:%S+00:00") > before
    assert again[other.name] == shown[other.name]
    moved = client.get("/en/signatories.atom")
    assert moved["Last-Modified"] != last_modified

    erased_at = later(120)
    monkeypatch.setattr("register.chain.timezone.now", lambda: erased_at)
    decide.amend(Signature.objects.get(pk=first.pk), None, {"comment": ""})
    assert read_feed(client)[0] > after

    gone_at = later(180)
    monkeypatch.setattr("register.chain.timezone.now", lambda: gone_at)
    signing.withdraw(other)
    last, entries = read_feed(client)
    assert last == gone_at.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    assert other.name not in [title for title, *_dates in entries]


def test_a_feed_of_nothing_does_not_change_by_being_asked(client):
    Signature.objects.published().update(state=Signature.State.WAITING)
    RegisterEntry.objects.all().delete()
    assert read_feed(client) == ("2025-10-06T00:00:00+00:00", [])
