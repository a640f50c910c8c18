"""What a camera notes never leaves; colours and the right way up stay."""

import struct
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image
from wagtail.images.utils import generate_signature
from wagtail.models import UploadedFile

from images.models import CustomImage, Rendition
from tests.conftest import body_of

from .conftest import FIELDS
from .files import ARTIST, SUFFIX, display_p3, quarters, saved, telling

pytestmark = pytest.mark.django_db

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
CORNERS = {"red": (8, 8), "green": (-8, 8), "blue": (8, -8), "white": (-8, -8)}


def address(image: CustomImage, spec: str) -> str:
    signature = generate_signature(image.pk, spec)
    return f"/images/{signature}/{image.pk}/{spec.replace('|', '%7C')}/x"


def assert_tells_nothing(data: bytes) -> None:
    with Image.open(BytesIO(data)) as image:
        image.load()
        assert not image.getexif()
        told = {"exif", "xmp", "comment", "photoshop", "Author", "XML:com.adobe.xmp"}
        assert not told & set(image.info)
    for words in (ARTIST.encode(), b"Camera Works", b"Photoshop", b"tIME", b"xmpmeta"):
        assert words not in data


def corners(image: Image.Image) -> list[str]:
    """The colours of the four corners, from the top left in reading order."""
    names = []
    for x, y in CORNERS.values():
        point = (x % image.width, y % image.height)
        red, green, blue = image.convert("RGB").getpixel(point)
        if min(red, green, blue) > 200:
            names.append("white")
        else:
            levels = {red: "red", green: "green", blue: "blue"}
            names.append(levels[max(levels)])
    return names


@pytest.mark.parametrize("format_name", FORMATS)
def test_no_file_of_a_picture_tells_who_took_it_and_where(
    staff, client, add_picture, format_name
):
    data = telling(format_name)
    assert ARTIST.encode() in data
    image = add_picture(data, f"x.{SUFFIX[format_name]}")
    with image.file.open() as file:
        assert_tells_nothing(file.read())
    for spec in (
        "width-40|format-jpeg",
        "width-40|format-webp",
        "width-40|format-avif",
    ):
        assert_tells_nothing(body_of(client.get(address(image, spec))))
    for path in ("/admin/images/", f"/admin/images/{image.pk}/"):
        assert staff.get(path).status_code == 200
    assert image.renditions.count() >= 5
    for rendition in image.renditions.all():
        with rendition.file.open() as file:
            assert_tells_nothing(file.read())


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_colour_profile_stays(client, add_picture, format_name):
    image = add_picture(telling(format_name), f"x.{SUFFIX[format_name]}")
    with image.file.open() as file, Image.open(file) as stored:
        assert stored.info["icc_profile"] == display_p3()
    for name in ("jpeg", "webp", "avif", "png"):
        data = body_of(client.get(address(image, f"width-40|format-{name}")))
        with Image.open(BytesIO(data)) as shown:
            assert shown.info["icc_profile"] == display_p3()


def test_a_gif_and_the_second_picture_of_a_phone_lose_their_notes(add_picture):
    gif = saved(quarters().convert("P"), "GIF", comment=ARTIST.encode())
    second = quarters()
    phone = saved(quarters(), "MPO", save_all=True, append_images=[second])
    for data, name in ((gif, "x.gif"), (phone + ARTIST.encode(), "x.jpg")):
        image = add_picture(data, name)
        with image.file.open() as file:
            stored = file.read()
        assert ARTIST.encode() not in stored
        assert len(stored) < len(data)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def with_notes_in_the_table(data: bytes) -> bytes:
    """An AVIF file with words wherever its table has room for them."""
    words = ARTIST.encode() + b"\0"

    def inside(name: bytes, added: bytes) -> None:
        nonlocal data
        parents = {b"ipco": (b"iprp", b"meta"), b"meta": (), b"hdlr": (b"meta",)}
        at = data.index(name) - 4
        end = at + int.from_bytes(data[at : at + 4])
        grown = bytearray(data)
        for each in (name, *parents[name]):
            place = data.index(each) - 4
            size = int.from_bytes(data[place : place + 4]) + len(added)
            grown[place : place + 4] = struct.pack(">I", size)
        place = data.index(b"iloc") + 4
        assert data[place : place + 6] == b"\0\0\0\0\x44\0"
        for number in range(int.from_bytes(data[place + 6 : place + 8])):
            extent = place + 8 + number * 14 + 6
            start = int.from_bytes(data[extent : extent + 4]) + len(added)
            grown[extent : extent + 4] = struct.pack(">I", start)
        data = bytes(grown[:end] + added + grown[end:])

    inside(b"ipco", box(b"udes", b"\0\0\0\0en\0" + words))
    for _one_of_two in range(2):
        inside(b"meta", box(b"uuid", bytes(16) + words))
    inside(b"hdlr", words)
    return data + box(b"moov", box(b"udta", words)) + box(b"mdat", words)


