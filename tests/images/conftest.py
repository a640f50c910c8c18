from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from images.models import CustomImage

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
