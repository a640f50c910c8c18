"""The list of members: found as people type, narrowed by links, of the same cost for
many."""

import json
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.filters import PER_PAGE
from members.models import MemberPage, MembersIndexPage
from organisations.models import Kind, Organisation, Sector
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

QUERY_BUDGET = 8


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.text, "html.parser")


def listed(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select(".member-list li > a")]


def names(client, query: str = "", language: str = "en") -> list[str]:
    return listed(soup(client, f"/{language}/coalition/{query}"))


def counted(page: BeautifulSoup) -> str:
    return page.select_one(".result-count").get_text(strip=True)


def make(name: str, *, country: str = "NE", **facts: object) -> MemberPage:
    own = {each: facts.pop(each) for each in ("name_latin",) if each in facts}
    organisation = Organisation.objects.create(
        name=name,
        kind=facts.pop("kind", Kind.GOVERNMENT),
        sector=facts.pop("sector", Sector.GALLERY),
        country=country,
        **own,
    )
    index = MembersIndexPage.objects.get(locale__language_code="en")
    number = MemberPage.objects.count()
    page = MemberPage(
        title=facts.pop("title", name),
        slug=f"made-{number}",
        organisation=organisation,
        **facts,
    )
    return index.add_child(instance=page)


def links(page: BeautifulSoup) -> dict[str, tuple[int, str]]:
    """{label: (number, address)} of all choices."""
    found = {}
    for link in page.select(".directory-choices a, .filters a"):
        label, number = re.fullmatch(r"(.+?) ([\d.,]+)", link.get_text()).groups()
        found[label] = int(re.sub(r"\D", "", number)), link["href"].partition("#")[0]
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(("musee", True), ("MUSÉE+beaux", True), ("arts+musee", True), ("mus", True)),
        *(("matha", True), ("متحف", True), ("مُتْحَف", True), ("مُتحف+fun", True)),
        *(("use", False), ("%25", False), ("_", False), ("musee+nacional", False)),
    ],
)
def test_a_member_is_found_as_people_type(client, query, found):
    make("متحف الفنون", name_latin="Mathaf al-Funun, Musée des Beaux-Arts")
    page = soup(client, f"/fr/coalition/?q={query}")
    assert ("متحف الفنون" in listed(page)) is found
    shown = page.select_one("#id_q")
    assert shown["value"]


def test_a_member_is_found_by_what_its_page_is_called_and_by_its_new_name(client):
    page = make("Old Name of a Gallery", title="Title of Its Own")
    assert names(client, "?q=its+own+title") == ["Title of Its Own"]
    page.organisation.name = "Żółta Galeria"
    page.organisation.save()
    assert names(client, "?q=zolta") == ["Title of Its Own"]
    assert names(client, "?q=old+gallery") == []
    Organisation.objects.bulk_create([Organisation(name="Ąb", name_latin="Ab c")])
    assert Organisation.objects.get(name="Ąb").search_name.split()[:2] == ["ab", "ab"]


def test_each_choice_is_a_link_that_leaves_as_many_as_it_says(client):
    make("Observing", status="observer")
    make("Gone", left_on=timezone.localdate(), joined_on=timezone.localdate())
    make("Going", left_on=timezone.localdate() + timedelta(days=1))
    start = soup(client, "/en/coalition/?kind=institution&utm_source=mail")
    assert not start.select("form [type=submit] + input"), "No script is needed."
    choices = links(start)
    assert {"Europe", "Institution", "Library", "Finland", "All kinds"} <= {*choices}
    assert "Gallery" not in choices, "A choice that leaves nothing is not offered."
    for label, (number, address) in choices.items():
        assert "utm" not in address
        page = soup(client, address)
        assert int(counted(page).split()[0]) == number, label
        assert len(listed(page)) == number
    # What was chosen stays, and can be taken away.
    page = soup(client, choices["Europe"][1])
    kept = {each["name"]: each["value"] for each in page.select("form [type=hidden]")}
    assert kept.items() >= {"kind": "institution", "region": "150"}.items()
    taken_away = [link["href"] for link in page.select(".chosen a")]
    assert "/en/coalition/?region=150#list" in taken_away
    # Another region has other countries.
    finland = soup(client, choices["Finland"][1] + "&q=library")
    assert finland.select_one('[aria-current][href*="country=FI"]')
    assert links(finland)["Finland"][0] == 1
    africa = links(soup(client, "/en/coalition/?country=FI"))["Africa"]
    assert "country" not in africa[1]


