"""What others show of a page that somebody shares."""

import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from PIL import Image

from home.demo.texts import LANGUAGES, texts
from home.models import ContentPage, SiteSettings
from images.models import CustomImage
from openheritage.cards import HEIGHT, WIDTH, drawn
from tests.conftest import body_of

pytestmark = pytest.mark.django_db


def graph(client, path):
    html = BeautifulSoup(client.get(path).text, "html.parser")
    return {meta["property"]: meta["content"] for meta in html.select("meta[property]")}


def picture(client, found):
    path = "/" + found["og:image"].split("/", 3)[3]
    answer = client.get(path)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(body_of(answer)))


def test_a_page_is_shared_with_its_own_picture(client):
    found = graph(client, "/ar/join/")
    assert picture(client, found).size == (WIDTH, HEIGHT)
    assert found["og:image:alt"] == texts("ar")["image.ladder.alt"]
    # Of the page's language are its words, or none.
    image = CustomImage.objects.get(title=texts("en")["image.ladder.title"])
    image.words.pop("ar")
    image.save()
    assert "og:image:alt" not in graph(client, "/ar/join/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_one_has_the_card_of_its_language(language, client):
    found = graph(client, f"/{language}/privacy/")
    name = f"brand/share/{language}.png"
    assert found["og:image"].endswith(f"/static/{name}")
    with Image.open(finders.find(name)) as card:
        assert card.size == (WIDTH, HEIGHT)
    assert found["og:description"]


def test_a_language_that_is_new_has_the_card_without_words():
    assert drawn("th").path.endswith("brand/share.png")


def test_staff_choose_what_stands_for_pages_without_a_picture(client):
    image = CustomImage.objects.get(title="Lighthouse at dusk")
    settings = SiteSettings.objects.get()
    settings.share_image = image
    settings.save()
    found = graph(client, "/fr/privacy/")
    assert picture(client, found).size == (WIDTH, HEIGHT)
    assert found["og:image:alt"] == texts("fr")["image.coast.alt"]
    assert "coast" in found["og:image"]
    # A page's own goes first.
    assert "coast" not in graph(client, "/fr/join/")["og:image"]


def test_a_page_that_says_nothing_of_itself_is_described_as_the_site(client):
    ContentPage.objects.filter(slug="privacy").update(lead="", search_description="")
    described = graph(client, "/de/privacy/")["og:description"]
    html = BeautifulSoup(client.get("/de/privacy/").text, "html.parser")
    assert described == html.select_one(".footer-about").text
