import pytest
from defusedxml.ElementTree import fromstring
from django.utils import translation

from register.charts import Badge
from register.models import Count
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


def badge(client, language: str):
    return client.get(f"/{language}/badge.svg")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_badge_is_of_one_size_in_every_language(client, language):
    Count.objects.filter(dimension="total").update(number=1234567)
    response = badge(client, language)
    assert response["Content-Type"].startswith("image/svg+xml")
    picture = fromstring(response.content)
    assert (picture.get("width"), picture.get("height")) == ("320", "96")
    for line in picture.iter(f"{SVG}text"):
        assert 5 < float(line.get("font-size")) <= 38
        assert line.text


def test_the_number_is_written_as_the_language_writes_it(client):
    Count.objects.filter(dimension="total").update(number=12345)
    assert ">12.345<" in badge(client, "de").text
    assert ">12,345<" in badge(client, "en").text


def test_one_is_no_plural(client):
    Count.objects.filter(dimension="total").update(number=1)
    assert "organisation has signed" in badge(client, "en").text


def test_the_badge_runs_in_the_direction_of_its_language(client):
    arabic, english = badge(client, "ar").content, badge(client, "en").content
    assert fromstring(arabic).get("direction") == "rtl"
    assert {line.get("x") for line in fromstring(arabic).iter(f"{SVG}text")} == {"300"}
    assert {line.get("x") for line in fromstring(english).iter(f"{SVG}text")} == {"20"}


def test_long_words_become_smaller_and_stay_inside():
    with translation.override("en"):
        shown = Badge(10**12, "en")
        assert float(shown.words_size) == 14
        assert float(shown.number_size) <= 38


def test_other_sites_may_embed_the_badge(client):
    response = badge(client, "fr")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    assert response["Content-Language"] == "fr"
    # Nothing that the strict policy, which is sent with it, would forbid.
    for forbidden in ("<style", "style=", "<script", "href", "@import"):
        assert forbidden not in response.text