def test_members_observers_and_former_members_stand_apart(client):
    before = len(names(client))
    today = timezone.localdate()
    make("Observing", status="observer", country="KI")
    make("Left", left_on=today, status="observer", country="TV")
    make("Leaves", left_on=today + timedelta(days=1), joined_on=today)
    page = soup(client, "/en/coalition/")
    shown = listed(page)
    assert len(shown) == before + 1
    assert {"Observing", "Left"}.isdisjoint(shown)
    assert counted(page) == f"{before + 1} members"
    totals = page.select_one(".totals").get_text(" ", strip=True)
    assert f"Coalition members {before + 1}" in totals
    assert MemberPage.objects.totals()["members"] == before + 1
    # Of members alone; nobody else is from these.
    assert {"Kiribati", "Tuvalu"}.isdisjoint(links(page))
    choices = links(page)
    observers = soup(client, choices["Observers"][1])
    assert (listed(observers), counted(observers)) == (["Observing"], "1 observer")
    former = soup(client, choices["Former members"][1])
    assert (listed(former), counted(former)) == (["Left"], "1 former member")
    assert "Until" in former.select_one(".member-list").get_text()
    assert "Since" in page.select_one(".member-list").get_text()
    # In the reader's language, or none.
    assert "Beobachter" in soup(client, "/de/coalition/").main.get_text()


def test_a_sentence_is_in_the_reader_s_language_or_missing(client):
    page = make("With Words", sentence="They keep sounds.")
    assert "They keep sounds." in client.get("/en/coalition/?q=with+words").text
    assert "They keep sounds." not in client.get("/fr/coalition/?q=with+words").text
    page.unpublish()
    assert names(client, "?q=with+words") == []


def test_many_members_cost_as_few_queries_as_some(client):
    language = "ar"
    client.get(f"/{language}/coalition/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{language}/coalition/")
    more = PER_PAGE + 2 - MemberPage.objects.totals()["members"]
    assert more > 10, "The sample fills a page by itself: make it smaller."
    for number in range(more):
        make(f"Żółw {number}", country="PL")
    client.get(f"/{language}/coalition/")
    for query in ("", "?page=2", "?q=zolw", "?country=PL&q=zolw"):
        with CaptureQueriesContext(connection) as many:
            response = client.get(f"/{language}/coalition/{query}")
        # The picture at its head is one more.
        assert len(many) <= len(few) + ("q=" in query) <= QUERY_BUDGET + 1
        assert response.status_code == 200
    # Over pages, each member once; numbers by their size.
    first = soup(client, f"/{language}/coalition/")
    onward = first.select_one("a[rel=next]")["href"]
    second = soup(client, f"/{language}/coalition/{onward}")
    shown = listed(first) + listed(second)
    assert (len(listed(first)), len({*shown})) == (PER_PAGE, PER_PAGE + 2)
    turtles = [name for name in shown if name.startswith("Żółw")]
    assert turtles == [f"Żółw {number}" for number in range(more)]
    assert listed(soup(client, f"/{language}/coalition/?page=99")) == listed(second)
    link = second.select_one("link[rel=canonical]")["href"]
    assert link.endswith(f"/{language}/coalition/?page=2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_what_it_counts_in_every_language(client, language):
    page = soup(client, f"/{language}/coalition/?q=wiki&country=DE&page=x&status=y")
    assert len(listed(page)) == 1
    assert page.html["dir"] == ("rtl" if language == "ar" else "ltr")
    assert not page.select(".logo + .logo")


def test_an_unknown_country_is_counted_nowhere_and_listed_for_staff(
    client, admin_client
):
    countries = MemberPage.objects.totals()["countries"]
    page = make("Of Nowhere", country="")
    made_up = make("Of a Code", country="")
    Organisation.objects.filter(pk=made_up.organisation_id).update(country="QQ")
    make("Of the World", country="XZ")
    assert MemberPage.objects.totals()["countries"] == countries
    html = soup(client, "/en/coalition/")
    where = html.select_one(".totals div:last-child").get_text(" ", strip=True)
    assert where == f"Countries and territories of members {countries}"
    assert "QQ" not in links(html)
    exported = json.loads(client.get("/en/members.json").content)
    assert exported["numbers"]["countries"] == countries
    codes = {row["name"]: row["country"] for row in exported["members"]}
    assert codes["Of a Code"] is codes["Of Nowhere"] is None
    report = soup(admin_client, "/admin/reports/unknown-countries/")
    said = {link.get_text(): link["href"] for link in report.select("td a")}
    assert {"Of Nowhere", "Of a Code"} <= {*said}
    assert "Of the World" not in said
    assert f"/{page.organisation_id}/" in said["Of Nowhere"]
    assert admin_client.get(said["Of Nowhere"]).status_code == 200
    assert "unknown-countries" in admin_client.get("/admin/").text
