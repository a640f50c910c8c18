"""Who made what, under which terms: owed by us, and said in the reader's language."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import translation
from wagtail.models import Locale, UploadedFile

from images.models import CustomImage
from images.words import set_words

from .conftest import FIELDS
from .files import quarters, saved

pytestmark = pytest.mark.django_db

PICTURE = saved(quarters(), "JPEG")
MANAGEMENT = {
    "works-TOTAL_FORMS": 2,
    "works-INITIAL_FORMS": 0,
    "works-MIN_NUM_FORMS": 0,
    "works-MAX_NUM_FORMS": 1000,
}
WORK = {
    "id": "",
    "relation": "remixed",
    "title": "",
    "creator": "",
    "year": "",
    "institution": "",
    "licence": "",
    "source": "",
    "ORDER": "",
}


def work(number: int, **values: str | int) -> dict:
    return {f"works-{number}-{key}": value for key, value in (WORK | values).items()}


def credit(image: CustomImage, language: str = "en") -> str:
    source = "{% load figures %}{% figure image %}"
    with translation.override(language):
        html = Template(source).render(Context({"image": image}))
    return " ".join(html.partition("<figcaption")[2].split())


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html.partition(">")[2]).split())


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("creator", {"licence": "cc-by"}),
        ("creator", {"licence": "cc-by-sa", "institution": "City Archive"}),
        ("creator", {"licence": "cc-by", "creator": "  "}),
        ("creator", {"licence": "permission"}),
        ("licence", {"licence": ""}),
        ("description", {"description": ""}),
        ("description", {"description": "IMG_2034.jpg"}),
        ("title", {"title": ""}),
        ("title", {"title": "photo-gps"}),
        ("title", {"title": "IMG_2034"}),
        ("title", {"title": "DSC01234.JPG"}),
        ("title", {"title": "Screenshot 2026-01-02 at 10.11.12"}),
        ("title", {"title": "my holiday"}),
    ],
)
def test_what_is_owed_is_asked_for_in_every_way_of_upload(
    staff, fill_in, field, values
):
    name = "my-holiday.jpg"
    response = fill_in(PICTURE, name, **values)
    assert set(response.context["form"].errors) == {field, "file"}
    path, prefix = "/admin/images/chooser/create/", "image-chooser-upload-"
    assert "error-message" in fill_in(PICTURE, name, path, prefix, **values).text
    files = {"title": "my-holiday", "files[]": SimpleUploadedFile(name, PICTURE)}
    answer = staff.post("/admin/images/multiple/add/", files).json()
    assert 'value="my-holiday"' not in answer["form"]
    upload = UploadedFile.objects.get()
    prefix = f"uploaded-image-{upload.pk}-"
    answer = staff.post(
        f"/admin/images/multiple/create_from_uploaded_image/{upload.pk}/",
        {prefix + key: value for key, value in (FIELDS | values).items()},
    ).json()
    assert not answer["success"]
    assert not CustomImage.objects.filter(title=(FIELDS | values)["title"]).exists()


def test_a_stored_picture_cannot_lose_what_is_owed(staff, add_picture, fill_in):
    image = add_picture(PICTURE, licence="cc-by", creator="Jane Doe")
    for path, prefix in (
        (f"/admin/images/{image.pk}/", ""),
        (f"/admin/images/multiple/{image.pk}/", f"image-{image.pk}-"),
    ):
        fill_in(None, path=path, prefix=prefix, licence="cc-by", creator="")
        image.refresh_from_db()
        assert image.creator == "Jane Doe"


def test_words_that_a_file_happens_to_be_called_are_a_title(add_picture):
    for title, name in (
        ("Lighthouse at noon", "Lighthouse at noon.jpg"),
        ("Self-portrait", "x.jpg"),
        ("灯台", "灯台.jpg"),
        ("1984", "y.jpg"),
        ("Untitled", "z.jpg"),
    ):
        assert add_picture(PICTURE, name, title=title).title == title


def test_the_public_never_reads_the_name_of_a_file(add_picture):
    image = add_picture(PICTURE, licence="cc-by", creator="Jane Doe")
    CustomImage.objects.filter(pk=image.pk).update(title="photo-gps", description="")
    image.refresh_from_db()
    assert words(credit(image)) == "Jane Doe. CC BY 4.0"
    assert "photo-gps" not in credit(image)


def test_several_works_in_one_picture_are_each_credited(staff, fill_in, add_picture):
    image = add_picture(PICTURE)
    path = f"/admin/images/{image.pk}/"
    assert "works-0-title" in staff.get(path).text
    first = {"title": "Red", "creator": "A", "institution": "Museum of Reds"}
    third = work(1, title="Blue", creator="C", licence="cc0", ORDER=2, relation="shows")
    second = work(0, title="B <b>", creator="B", licence="cc-by", ORDER=1)
    response = fill_in(None, path=path, **first, **MANAGEMENT, **second, **third)
    assert response.status_code == 302
    image.refresh_from_db()
    assert words(credit(image)) == (
        "A, Red. Museum of Reds. CC0 1.0 Remixed with: B, B &lt;b&gt;. CC BY 4.0 "
        "Shows: C, Blue. CC0 1.0"
    )
    assert credit(image).count('rel="license"') == 3
    assert words(credit(image, "fr")).count("Remanié avec :") == 1
    # Turned round, and one taken out.
    blue, red = image.works[1], image.works[0]
    order = work(0, **{**red, "ORDER": 2}) | work(1, **{**blue, "ORDER": 1})
    management = MANAGEMENT | {"works-INITIAL_FORMS": 2}
    fill_in(None, path=path, **first, **management, **order)
    image.refresh_from_db()
    assert [of["title"] for of in image.works] == ["Blue", "B <b>"]
    fill_in(None, path=path, **first, **management, **order, **{"works-0-DELETE": "on"})
    image.refresh_from_db()
    assert [of["title"] for of in image.works] == ["Blue"]
    # A form without that part, as in the choosers, leaves them alone.
    fill_in(None, path=path, **first)
    image.refresh_from_db()
    assert [of["title"] for of in image.works] == ["Blue"]


def test_a_further_work_owes_its_credit_too(fill_in, add_picture):
    image = add_picture(PICTURE)
    path = f"/admin/images/{image.pk}/"
    owed = work(0, title="Red", licence="cc-by-sa") | work(1)
    response = fill_in(None, path=path, **MANAGEMENT, **owed)
    assert response.status_code == 200
    assert "asks that you name" in response.text
    assert CustomImage.objects.get(pk=image.pk).works == []


def test_a_translator_gives_a_picture_words_in_their_language(
    client, sign_in, add_picture
):
    image = add_picture(PICTURE, creator="Jane Doe", year="c. 1871")
    image.works = [{"id": "b", "title": "Blue", "licence": "cc0", "relation": "after"}]
    image.save()
    translator = sign_in("translator")
    listing = translator.get("/admin/images/words/").text
    assert f"/admin/images/{image.pk}/words/fr/" in listing
    path = f"/admin/images/{image.pk}/words/fr/"
    assert FIELDS["description"] in translator.get(path).text
    response = translator.post(
        path,
        {
            "-description": "Quatre rectangles.",
            "-title": "Quatre champs",
            "-creator": "",
            "-year": "vers 1871",
            "b-title": "Bleu",
        },
    )
    assert response.status_code == 302
    image.refresh_from_db()
    assert words(credit(image, "fr")) == (
        "Jane Doe, Quatre champs, vers 1871. CC0 1.0 D’après : Bleu. CC0 1.0"
    )
    assert '<span lang="en" dir="ltr">Jane Doe</span>' in credit(image, "fr")
    source = "{% load figures %}{% figure image %}"
    with translation.override("fr"):
        html = Template(source).render(Context({"image": image}))
    assert 'alt="Quatre rectangles."' in html
    # Other languages read the original, marked as what it is.
    assert '<cite lang="en" dir="ltr">Four fields of colour</cite>' in credit(
        image, "ar"
    )
    assert "Quatre champs" in translator.get(path).text
    assert f"{image.pk}/words/fr/" not in translator.get("/admin/images/words/").text
    # Not their language, and no language at all.
    assert translator.get(f"/admin/images/{image.pk}/words/de/").status_code == 302
    assert translator.get(f"/admin/images/{image.pk}/words/xx/").status_code == 404
    assert client.get(path).status_code == 302


def test_two_translators_at_once_lose_no_words(add_picture):
    image = add_picture(saved(quarters(), "PNG"), "x.png")
    other = CustomImage.objects.get(pk=image.pk)
    set_words(image, "fr", {("", "title"): "Un phare"})
    set_words(other, "sw", {("", "title"): "Mnara"})
    image.refresh_from_db()
    assert image.words == {"fr": {"title": "Un phare"}, "sw": {"title": "Mnara"}}


def test_words_of_pictures_can_be_written_in_every_language(staff, add_picture):
    image = add_picture(PICTURE)
    html = staff.get(f"/admin/images/{image.pk}/words/", follow=True).text
    for locale in Locale.objects.exclude(language_code="en"):
        assert f"/admin/images/{image.pk}/words/{locale.language_code}/" in html
