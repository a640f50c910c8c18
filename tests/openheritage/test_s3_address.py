"""What ``S3_URL`` says, and what the start says of one that says too little."""

import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from openheritage.settings.media import media


def test_without_its_packages_the_start_says_what_to_install(monkeypatch):
    assert media("")["BACKEND"].endswith("WholeFileStorage")
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.txt"):
        media("s3+https://key:secret@s3.example.org/site/")


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (
            "s3+https://key:a%2Fsecret@s3.eu-central-1.amazonaws.com/site",
            {
                "endpoint_url": "https://s3.eu-central-1.amazonaws.com",
                "secret_key": "a/secret",
                "addressing_style": "virtual",
            },
        ),
        (
            "s3+http://key:secret@minio:9000/site/media/files?region=fr-par",
            {
                "endpoint_url": "http://minio:9000",
                "bucket_name": "site",
                "location": "media/files",
                "region_name": "fr-par",
                "addressing_style": "path",
            },
        ),
        ("s3+https://s3.example.org/site/", {"access_key": None, "location": ""}),
    ],
)
def test_an_address_says_all_that_is_to_be_said(url, options):
    found = media(url)["OPTIONS"]
    assert {name: found[name] for name in options} == options