def test_neither_does_the_table_of_an_avif_file(add_picture):
    data = with_notes_in_the_table(saved(quarters(), "AVIF"))
    # A second table, which no program reads: it claims to be very long.
    endless = bytes([2, 0, 0, 0, 0, 0]) + b"\xff" * 4 + bytes(40)
    tables = box(b"iinf", bytes(6)) + box(b"iloc", endless)
    data += box(b"meta", bytes(4) + tables + box(b"uuid", ARTIST.encode()))
    image = add_picture(data, "x.avif")
    with image.file.open() as file:
        stored = file.read()
    assert ARTIST.encode() not in stored
    with Image.open(BytesIO(stored)) as shown, Image.open(BytesIO(data)) as sent:
        assert shown.tobytes() == sent.tobytes()


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_picture_is_upright_and_has_the_size_that_is_seen(add_picture, format_name):
    """All eight ways to hold a camera; mirrored ones come from scanners."""
    seen = {
        1: ["red", "green", "blue", "white"],
        2: ["green", "red", "white", "blue"],
        3: ["white", "blue", "green", "red"],
        4: ["blue", "white", "red", "green"],
        5: ["red", "blue", "green", "white"],
        6: ["blue", "red", "white", "green"],
        7: ["white", "green", "blue", "red"],
        8: ["green", "white", "red", "blue"],
    }
    for orientation, colours in seen.items():
        data = telling(format_name, orientation)
        image = CustomImage(title="T", licence="cc0")
        image.file = ContentFile(data, f"x.{SUFFIX[format_name]}")
        image.save()
        assert (image.width, image.height) == (
            (64, 48) if orientation < 5 else (48, 64)
        )
        rendition = image.get_rendition("width-64|format-png")
        with rendition.file.open() as file, Image.open(file) as shown:
            assert corners(shown) == colours, (format_name, orientation)


def test_pixels_are_copied_and_not_encoded_again(add_picture):
    for format_name in FORMATS:
        data = telling(format_name)
        image = add_picture(data, f"x.{SUFFIX[format_name]}")
        with image.file.open() as file, Image.open(file) as stored:
            here = stored.tobytes()
        with Image.open(BytesIO(data)) as sent:
            assert sent.tobytes() == here


def test_a_file_that_waits_for_its_form_is_clean_already(staff):
    response = staff.post(
        "/admin/images/multiple/add/",
        {"title": "x", "files[]": SimpleUploadedFile("x.jpg", telling("JPEG"))},
    )
    upload = UploadedFile.objects.get(pk=response.json()["uploaded_file_id"])
    with upload.file.open() as file:
        assert_tells_nothing(file.read())
    prefix = f"uploaded-image-{upload.pk}-"
    response = staff.post(
        f"/admin/images/multiple/create_from_uploaded_image/{upload.pk}/",
        {prefix + name: value for name, value in FIELDS.items()},
    )
    image = CustomImage.objects.get(pk=response.json()["image_id"])
    with image.file.open() as file:
        assert_tells_nothing(file.read())


def store_as_before(image: CustomImage, data: bytes) -> None:
    """As a release before this one has it: the file as it came."""
    name = image.file.storage.save("original_images/old.jpg", ContentFile(data))
    CustomImage.objects.filter(pk=image.pk).update(
        file=name, width=64, height=48, cleaned_by=0, focal_point_x=1
    )


def test_pictures_of_an_older_release_are_cleaned_and_drawn_anew(
    client, add_picture, django_capture_on_commit_callbacks
):
    image = add_picture(saved(quarters(), "JPEG"))
    store_as_before(image, telling("JPEG", 6))
    image = CustomImage.objects.get(pk=image.pk)
    old, storage = image.file.name, image.file.storage
    rendition = image.get_rendition("width-40|format-jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("clean_pictures")
    image = CustomImage.objects.get(pk=image.pk)
    assert (image.width, image.height) == (48, 64)
    assert not storage.exists(old)
    assert not storage.exists(rendition.file.name)
    with image.file.open() as file:
        assert_tells_nothing(file.read())
    assert not CustomImage.objects.filter(cleaned_by=0).exists()
    assert_tells_nothing(body_of(client.get(address(image, "width-40|format-jpeg"))))


def test_cleaning_goes_on_past_a_picture_that_is_broken_or_gone(add_picture):
    broken = add_picture(saved(quarters(), "JPEG"))
    store_as_before(broken, telling("JPEG")[:300])
    gone = add_picture(saved(quarters(), "PNG"), "gone.png")
    CustomImage.objects.filter(pk=gone.pk).update(cleaned_by=0, file="no/such.png")
    call_command("clean_pictures")
    assert not CustomImage.objects.filter(cleaned_by=0).exists()


def test_a_profile_that_no_program_reads_is_left_out(add_picture):
    data = saved(quarters(), "JPEG", icc_profile=b"\0" * 500)
    image = add_picture(data)
    with image.file.open() as file, Image.open(file) as stored:
        assert "icc_profile" not in stored.info


def test_colours_of_print_become_those_of_screens(client, add_picture):
    image = add_picture(saved(quarters().convert("CMYK"), "JPEG", quality=95))
    data = body_of(client.get(address(image, "width-64|format-jpeg")))
    with Image.open(BytesIO(data)) as shown:
        assert shown.mode == "RGB"
        assert corners(shown) == ["red", "green", "blue", "white"]


def test_a_forgotten_rendition_is_drawn_again(client, add_picture):
    image = add_picture(saved(quarters(), "JPEG"))
    spec = "width-40|format-webp"
    assert body_of(client.get(address(image, spec)))
    rendition = Rendition.objects.get(image=image, filter_spec=spec)
    rendition.file.storage.delete(rendition.file.name)
    response = client.get(address(image, spec))
    assert response.status_code == 200
    assert body_of(response)
