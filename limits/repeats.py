"""Forms that are sent again, as by a browser whose answer was lost."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.utils import timezone

from openheritage.composed import Composed

from .models import SentForm
from .rates import KEEP


@Composed
def known(key: str) -> QuerySet:
    return SentForm.objects.filter(key=key).values_list(Value(1))


def is_known(key: str) -> bool:
    return bool(known(key=key))


def is_first(key: str) -> bool:
    """Of several that come at once the first alone; the others wait until it is done,
    and become the first if it fails. Within a transaction.

    One statement: Django has none that says whether there was such a row, and an error
    would need a savepoint around it.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO limits_sentform (key, at) VALUES (%s, %s) "
            "ON CONFLICT (key) DO NOTHING",
            [key, now],
        )
        return cursor.rowcount == 1


@contextmanager
def undone(is_undone: bool) -> Iterator[None]:
    """What is done within leaves nothing behind, but takes the time that it takes:
    nobody shall learn from it what we know."""
    with transaction.atomic():
        yield
        if is_undone:
            transaction.set_rollback(True)


# What a form said -----------------------------------------------------------------

# So long its sender may correct the address.
SEALED_FOR = timedelta(hours=1)


def cipher(secret: str) -> Fernet:
    """``secret``: 64 hex digits, which only the sender of the form keeps."""
    return Fernet(urlsafe_b64encode(bytes.fromhex(secret)))


def keep(key: str, secret: str, data: Any) -> bool:
    """Whether the form is the first, as ``is_first``, in one statement too. One that is
    sent again says the same again."""
    sealed = cipher(secret).encrypt(json.dumps(data).encode())
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO limits_sentform (key, at, sealed) VALUES (%s, %s, %s) "
            "ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed "
            # The time of a row that was there already is another; of two in the same
            # microsecond both count, and the second finds the signature of the first.
            "RETURNING limits_sentform.at = %s",
            [key, now, sealed, now],
        )
        return bool(cursor.fetchone()[0])


def kept(key: str, secret: str) -> Any:
    """``None`` once it is forgotten."""
    row = SentForm.objects.filter(key=key).exclude(sealed=None).first()
    if row is None or row.sealed is None:
        return None
    try:
        return json.loads(cipher(secret).decrypt(bytes(row.sealed)))
    except InvalidToken:
        return None


def claim(number: int, key: str | None) -> None:
    """What a form has made. Writes to its own row alone: others wait for theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE limits_sentform SET made = %s WHERE key = %s", [number, key or ""]
        )


def made_by(key: str) -> int | None:
    return SentForm.objects.filter(key=key).values_list("made", flat=True).first()


def purge_answers() -> int:
    old = SentForm.objects.filter(at__lt=timezone.now() - SEALED_FOR)
    return old.exclude(sealed=None).update(sealed=None, made=None)


def purge_sent_forms() -> int:
    """Answers are kept by the signer's browser for a day, and not taken after it."""
    return SentForm.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
