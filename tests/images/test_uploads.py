"""Whatever comes as a picture is shown well or refused in a sentence."""

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import UploadedFile

from images.models import CustomImage

from .conftest import FIELDS
from .files import huge_png, quarters, saved, sixteen_bits

pytestmark = pytest.mark.django_db

POLYGLOT = b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1);//"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def moving(format_name: str) -> bytes:
    still = quarters().convert("P") if format_name == "GIF" else quarters()
    more = [Image.new(still.mode, still.size)]
    return saved(still, format_name, save_all=True, append_images=more)


def refused() -> Iterator[tuple[str, bytes, str]]:
    """A name, a content, and a word of the sentence that says what is wrong."""
    yield "empty.jpg", b"", "empty"
    yield "page.jpg", b"<html><script>alert(1)</script></html>", "read as a picture"
    yield "drawing.png", SVG, "read as a picture"
    yield "drawing.svg", SVG, "supported"
    yield "polyglot.gif", POLYGLOT, "picture"
    yield "photo.heic", saved(quarters(), "JPEG"), "supported"
    yield "photo.png", saved(quarters(), "JPEG"), "ends in .png"
    yield "large.jpg", saved(quarters(), "JPEG") + b"\0" * 11_000_000, "too big"
    yield "bomb.png", huge_png(20_000, 20_000), "too many pixels"
    yield "larger.png", huge_png(13_000, 10_000), "too many pixels"
    yield "bomb.gif", b"GIF89a" + b"\xff" * 4 + bytes(50), "too many pixels"
    yield "thread.png", saved(Image.new("L", (1, 20_000)), "PNG"), "too long"
    yield "narrow.png", saved(Image.new("L", (900, 2)), "PNG"), "too narrow"
    for name in ("JPEG", "PNG", "GIF", "WEBP", "AVIF"):
        suffix = name.lower().replace("jpeg", "jpg")
        image = Image.effect_noise((300, 200), 90)
        whole = saved(image, name)
        for part in (0.02, 0.3, 0.9):
            yield f"cut.{suffix}", whole[: int(len(whole) * part)], "read as a picture"
        if name != "JPEG":
            yield f"moving.{suffix}", moving(name), "still pictures"


REFUSED = list(refused())
# The form is the same everywhere; each sort of file goes through it once.
SOME = [REFUSED[number] for number in (0, 1, 4, 7, 8, 11)]


@pytest.fixture(params=["add", "replace", "several", "chooser"])
def send(request, staff, fill_in) -> Callable[[bytes, str], str]:
    """Sends a file in one of the ways there are; answers what staff read beside it."""

    def add(data: bytes, name: str) -> str:
        response = fill_in(data, name)
        assert response.status_code == 200
        assert response.context["form"]["title"].value() == FIELDS["title"]
        return " ".join(response.context["form"].errors["file"])

    def replace(data: bytes, name: str) -> str:
        image = CustomImage.objects.get(title="Lighthouse at dusk")
        response = fill_in(data, name, f"/admin/images/{image.pk}/")
        assert response.status_code == 200
        assert CustomImage.objects.get(pk=image.pk).file.name == image.file.name
        return " ".join(response.context["form"].errors["file"])

    def several(data: bytes, name: str) -> str:
        files = {"title": "x", "files[]": SimpleUploadedFile(name, data)}
        answer = staff.post("/admin/images/multiple/add/", files).json()
        assert not answer["success"]
        return answer["error_message"]

    def chooser(data: bytes, name: str) -> str:
        path = "/admin/images/chooser/create/?select_format=true"
        prefix = "image-chooser-upload-"
        response = fill_in(data, name, path, prefix)
        assert response.status_code == 200
        html = json.loads(response.content)["htmlFragment"]
        assert FIELDS["description"] in html
        return html

    return locals()[request.param]


def test_what_is_no_good_picture_is_refused_at_the_field(send):
    stored = default_storage.listdir("original_images")[1]
    pictures = CustomImage.objects.count()
    for name, data, words in REFUSED if send.__name__ == "add" else SOME:
        assert words in send(data, name), name
    assert CustomImage.objects.count() == pictures
    assert not UploadedFile.objects.exists()
    assert default_storage.listdir("original_images")[1] == stored


def shown(image: CustomImage, spec: str) -> Image.Image:
    with image.get_rendition(spec).file.open() as file, Image.open(file) as picture:
        picture.load()
        return picture


