"""Pictures: credited, described, and made when a browser first asks."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from images.models import CustomImage, Licence, Rendition
from tests.conftest import body_of

pytestmark = pytest.mark.django_db


ARTICLE = "/en/news/city-archive-opens-glass-plates/"


def render(image, **values):
    source = "{% load figures %}{% figure image alt=alt caption=caption %}"
    values = {"image": image, "alt": "", "caption": ""} | values
    return Template(source).render(Context(values))


@pytest.fixture
def image():
    image = CustomImage.objects.get(title="Lighthouse at dusk")
    image.creator, image.year = "Jane Doe", "c. 1871"
    image.institution, image.licence = "City Archive", Licence.PUBLIC_DOMAIN
    image.source = "https://archive.example/42"
    return image


@pytest.mark.parametrize("path", ["/en/", ARTICLE, "/ar/news/"])
def test_a_page_makes_no_renditions(client, path):
    Rendition.objects.all().delete()
    client.get(path)
    assert not Rendition.objects.exists(), "A browser has not asked for one yet."


def test_loading_the_sample_content_made_no_renditions(renditions_after_load):
    assert renditions_after_load == 0


def test_the_credit_line_is_that_of_a_museum_label(image):
    text = " ".join(re.sub(r"<[^>]+>", "", render(image)).split())
    assert text.endswith(
        "Jane Doe, Lighthouse at dusk, c. 1871. City Archive. Public domain"
    )
    assert 'href="https://archive.example/42"' in render(image)
    assert 'rel="license"' in render(image)


def test_a_picture_has_words_size_and_modern_formats(image):
    html = render(image)
    assert f'alt="{image.description}"' in html
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    width, height = map(int, re.search(r'width="(\d+)" height="(\d+)"', html).groups())
    assert abs(width / height - image.width / image.height) < 0.01


def test_words_of_the_page_come_before_words_of_the_picture(image):
    assert 'alt="A tower"' in render(image, alt="A tower")


def test_a_rendition_is_made_when_first_asked_for_and_kept_for_a_year(client):
    Rendition.objects.all().delete()
    html = client.get(ARTICLE).text
    for mime_type in ("image/avif", "image/webp"):
        srcset = re.search(rf'type="{mime_type}" srcset="([^ "]+)', html)[1]
        response = client.get(srcset)
        assert response["Content-Type"] == mime_type
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert body_of(response)
    fallback = re.search(r'<img src="([^"]+)"', html)[1]
    response = client.get(fallback)
    assert response["Content-Type"] == "image/jpeg"
    assert body_of(response)


def test_nobody_makes_us_draw_other_sizes(client):
    html = client.get(ARTICLE).text
    address = re.search(r'<img src="([^"]+)"', html)[1]
    forged = re.sub(r"width-\d+", "width-9999", address)
    assert forged != address
    assert client.get(forged).status_code == 403


def test_a_picture_without_known_terms_is_not_taken(image):
    image.licence = ""
    with pytest.raises(ValidationError, match="licence"):
        image.full_clean()


def test_a_picture_that_a_page_shows_is_not_lost(sign_in, superuser):
    image = CustomImage.objects.get(title="A hand turning a glass plate to the light")
    response = sign_in("root").post(f"/admin/images/{image.pk}/delete/")
    assert response.status_code < 500
    assert CustomImage.objects.filter(pk=image.pk).exists()
