"""A copy of the Research Organization Registry: loaded, kept in step, suggested."""

import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from ror.matching import ids_of
from ror.models import Entry
from signatures.models import Signature
from tests.signing import make_signature

pytestmark = pytest.mark.django_db

RECORDS = json.loads((Path(__file__).parent / "records.json").read_text("utf-8"))
NAMIBIA, LVIV, JAMMU = "01787y373", "01dj5pj97", "02retg991"


def load(path: Path, records: list | str, capsys, **options: bool) -> str:
    text = records if isinstance(records, str) else json.dumps(records)
    path.write_text(text, "utf-8")
    call_command("import_ror", str(path), **options)
    return capsys.readouterr().out


@pytest.fixture
def loaded(tmp_path, capsys) -> None:
    load(tmp_path / "dump.json", RECORDS, capsys)


def ask(client, typed: str, language: str = "en", **headers: str) -> list[dict]:
    answer = client.post(
        f"/{language}/organisations/suggest/", {"q": typed}, headers=headers
    )
    assert "no-store" in answer["Cache-Control"]
    return answer.json()["found"]


def test_a_dump_is_taken_and_a_newer_one_brings_the_table_in_step(tmp_path, capsys):
    dump = tmp_path / "v2.0-ror-data.zip"
    with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v2.0-ror-data.json", json.dumps([{"name": "Schema 1"}]))
        archive.writestr("v2.0-ror-data_schema_v2.json", json.dumps(RECORDS, indent=1))
    call_command("import_ror", str(dump), dry_run=True)
    assert not Entry.objects.exists()
    call_command("import_ror", str(dump))
    assert f"{len(RECORDS)} new" in capsys.readouterr().out
    newer = json.loads(json.dumps(RECORDS))
    newer[0]["names"][0]["value"] = "Another name"
    newer[1] |= {
        "status": "withdrawn",
        "relationships": [{"type": "successor", "id": RECORDS[2]["id"]}],
    }
    said = load(tmp_path / "newer.json", newer, capsys)
    assert f"0 new, 2 changed, {len(RECORDS) - 2} the same; 1 of them not" in said
    gone = Entry.objects.get(pk=RECORDS[1]["id"].rpartition("/")[2])
    assert (gone.status, gone.successor) == ("withdrawn", RECORDS[2]["id"][-9:])
    assert gone not in Entry.objects.found("fondation rossy")
    again = load(tmp_path / "again.json", f"{json.dumps(newer)}\n", capsys)
    assert f"0 new, 0 changed, {len(RECORDS)} the same" in again


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends within a record"),
        ('{"id": 1}', "does not begin"),
        (json.dumps(RECORDS)[:-200], "ends within a record"),
        ('[{"id": ]', "is no JSON"),
        (json.dumps([{"id": RECORDS[0]["id"], "name": "Old"}]), "schema 1"),
        (json.dumps([7, *RECORDS]), "record 1: no object"),
        (json.dumps([RECORDS[0] | {"names": "x"}]), "no list"),
    ],
)
def test_what_is_no_dump_says_so_and_what_is_sound_is_taken(
    tmp_path, capsys, text, words
):
    with pytest.raises(CommandError) as error:
        load(tmp_path / "dump.json", text, capsys)
    assert words in str(error.value) + capsys.readouterr().err
    if "7," in text[:4]:
        assert Entry.objects.count() == len(RECORDS)


def odd(**facts: object) -> dict:
    return RECORDS[0] | facts


def named(value: str, **facts: object) -> dict:
    return odd(names=[{"value": value, "types": ["ror_display"], **facts}])


