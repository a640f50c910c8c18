import re

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from openheritage.names import countries
from openheritage.territories import INTERNATIONAL
from organisations.regions import COUNTRIES, by_region, region_name, region_of
from register import charts
from register.counts import totals
from tests.conftest import LANGUAGES

FOUND = {"FR": 3, "DE": 1, "NE": 8, "AQ": 1}


def test_every_country_lies_in_one_region():
    codes = {code for code, _name in countries("en")}
    listed = [code for line in COUNTRIES.values() for code in line.split()]
    assert len(listed) == len(set(listed))
    assert codes - set(listed) == {"AQ", INTERNATIONAL}
    assert set(listed) <= codes


def test_regions_add_up_countries():
    found = by_region(FOUND)
    assert found == {"002": 8, "019": 0, "142": 0, "150": 4, "009": 0, "": 1}
    assert region_of("FJ") == "009"


@pytest.mark.parametrize("language", LANGUAGES)
def test_regions_have_names_in_every_language(language):
    names = {region_name(code, language) for code in COUNTRIES}
    assert len(names) == 5
    assert not names & set(COUNTRIES)


def test_bars_are_as_long_as_their_numbers():
    chart = charts.regions(FOUND)
    africa, europe = chart.marks[0], chart.marks[3]
    assert (africa.width, europe.width) == ("100", "50")
    assert (africa.x, europe.x) == ("0", "0")
    assert chart.marks[-1].label == "No region"


def test_charts_are_mirrored_from_right_to_left():
    with translation.override("ar"):
        bars, columns = charts.regions(FOUND), charts.time({"2025-10": 1, "2025-11": 2})
    assert (bars.marks[3].x, bars.marks[3].width) == ("50", "50")
    assert bars.marks[3].text_x == "100%"
    assert [float(mark.x) > 50 for mark in columns.marks] == [True, False]
    assert (columns.start, columns.end) == ("100%", "0")


def test_months_without_signatures_have_their_place():
    chart = charts.time({"2025-10": 4, "2026-01": 2})
    assert [mark.number for mark in chart.marks] == [4, 0, 0, 2]
    assert [mark.label for mark in chart.marks] == [
        *("Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026")
    ]
    assert [mark.height for mark in chart.marks] == ["8", "0", "0", "4"]


def test_many_months_become_years():
    chart = charts.time({"2025-10": 4, "2025-12": 1, "2028-01": 2})
    assert [(mark.label, mark.number) for mark in chart.marks] == [
        *(("2025", 5), ("2026", 0), ("2027", 0), ("2028", 2))
    ]


def test_a_chart_of_nothing_is_drawn_all_the_same():
    assert not charts.time({}).marks
    assert {mark.width for mark in charts.regions({}).marks} == {"0"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_chart_stands_beside_its_figures_as_a_table(client, language):
    html = client.get(f"/{language}/signatories/").text
    figures = BeautifulSoup(html, "html.parser").select("figure.chart")
    assert len(figures) == 2
    for figure in figures:
        numbers = [int(cell.get_text()) for cell in figure.select("tbody td")]
        assert sum(numbers) == totals()["total"]
        assert figure.svg["role"] == "img"
        for row in figure.select("tbody th"):
            assert row.get_text() in figure.svg["aria-label"]
    # Attributes of SVG have a point in every language, and no style.
    drawn = "".join(str(figure.svg) for figure in figures)
    assert not re.search(r'(?:x|y|width|height)="[^"]*,', drawn)
    assert "style" not in drawn
