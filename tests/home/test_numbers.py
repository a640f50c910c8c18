"""Every number that readers see says what it counts, and is the same everywhere."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from register.counts import recount
from register.figures import Figures
from register.models import Count
from signatures.models import Signature
from statement.models import StatementPage
from tests.signing import answer, make_published

pytestmark = pytest.mark.django_db


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def numbers(page: BeautifulSoup, css_class: str) -> dict[str, int]:
    return {
        cell.dt.get_text(strip=True): int(re.sub(r"\D", "", cell.dd.get_text()))
        for cell in page.select(f"dl.{css_class} > div")
    }


def seen(client) -> dict[str, dict[str, int]]:
    """{place: {what is counted: number}}."""
    home = numbers(soup(client, "/en/"), "counts")
    listed = numbers(soup(client, "/en/signatories/"), "totals")
    members = numbers(soup(client, "/en/coalition/"), "totals")
    count = json.loads(client.get("/count.json").content)
    title = soup(client, "/en/badge.svg").find("title").get_text()
    return {
        "home": home,
        "list": listed | {"entries": entries(client)},
        "members": members,
        "count": count,
        "badge": {"Signatures": int(title.split()[0])},
    }


def entries(client) -> int:
    words = soup(client, "/en/signatories/").select_one(".result-count").get_text()
    return int(words.split()[0])


def test_numbers_agree_wherever_they_stand(client):
    make_published(country="AQ", language="sw")
    make_published(country="KI", language="ja")
    make_published(country="TV", language="ja")
    recount(force=True)
    there = seen(client)
    real = Signature.objects.published()
    total, samples = real.count(), real.filter(is_sample=True).count()
    assert 0 < samples == total - 3
    countries = real.values("country").distinct().count()
    languages = real.values("language").distinct().count()
    read_in = StatementPage.objects.live().count()
    members = there["members"]["Coalition members"]
    where = "Countries and territories of"
    assert there["home"] == {
        "Signatures": total,
        f"{where} signatories": countries,
        "Coalition members": members,
        "Languages of the Statement": read_in,
    }
    assert there["list"] == {
        "Signatures": total,
        f"{where} signatories": countries,
        "Languages in which they signed": languages,
        "entries": total,
    }
    assert there["members"][f"{where} members"] != countries
    assert there["badge"] == {"Signatures": total}
    assert there["count"]["signatures"] == total
    assert there["count"]["samples"] == samples
    assert there["count"]["countries"] == countries
    assert there["count"]["languages"] == languages
    assert sum(there["count"]["by_kind"].values()) == total
    data = json.loads(client.get("/en/signatories.json").getvalue())
    assert len(data["signatories"]) == total


def test_each_number_of_the_home_page_leads_to_where_it_is_seen(client):
    page = soup(client, "/fr/")
    paths = [cell.dd.a["href"] for cell in page.select("dl.counts > div")]
    assert paths == [
        *("/fr/signatories/", "/fr/signatories/", "/fr/coalition/"),
        "/fr/statement/#read-in",
    ]
    for path in paths:
        assert client.get(path.partition("#")[0]).status_code == 200
    assert soup(client, "/fr/statement/").find(id="read-in")


@pytest.mark.parametrize("path", ["/en/", "/en/signatories/"])
def test_samples_are_told_as_long_as_there_are_any(client, path):
    samples = Figures.now().samples
    said = f"{samples} of them are samples."
    assert said in " ".join(soup(client, path).main.get_text(" ").split())
    Signature.objects.update(is_sample=False)
    recount(force=True)
    assert "sample" not in soup(client, path).select_one("dl").get_text()
    assert "of them" not in soup(client, path).main.get_text()


def test_the_picture_for_other_sites_tells_samples_too(client):
    samples = Figures.now().samples
    assert f"({samples} samples)" in client.get("/en/badge.svg").text
    Signature.objects.update(is_sample=False)
    recount(force=True)
    assert "sample" not in client.get("/en/badge.svg").text


def test_who_has_just_signed_is_told_the_same_number(client, signed):
    _signature, link = signed
    answer(client, link, "confirm")
    words = " ".join(client.get(link).text.split())
    figures = Figures.now()
    assert f"So far {figures.signatures} signatures are published." in words
    assert f"{figures.samples} of them are samples." in words


def test_a_site_without_signatures_shows_no_naughts(client):
    Count.objects.all().delete()
    shown = numbers(soup(client, "/en/"), "counts")
    assert set(shown) == {"Coalition members", "Languages of the Statement"}
