from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from images.models import CustomImage, PictureHost
from tests.services.dns import NameServer
from tests.services.museum import HOSTS, Museum

from .pasting import PATH

# All fields that Wagtail's form of a picture posts.
FIELDS = {
    "title": "Four fields of colour",
    "description": "Four rectangles, red, green, blue and white.",
    "creator": "",
    "year": "",
    "institution": "",
    "licence": "cc0",
    "source": "",
    "collection": "1",
    "tags": "",
    "focal_point_x": "",
    "focal_point_y": "",
    "focal_point_width": "",
    "focal_point_height": "",
}


@pytest.fixture
def staff(sign_in, superuser) -> Client:
    return sign_in("root")


@pytest.fixture
def fill_in(staff) -> Callable[..., HttpResponse]:
    """Sends the form of a picture, as a browser does."""

    def fill_in(
        data: bytes | None,
        name: str = "photo.jpg",
        path: str = "/admin/images/add/",
        prefix: str = "",
        **values: str | int,
    ) -> HttpResponse:
        form: dict = {prefix + key: value for key, value in (FIELDS | values).items()}
        if data is not None:
            form[f"{prefix}file"] = SimpleUploadedFile(name, data)
        return staff.post(path, form)

    return fill_in


@pytest.fixture
def add_picture(fill_in) -> Callable[..., CustomImage]:
    def add_picture(data: bytes, name: str = "photo.jpg", **values) -> CustomImage:
        response = fill_in(data, name, **values)
        assert response.status_code == 302, response.context["form"].errors
        return CustomImage.objects.latest("pk")

    return add_picture


@pytest.fixture(scope="session")
def building(tmp_path_factory) -> Iterator[tuple[Museum, NameServer]]:
    folder = tmp_path_factory.mktemp("museum")
    with NameServer().running() as names, Museum().open(folder) as museum:
        yield museum, names


@pytest.fixture
def names(building) -> NameServer:
    names = building[1]
    names.zone = {host: {"A": ["127.0.0.1"]} for host in HOSTS}
    names.asked.clear()
    return names


@pytest.fixture
def museum(building, names, settings) -> Museum:
    museum = building[0]
    museum.shelves.clear()
    museum.asked.clear()
    settings.DNS_RESOLVER = names.address
    settings.PICTURE_HOSTS_PORT = museum.port
    settings.PICTURE_HOSTS_CA = museum.authority
    settings.PICTURE_HOSTS_NETWORKS = ["127.0.0.1/32"]
    for host in HOSTS:
        PictureHost.objects.get_or_create(host=host)
    return museum


@pytest.fixture
def paste(staff) -> Callable[..., HttpResponse]:
    def paste(address: str, **more: str) -> HttpResponse:
        return staff.post(PATH, {"address": address} | more)

    return paste


@pytest.fixture
def store(staff) -> Callable[..., HttpResponse]:
    """Fills in what is still empty and sends the form that was shown."""

    def store(shown: HttpResponse, **more: Any) -> HttpResponse:
        form = shown.context["picture"]
        values = {
            field.name: field.value() or ""
            for field in form
            if not field.field.disabled
        }
        values |= {"description": "Four fields of colour.", "collection": "1"} | more
        return staff.post(PATH, values | {"found": shown.context["found"]})

    return store
