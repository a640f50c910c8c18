"""Files by the screen of translators, and by the command."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from translations.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def translator(sign_in):
    return sign_in("translator")


def upload(client, content, name="file.po"):
    file = BytesIO(content)
    file.name = name
    return client.post(reverse("workbench_files"), {"file": file})


def download(client, **values):
    values = {"language": "fr", "format": "po"} | values
    return client.get(reverse("workbench_files_download"), values)


def test_a_language_goes_out_and_comes_back_unchanged(translator):
    response = download(translator)
    archive = ZipFile(BytesIO(response.content))
    names = archive.namelist()
    assert "fr/statement.po" in names
    assert all(name.startswith("fr/") for name in names)
    rows = list(StringTranslation.objects.order_by("pk").values())
    history = Change.objects.count()
    said = upload(translator, response.content, "fr.zip").text
    assert "Nothing was changed." in said
    assert list(StringTranslation.objects.order_by("pk").values()) == rows
    assert Change.objects.count() == history
    assert download(translator).content == response.content
