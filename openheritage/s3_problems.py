"""What ``check --deploy`` finds wrong with the bucket that holds uploaded files."""

from typing import Any
from uuid import uuid4

from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt
from django.core.files.base import ContentFile


def problems_of(bucket: Any) -> list[CheckMessage]:
    """Writes, reads and deletes a file, and looks who else may read it."""
    name = f"check-{uuid4().hex}.txt"
    try:
        bucket.save(name, ContentFile(name.encode()))
        with bucket.open(name) as file:
            is_the_same = file.read() == name.encode()
        # By what every key may ask that reads a file; whether a bucket keeps versions,
        # the one that docs/operations.md describes may not.
        version = bucket.facts(name).get("VersionId", "null")
        is_public = is_readable_by_all(bucket, name)
        bucket.delete(name)
        is_gone = not bucket.exists(name)
    except OSError as error:
        hint = (
            "Look at S3_URL, and whether its key may list the bucket, and read, write "
            "and delete in it."
        )
        said = f"The bucket of S3_URL cannot be used: {error.strerror}"
        return [Error(said, hint, id="openheritage.E001")]
    found: list[CheckMessage] = []
    if not (is_the_same and is_gone):
        said = "The bucket of S3_URL does not hold what is written to it."
        found.append(Error(said, id="openheritage.E002"))
    if is_public:
        said = "Everybody can read the bucket of S3_URL, private documents too."
        hint = "Take the right to read away from all but the key of the site."
        found.append(Error(said, hint, id="openheritage.E003"))
    # Where they were suspended, each new file is of the version `null`.
    if version != "null":
        said = "The bucket of S3_URL keeps versions of what is deleted."
        hint = (
            "Certificates of withdrawn signatures would stay in it: suspend its "
            "versions, or have old ones deleted within days."
        )
        found.append(Doubt(said, hint, id="openheritage.W003"))
    return found


def is_readable_by_all(bucket: Any, name: str) -> bool:
    nobody = bucket.client_of(Config(signature_version=UNSIGNED))
    try:
        nobody.get_object(**bucket.key(name))["Body"].close()
    except (ClientError, BotoCoreError):
        return False
    return True