def odd() -> Iterator[tuple[str, bytes]]:
    """Modes that are seldom met, each of the four fields of colour."""
    palette = quarters().quantize(8)
    yield "x.png", saved(palette, "PNG")
    for mode in ("1", "L", "LA", "RGB", "RGBA"):
        yield "x.png", saved(quarters().convert(mode, dither=0), "PNG")
    for mode in ("L", "CMYK"):
        yield "x.jpg", saved(quarters().convert(mode), "JPEG")
    yield "x.png", saved(palette, "PNG", transparency=0)
    yield "x.jpg", saved(quarters(), "JPEG", progressive=True)
    yield "x.gif", saved(palette, "GIF", transparency=0)
    yield "x.webp", saved(quarters().convert("RGBA"), "WEBP")
    yield "x.avif", saved(quarters().convert("L"), "AVIF")
    yield "x.png", saved(Image.new("RGB", (1, 1), "red"), "PNG")


@pytest.mark.parametrize(("name", "data"), list(odd()))
def test_odd_pictures_look_as_they_are(add_picture, name, data):
    image = add_picture(data, name)
    with Image.open(BytesIO(data)) as sent:
        wanted = Image.new("RGBA", sent.size, "white")
        wanted.alpha_composite(sent.convert("RGBA"))
    for format_name in ("jpeg", "webp", "avif"):
        picture = shown(image, f"width-400|format-{format_name}")
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture.convert("RGBA"))
        assert white.size == wanted.size
        for x, y in ((4, 4), (-4, 4), (4, -4), (-4, -4)):
            point = (x % white.width, y % white.height)
            here, there = white.getpixel(point), wanted.getpixel(point)
            assert all(abs(a - b) < 26 for a, b in zip(here, there, strict=True))


def test_grey_of_sixteen_bits_is_not_white(add_picture):
    image = add_picture(sixteen_bits(), "x.png")
    levels = shown(image, "width-64|format-jpeg").convert("L").getextrema()
    assert levels[0] < 20
    assert levels[1] > 220
    # Pillow alone would make all of it white but the left edge.
    assert shown(image, "width-64|format-jpeg").convert("L").getpixel((32, 20)) < 140


def test_a_transparent_picture_is_not_black(add_picture):
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    image = add_picture(saved(clear, "PNG"), "clear.png")
    assert shown(image, "width-40|format-jpeg").getpixel((9, 9)) == (255, 255, 255)
    assert shown(image, "width-40|format-webp").getpixel((9, 9))[3] == 0


def test_what_follows_the_end_of_a_picture_is_not_stored(add_picture):
    script = b"<script>alert(1)</script>"
    for format_name, name in (("JPEG", "x.jpg"), ("PNG", "x.png"), ("WEBP", "x.webp")):
        image = add_picture(saved(quarters(), format_name) + script, name)
        with image.file.open() as file:
            assert script not in file.read()


def test_a_browser_that_forgot_the_file_is_said_so(fill_in):
    response = fill_in(saved(quarters(), "JPEG"), licence="", creator="Jane Doe")
    assert "Choose the file again" in response.context["form"].errors["file"][0]
    assert response.context["form"]["creator"].value() == "Jane Doe"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process may grow beyond some bytes: it is begun, and fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_in(folder: str) -> list[str]:
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_a_full_disk_is_said_at_the_field_and_leaves_no_half_file(
    staff: Client, fill_in
):
    data = saved(quarters(), "JPEG")
    answer = staff.post(
        "/admin/images/multiple/add/",
        {"title": "x", "files[]": SimpleUploadedFile("full.jpg", data)},
    ).json()
    waiting = answer["uploaded_file_id"]
    before = [*files_in("original_images"), *files_in("wagtail_uploads")]
    with full_disk():
        response = fill_in(data)
        assert response.status_code == 200
        assert "no room left" in response.context["form"].errors["file"][0]
        prefix = "image-chooser-upload-"
        response = fill_in(data, path="/admin/images/chooser/create/", prefix=prefix)
        assert "no room left" in response.text
        files = {"title": "x", "files[]": SimpleUploadedFile("full.jpg", data)}
        answer = staff.post("/admin/images/multiple/add/", files).json()
        assert "no room left" in answer["error_message"]
        prefix = f"uploaded-image-{waiting}-"
        answer = staff.post(
            f"/admin/images/multiple/create_from_uploaded_image/{waiting}/",
            {prefix + name: value for name, value in FIELDS.items()},
        ).json()
        assert "no room left" in answer["form"]
        document = SimpleUploadedFile("full.txt", b"words")
        response = staff.post(
            "/admin/documents/add/",
            {"title": "Words", "file": document, "collection": 1, "tags": ""},
        )
        assert "no room left" in response.context["form"].errors["file"][0]
    assert [*files_in("original_images"), *files_in("wagtail_uploads")] == before
    assert not CustomImage.objects.filter(title=FIELDS["title"]).exists()
    assert fill_in(data).status_code == 302
