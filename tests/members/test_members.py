import re

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from members.models import MemberPage
from openheritage.territories import INTERNATIONAL
from organisations.models import Kind, Organisation, Sector

pytestmark = pytest.mark.django_db


def names(html: str) -> list[str]:
    start = html.index('class="member-list"')
    main = html[start : html.index("</main>")]
    return re.findall(r'<li><a href="[^"]+"><bdi[^>]*>([^<]+)</bdi></a>', main)


def test_all_seventy_members_are_listed_once_in_every_language(client):
    english = names(client.get("/en/coalition/").text)
    assert len(english) == len(set(english)) == 70
    assert names(client.get("/ar/coalition/").text) == english


def test_members_are_ordered_as_a_reader_expects(client):
    listed = names(client.get("/en/coalition/").text)
    assert listed.index("ArkéoTopia") < listed.index("Authors Alliance")
    assert listed.index("Fundación Enterreno") < listed.index(
        "Fundación Openlab Ecuador"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=FI", 4),
        ("country=FI&sector=library", 1),
        ("kind=organisation&country=FI", 2),
        ("sector=museum", 2),
        ("country=ZZ", 70),
        ("kind=nonsense", 70),
        ("q=ENTERRENO+fundacion", 1),
        ("q=wiki&country=DE", 1),
        ("q=local+contexts+inc.", 1),
        ("q=musiikkiarkisto+-+music", 1),
        ("q=creative+commons&country=US", 1),
        ("", 70),
    ],
)
def test_members_are_filtered(client, query, expected):
    html = client.get(f"/en/coalition/?{query}").text
    assert len(names(html)) == expected
    assert re.search(rf">\s*{expected} members?\s*<", html)


def test_choices_that_fit_nobody_say_so(client):
    html = client.get("/en/coalition/?country=QA&sector=museum").text
    assert "No member fits these choices." in html


def test_countries_are_named_and_ordered_in_the_readers_language(client):
    html = client.get("/de/coalition/").text
    options = re.findall(r'<option value="([A-Z]{2})"[^>]*>([^<]+)<', html)
    assert ("FI", "Finnland") in options
    labels = [label for _code, label in options]
    assert labels.index("Belgien") < labels.index("Deutschland")


def test_a_chosen_filter_stays_chosen(client):
    html = client.get("/en/coalition/?country=QA").text
    assert '<option value="QA" selected' in html


def test_a_profile_shows_the_facts_of_the_organisation(client):
    page = MemberPage.objects.get(slug="qatar-national-library", locale_id=1)
    page.organisation.website = "https://www.qnl.qa/en"
    page.organisation.domain = ""
    page.organisation.save()
    html = client.get("/fr/coalition/qatar-national-library/").text
    assert "Qatar" in html
    assert '<a href="https://www.qnl.qa/en" rel="external noopener">qnl.qa</a>' in html


def test_a_member_without_own_words_needs_no_notice_of_translation(client):
    html = client.get("/sw/coalition/open-nederland/").text
    assert 'class="notice' not in html
    html = client.get("/sw/coalition/smarthistory/").text
    assert 'class="notice' in html


def test_an_organisation_that_a_member_page_needs_stays():
    with pytest.raises(ProtectedError):
        Organisation.objects.get(name="Internet Archive").delete()


@pytest.mark.parametrize("code", ["ZZ", "EU", "XX", "fr", "A"])
def test_only_countries_of_iso_3166_are_taken(code):
    organisation = Organisation(
        name="X", kind=Kind.INSTITUTION, sector=Sector.OTHER, country=code
    )
    with pytest.raises(ValidationError, match="country"):
        organisation.full_clean()


def test_totals_count_members_and_countries_once_for_all_languages():
    members = Organisation.objects.filter(member_pages__isnull=False)
    countries = members.exclude(country="").values("country").distinct().count()
    assert MemberPage.objects.totals() == {"members": 70, "countries": countries}
    nowhere = members.filter(country="").first()
    Organisation.objects.filter(pk=nowhere.pk).update(country=INTERNATIONAL)
    assert MemberPage.objects.totals() == {"members": 70, "countries": countries}


def test_the_home_page_counts(client):
    page = MemberPage.objects.get(slug="smarthistory")
    assert ">70</a></dd>" in client.get("/en/").text
    page.unpublish()
    assert ">69</a></dd>" in client.get("/en/").text
