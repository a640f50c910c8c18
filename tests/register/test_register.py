"""The chain that anyone can check: by our command, and by the words on its page."""

import json
import shutil
import subprocess
import sys
from base64 import b64encode
from io import StringIO
from itertools import pairwise
from pathlib import Path

import playwright
import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from register import chain
from register.models import GENESIS, RegisterEntry, RegisterFacts
from review import decide
from signatures import signing
from tests.signing import make_published

pytestmark = pytest.mark.django_db

NODE = shutil.which("node") or Path(playwright.__file__).parent / "driver" / "node"


def verify() -> str:
    out = StringIO()
    call_command("verify_register", stdout=out)
    return out.getvalue()


def a_history() -> list[RegisterEntry]:
    """Published, corrected, withdrawn: some facts are erased."""
    first = make_published(None, name="Musée « Œuvre » \u2028 & <b>", comment="a\nb")
    second = make_published(None, name="متحف")
    signing.correct(first, {"comment": 'Quotes " and \\ and é'})
    decide.accept(first.corrections.get(), None)
    signing.withdraw(second)
    return list(RegisterEntry.objects.order_by("sequence"))


def lines(client) -> list[dict]:
    body = client.get("/register.jsonl").getvalue().decode()
    return [json.loads(line) for line in body.removesuffix("\n").split("\n")]


def test_the_sample_is_in_the_register_and_whole():
    assert "The register is whole" in verify()


def test_an_entry_discloses_what_the_documents_say_and_no_more(client):
    signature = make_published(name="Архив", name_latin="Arkhiv", comment="Да.")
    withdrawn = signing.withdraw(make_published(email="other@museum.example"))
    *_before, entry, _published, gone = lines(client)
    assert entry["facts"] == {
        "reference": signature.reference,
        "name": "Архив",
        "name_latin": "Arkhiv",
        "kind": "institution",
        "sector": "museum",
        "country": "NE",
        "website": "https://museum.example/",
        "comment": "Да.",
        "signed_on": signature.signed_on.isoformat(),
        "published_on": signature.published_at.date().isoformat(),
        "source": "web",
        "sample": False,
        "language": "en",
        "version": signature.text.version.number,
        "text_sha256": signature.text.sha256,
    }
    assert gone["facts"] == {"reference": withdrawn.reference}


def test_entries_follow_each_other_from_the_beginning(client):
    entries = a_history()
    found = lines(client)
    assert [line["sequence"] for line in found] == list(range(1, len(entries) + 1))
    assert found[0]["previous"] == GENESIS
    for before, after in pairwise(found):
        assert after["previous"] == before["hash"]
    assert found[-1]["hash"] == chain.head().hash


def test_a_withdrawal_erases_what_was_said(client):
    signature = make_published(None, name="Soon to be forgotten")
    assert "Soon to be forgotten" in client.get("/register.jsonl").getvalue().decode()
    signing.withdraw(signature)
    assert "Soon to be forgotten" not in (
        client.get("/register.jsonl").getvalue().decode()
    )
    last = lines(client)[-1]
    assert last["event"] == "withdrawn"
    assert last["facts"] == {"reference": signature.reference}
    assert "facts" not in lines(client)[-2]
    assert "whole" in verify()


def test_a_correction_erases_what_was_said_before(client):
    signature = make_published(None, comment="Call my brother.")
    signing.correct(signature, {"comment": ""})
    decide.accept(signature.corrections.get(), None)
    assert "my brother" not in client.get("/register.jsonl").getvalue().decode()
    before, last = lines(client)[-2:]
    assert (last["event"], last["facts"]["comment"]) == ("corrected", "")
    assert "facts" not in before
    assert "whole" in verify()


@pytest.mark.parametrize("field", ["event", "at", "commitment", "previous", "hash"])
def test_a_changed_byte_is_found(field):
    entry = a_history()[-3]
    value = getattr(entry, field)
    if field == "at":
        changed = value.replace(second=(value.second + 1) % 60)
    else:
        changed = ("0" if value[0] != "0" else "1") + value[1:]
    RegisterEntry.objects.filter(pk=entry.pk).update(**{field: changed})
    with pytest.raises(CommandError):
        verify()


@pytest.mark.parametrize("field", ["salt", "facts"])
def test_changed_facts_are_found(field):
    a_history()
    row = RegisterFacts.objects.order_by("entry_id").first()
    changed = row.facts | {"country": "XX"} if field == "facts" else "0" * 32
    RegisterFacts.objects.filter(pk=row.pk).update(**{field: changed})
    with pytest.raises(CommandError, match="1 problem"):
        verify()


def test_a_removed_entry_is_found():
    entry = a_history()[-2]
    RegisterEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(CommandError):
        verify()


def code_on_page(client, language: str) -> str:
    html = client.get("/sw/register/").text
    found = BeautifulSoup(html, "html.parser").find(id=language)
    return found.get_text()


def run(client, language: str, body: bytes) -> subprocess.CompletedProcess:
    """The code as the page shows it; the address alone holds what it would fetch."""
    code = code_on_page(client, language)
    address = "http://localhost/register.jsonl"
    assert code.count(address) == 1
    data = f"data:application/jsonl;base64,{b64encode(body).decode()}"
    program = [sys.executable] if language == "python" else [NODE]
    return subprocess.run(
        [*program, "-"],
        input=code.replace(address, data),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_the_code_on_the_page_verifies_the_register(client, language):
    entries = a_history()
    body = client.get("/register.jsonl").getvalue()
    done = run(client, language, body)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(len(entries)), entries[-1].hash]


@pytest.mark.parametrize("language", ["python", "javascript"])
@pytest.mark.parametrize("change", ["hash", "facts", "gap"])
def test_the_code_on_the_page_finds_a_change(client, language, change):
    a_history()
    body = client.get("/register.jsonl").getvalue()
    if change == "gap":
        rows = body.split(b"\n")
        body = b"\n".join(rows[:3] + rows[4:])
    elif change == "hash":
        digest = RegisterEntry.objects.get(sequence=4).hash.encode()
        other = (b"1" if digest.startswith(b"0") else b"0") + digest[1:]
        body = body.replace(digest, other)
    else:
        assert body.count(b"Quotes") == 1
        body = body.replace(b"Quotes", b"quotes")
    assert run(client, language, body).returncode != 0


def test_the_page_shows_the_head_in_every_direction(client):
    for language in ("en", "ar", "ja"):
        html = client.get(f"/{language}/register/").text
        assert chain.head().hash in html
        assert '<pre class="code" dir="ltr"' in html
        assert (
            f'<link rel="canonical" href="http://testserver/{language}/regist' in html
        )


def test_the_page_stands_before_anybody_has_signed(client):
    RegisterEntry.objects.all().delete()
    html = client.get("/en/register/").text
    assert "<dd>0</dd>" in html
    assert client.get("/register.jsonl").getvalue() == b""
    assert "empty" in verify()


def test_the_file_is_not_sent_again_unless_it_has_changed(client):
    signature = make_published(None)
    first = client.get("/register.jsonl")
    headers = {"If-None-Match": first["ETag"]}
    assert client.get("/register.jsonl", headers=headers).status_code == 304
    chain.erase(signature)
    again = client.get("/register.jsonl", headers=headers)
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
