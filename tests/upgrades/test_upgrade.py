"""Whoever began with the first database that is kept loses nothing by this release."""

import gzip
import hashlib
import re
from collections.abc import Iterator

import pytest

from .make import DUMP
from .site import Upgraded, upgraded

pytestmark = [pytest.mark.proof, pytest.mark.rota]


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory, worker_id) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("upgrade")
    with upgraded(folder, f"openheritage_upgraded_{worker_id}") as found:
        yield found


def test_what_is_kept_is_small_and_names_nobody():
    assert DUMP.stat().st_size < 300_000
    text = gzip.decompress(DUMP.read_bytes()).decode()
    hosts = set(re.findall(r"[\w.+-]@([\w-]+(?:\.[\w-]+)+)", text))
    assert hosts
    # The programme's own address stands in the form of the site's settings.
    others = hosts - {"creativecommons.org"}
    assert not [
        host for host in others if not re.search(r"\.example$|^example\.", host)
    ]


def test_the_checks_find_that_all_is_well(site):
    assert "whole" in site.said["verify_register"]
    assert "The totals equal the rows" in site.said["check_counts"]
    assert "all as the public may see" in site.said["check_search"]
    assert "should not be" not in site.said["check_translations"]


def test_no_row_is_lost(site):
    for label, number in site.known["rows"].items():
        assert site.rows.get(label, 0) >= number, label
    assert site.states == site.known["states"]


@pytest.mark.parametrize(
    "label",
    [
        *("wagtail_localize.StringTranslation", "wagtail_localize.Translation"),
        *("wagtailcore.Page", "wagtailcore.Revision", "auth.User"),
    ],
)
def test_the_work_of_staff_and_translators_is_there(site, label):
    table = label.lower().replace(".", "_")
    text = gzip.decompress(DUMP.read_bytes()).decode()
    lines = re.search(
        rf"^COPY public\.{table} \(.*?^\\\.$", text, re.MULTILINE | re.DOTALL
    )[0]
    number = lines.count("\n") - 1
    assert site.rows[label] >= number > 0


def test_the_words_that_were_signed_are_the_same(site):
    for digest, language in site.known["texts"].items():
        answer = site.get(f"/{language}/statement.txt?text={digest}")
        assert hashlib.sha256(answer.content).hexdigest() == digest


def test_pages_are_where_they_were_and_drafts_are_drafts(site):
    for path, title in site.known["titles"].items():
        assert title in site.page(f"/fr/{path}").find("h1").text
    for language in ("en", "fr", "ar"):
        for path in ("", "statement/", "coalition/", "news/", "signatories/"):
            assert site.page(f"/{language}/{path}").h1
        assert site.known["draft"]["title"] not in site.get(f"/{language}/news/").text


def test_receipts_say_what_they_said(site):
    for reference, name in site.known["published"].items():
        assert name in site.page(f"/fr/signatures/{reference}/").find("main").text
    listed = site.get("/en/signatories.csv").text
    for reference, name in site.known["withdrawn"].items():
        site.get(f"/en/signatures/{reference}/", status=410)
        assert name not in listed


def test_private_links_open_and_do_what_they_are_for(site):
    links = site.known["links"]
    path = links["confirm"]
    assert site.post(path, {"action": "confirm"}).status_code in (200, 302)
    before = site.page(links["manage"])
    assert "Invented Institution No. 3" in before.find("main").text
    assert "Invented Institution No. 2" in site.page(links["waiting"]).text
    assert site.page(links["succeed"]).find("main").form


def test_passwords_and_second_factors_open_what_they_opened(site):
    wrong = site.sign_in("root", "not-the-password")
    assert wrong.status_code == 200
    assert "/login/" in wrong.url
    answer = site.sign_in("root", site.known["password"])
    assert "/2fa/" in answer.url, answer.url
    path = answer.url.removeprefix(site.address)
    answer = site.post(path, {"otp_token": site.code()})
    assert "/2fa/" not in answer.url, answer.url
    draft = site.known["draft"]
    edit = site.get(f"/admin/pages/{draft['id']}/edit/").text
    assert draft["title"] in edit
    assert "Invented Signer No." in site.get("/admin/signatory-data/").text


def test_readers_find_what_was_there_before(site):
    found = site.get("/en/search/?q=invented+institution").text
    assert "Invented Institution No. 3" in found.replace("<mark>", "").replace(
        "</mark>", ""
    )