def test_odd_records_are_told_by_number_and_the_others_are_taken(tmp_path, capsys):
    wrong = [
        *(named(f"Mus{sign}e") for sign in "\ufffd\x00\x07\ud800\u202e"),
        named("Museum", types=5),
        named("Museum", lang="\ud800"),
        odd(external_ids=[{"type": "wikidata", "all": 5}]),
        odd(status=["active"]),
    ]
    sound = odd(
        established="NUMBER", links=[{"type": "website", "value": "https://a.b/\ud800"}]
    )
    text = json.dumps([*wrong, sound, *RECORDS[1:]])
    text = text.replace('"NUMBER"', "9" * 5000)
    with pytest.raises(CommandError):
        load(tmp_path / "dump.json", text, capsys)
    said = capsys.readouterr().err
    assert all(f"record {place}: " in said for place in range(1, len(wrong) + 1))
    assert f"record {len(wrong) + 1}: " not in said
    assert Entry.objects.count() == len(RECORDS)
    assert Entry.objects.get(pk=RECORDS[0]["id"][-9:]).website == ""
    deep = f"[{json.dumps(RECORDS[0])}, {'[' * 200_000}"
    with pytest.raises(CommandError, match="record 2 is nested too deeply"):
        load(tmp_path / "deep.json", deep, capsys)


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_an_archive_with_a_damaged_file_says_so(tmp_path, packed):
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr("v2.json", json.dumps(RECORDS))
    content = bytearray(path.read_bytes())
    content[60:300] = b"\xff" * 240
    path.write_bytes(content)
    with pytest.raises(CommandError, match="run again"):
        call_command("import_ror", str(path))


@pytest.mark.parametrize("content", [b"PK\x03\x04 no archive", b"\xff\xfe[\x00]\x00"])
def test_a_damaged_file_is_an_error_of_one_sentence(tmp_path, content):
    path = tmp_path / "dump.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_ror", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_ror", str(tmp_path / "nothing.json"))


def test_an_organisation_is_suggested_in_the_script_of_whoever_types(client, loaded):
    (found,) = ask(client, "львівськ муз", "ru")
    assert found["name"] == "Львівський музей історії релігії"
    assert found["name_latin"] == "Lviv Museum of the History of Religion"
    assert found["country_name"] == "Украина"
    assert ask(client, "LVIV museum")[0] == found | {"country_name": "Ukraine"}
    # English is as official there.
    assert ask(client, "jammu")[0]["name"] == "University of Jammu"
    assert ask(client, "jammu")[0]["name_latin"] == ""
    assert ask(client, "nan")[0]["name"] == "National Archives of Namibia"
    assert ask(client, "archives nam")[0]["website"] == "https://nan.gov.na/home"
    for nothing in ("", "x", "%", "rchives", "\x00nan", "a" * 300):
        assert ask(client, nothing) == []


def test_suggestions_are_asked_for_by_post_from_our_pages_and_not_too_often(
    client, loaded, settings
):
    path = reverse("suggest_organisation")
    assert client.get(path).status_code == 405
    foreign = {"Origin": "https://elsewhere.example"}
    assert client.post(path, {"q": "nan"}, headers=foreign).status_code == 403
    settings.RATE_RULES = settings.RATE_RULES | {"suggest": {"network": [(2, 60)]}}
    answers = [client.post(path, {"q": "nan"}).status_code for _time in range(3)]
    assert answers == [200, 200, 429]


def test_forms_ask_only_where_there_is_a_copy(client, tmp_path, capsys):
    assert "ror/suggest" not in client.get("/fr/sign/").text
    load(tmp_path / "dump.json", RECORDS, capsys)
    assert "ror/suggest" in client.get("/fr/sign/").text


def test_reviewers_see_who_it_may_be_and_a_certain_match_brings_its_numbers(
    sign_in, loaded
):
    facts = {
        "name": "National Archives of Namibia",
        "country": "NA",
        "website": "https://www.nan.gov.na/",
    }
    signature = make_signature(state=Signature.State.WAITING, **facts)
    page = sign_in("moderator").get(
        reverse("signatures_review:inspect", args=[signature.pk])
    )
    assert f"https://ror.org/{NAMIBIA}" in page.text
    sure = {"ror": f"https://ror.org/{NAMIBIA}", "wikidata": "Q6970448"}
    assert ids_of(facts) == sure
    assert ids_of(facts | {"website": "https://elsewhere.example"}) == {}
    assert ids_of(facts | {"country": "ZA"}) == {}
