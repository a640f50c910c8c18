"""Where uploaded files lie: on this machine's disk, or on a server that speaks S3."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from .environment import env

# Empty: the disk. What stands behind the bucket is a folder in it.
S3_URL = env.str("S3_URL", default="")
S3_FORM = re.compile(
    r"s3\+(?P<scheme>https?)://"
    r"(?:(?P<key>[^:@/]+):(?P<secret>[^:@/]+)@)?"
    r"(?P<host>\[[0-9a-f:]+\]|[^:@/?#\[\]\s]+)(?P<port>:\d{1,5})?"
    r"/(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
    r"(?:/(?P<folder>[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*))?/?"
    r"(?:\?region=(?P<region>[a-z0-9-]+))?"
)
S3_PACKAGES = ("storages", "boto3")

# Seconds: for a connection, for each part of an answer, for either where one watches,
# and for which it is not asked again after it failed to answer.
S3_CONNECT, S3_READ, S3_ASK, S3_PAUSE = 2, 5, 1, 5


def media(url: str) -> dict[str, Any]:
    """The entry ``default`` of ``STORAGES``."""
    if not url:
        return {"BACKEND": "openheritage.storage.WholeFileStorage"}
    form = S3_FORM.fullmatch(url)
    if form is None:
        # Not the value, which may hold a secret.
        raise ImproperlyConfigured(
            "S3_URL must be s3+https://key:secret@host:port/bucket/folder?region=…; "
            "port, folder and region are optional, and what is special in key and "
            "secret is percent-encoded."
        )
    if not all(map(find_spec, S3_PACKAGES)):
        raise ImproperlyConfigured(
            "S3_URL needs packages that are not installed: "
            ".venv/bin/pip install --require-hashes -r requirements-s3.txt"
        )
    host = form["host"]
    return {
        "BACKEND": "openheritage.s3.Bucket",
        "OPTIONS": {
            "endpoint_url": f"{form['scheme']}://{host}{form['port'] or ''}",
            "access_key": unquote(form["key"]) if form["key"] else None,
            "secret_key": unquote(form["secret"]) if form["secret"] else None,
            "bucket_name": form["bucket"],
            "location": form["folder"] or "",
            # Some servers want one, whichever it is.
            "region_name": form["region"] or "us-east-1",
            # Others seldom have a name in DNS for each bucket.
            "addressing_style": (
                "virtual" if host.endswith(".amazonaws.com") else "path"
            ),
        },
    }
