"""Pictures in lists, at the head of pages and in timelines."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils.translation import override
from PIL import Image
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.demo import pages as demo
from home.demo.texts import DEMO, LANGUAGES, texts
from home.models import ContentPage
from images.models import CustomImage, Licence
from openheritage.pages import Picture, SitePage
from tests.conftest import body_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    return CustomImage.objects.get(title="Lighthouse at dusk")


def listed(image, **values):
    source = (
        "{% load figures %}"
        "{% list_picture image alt=alt decorative=decorative ratio=ratio %}"
    )
    values = {"image": image, "alt": "", "decorative": True, "ratio": "3:2"} | values
    html = Template(source).render(Context(values))
    return BeautifulSoup(html, "html.parser")


def test_pictures_of_a_list_have_one_shape_and_come_late_and_light(image, client):
    image.focal_point_x, image.focal_point_y = 1100, 300
    image.focal_point_width = image.focal_point_height = 200
    image.save()
    for ratio, shape in (("3:2", 1.5), ("4:5", 0.8), ("1:1", 1)):
        shown = listed(image, ratio=ratio)
        img = shown.img
        assert int(img["width"]) / int(img["height"]) == pytest.approx(shape, abs=0.01)
        assert img["loading"] == "lazy"
        assert [each["type"] for each in shown("source")] == [
            "image/avif",
            "image/webp",
        ]
    smallest = listed(image).source["srcset"].split(" ")[0]
    answer = client.get(smallest)
    assert answer.status_code == 200
    assert len(body_of(answer)) < 12_000


def test_small_pictures_are_never_blown_up(image):
    image.width, image.height = 300, 900
    img = listed(image).img
    assert (img["width"], img["height"]) == ("300", "200")


def test_beside_its_title_a_picture_is_silent_and_elsewhere_it_speaks(image):
    assert listed(image).img["alt"] == ""
    with override("fr"):
        alone = listed(image, decorative=False).img
    assert alone["alt"] == texts("fr")["image.coast.alt"]
    assert listed(image, alt="A lamp").img["alt"] == "A lamp"


@pytest.mark.parametrize(
    ("licence", "is_credited"),
    [(Licence.CC0, False), (Licence.CC_BY, True), (Licence.PUBLIC_DOMAIN, True)],
)
def test_whoever_is_to_be_named_is_named_in_lists_too(image, licence, is_credited):
    image.licence = licence
    assert bool(listed(image).figcaption) == is_credited


def test_a_further_work_is_credited_as_the_first_one(image):
    image.works = [{"id": "a", "title": "Sea", "licence": "cc-by", "relation": "after"}]
    assert "Sea" in listed(image).figcaption.text


def test_a_picture_that_is_gone_leaves_no_hole(image):
    image.file.name = ""
    assert not listed(image).find()
    assert not listed(None).find()


def test_every_kind_of_page_has_a_place_for_a_picture():
    without = {
        model
        for model in apps.get_models()
        if issubclass(model, SitePage) and not issubclass(model, Picture)
    }
    assert not without
    for model in (each for each in apps.get_models() if issubclass(each, Picture)):
        fields = {field.field_name for field in model.override_translatable_fields}
        assert "image" in fields, f"{model}: a language of its own could lose it."


@pytest.mark.parametrize("path", ["news/", "coalition/", "statement/", "commitment/"])
def test_a_page_shows_its_picture_with_its_credit(client, image, path):
    page = Page.objects.get(slug=path.strip("/"), locale__language_code="en").specific
    others = type(page).objects.filter(translation_key=page.translation_key)
    others.update(image=None)
    bare = BeautifulSoup(client.get(f"/ar/{path}").text, "html.parser")
    assert not bare.select(".page-head .figure")
    others.update(image=image)
    shown = BeautifulSoup(client.get(f"/ar/{path}").text, "html.parser")
    figure = shown.select_one(".page-head .figure")
    assert figure.img["alt"] == texts("ar")["image.coast.alt"]
    assert "CC0" in figure.figcaption.text
    sheets = [link["href"] for link in shown.select('link[href*="css/kinds/"]')]
    names = [finders.find(sheet.removeprefix("/static/")) for sheet in sheets]
    assert any("pictures.css" in Path(name).read_text() for name in names)


def test_an_event_of_a_timeline_has_a_picture_in_every_language(client, image):
    page = ContentPage.objects.get(slug="background", locale__language_code="en")
    shown = BeautifulSoup(client.get("/ja/background/").text, "html.parser")
    found = [img["alt"] for img in shown.select(".timeline img")]
    names = ["seedling", "boats", "pen", "road"]
    assert found == [texts("ja")[f"image.{name}.alt"] for name in names]

    block = next(block for block in page.body if block.block_type == "timeline")
    first = block.value.bound_blocks[0].value
    first["image"] = image
    image.contextual_alt_text, image.decorative = "A lamp at sea", False
    page.save_revision().publish()
    source, _made = TranslationSource.update_or_create_from_instance(page)
    segment = source.stringsegment_set.get(string__data="A lamp at sea")
    french = Locale.objects.get(language_code="fr")
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=french,
        context=segment.context,
        data="Une lampe en mer",
    )
    Translation.objects.get(source=source, target_locale=french).save_target()
    shown = BeautifulSoup(client.get("/fr/background/").text, "html.parser")
    assert shown.select_one(".timeline img")["alt"] == "Une lampe en mer"
    assert "CC0" in shown.select_one(".timeline figcaption").text
    titles = [title.text for title in shown.select(".timeline h3")]
    assert titles[0] == texts("fr")["background.timeline.1.title"]

    # A picture that goes takes nothing with it.
    CustomImage.objects.filter(pk=image.pk).update(file="")
    shown = BeautifulSoup(client.get("/fr/background/").text, "html.parser")
    assert len(shown.select(".timeline li")) == 4
    assert len(shown.select(".timeline img")) == 3


def test_the_drawings_are_light_and_told_in_every_language():
    for name in demo.IMAGES:
        path = DEMO / "images" / f"{name}.png"
        assert path.stat().st_size < 63_000, name
        assert path.with_suffix(".svg").is_file(), f"{name}: where is its drawing?"
        with Image.open(path) as drawn:
            assert max(drawn.size) <= 1600
        for language in LANGUAGES:
            for part in ("title", "alt"):
                words = texts(language)[f"image.{name}.{part}"]
                assert 2 < len(words) <= 255
    said = [texts("en")[f"image.{name}.alt"] for name in demo.IMAGES]
    assert len(said) == len(set(said))
    # Whoever listens knows that it is a picture.
    assert not [
        words for words in said if re.match(r"(An? )?(image|picture) of", words)
    ]
