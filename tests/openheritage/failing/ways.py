"""Ways to fail, each with a person's data in its words."""

import asyncio
import gc
import logging
import smtplib
import threading
import warnings
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.db import DataError, connection, transaction

library = logging.getLogger("some.library")


class Person(NamedTuple):
    name: str
    email: str


def unique(person: Person) -> None:
    """Key (username)=(…) already exists."""
    with transaction.atomic():
        for _time in range(2):
            get_user_model().objects.create(username=person.email)


def not_null(person: Person) -> None:
    """Failing row contains (…)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signatures_signatory (name, email) VALUES (%s, %s)", person
        )


def no_number(person: Person) -> None:
    """Invalid input syntax for type integer: "…"."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [person.name])


def group(person: Person) -> None:
    try:
        raise KeyError(person.name)
    except KeyError as error:
        raise ExceptionGroup(person.name, [ValueError(person.email)]) from error


def refused(person: Person) -> None:
    raise smtplib.SMTPRecipientsRefused({person.email: (550, person.name.encode())})


def thread(person: Person) -> None:
    beside = threading.Thread(target=group, args=[person])
    beside.start()
    beside.join()


def thrown_away(person: Person) -> None:
    class Last:
        def __del__(self) -> None:
            raise ValueError(person.name)

    Last()


def forgotten_task(person: Person) -> None:
    async def fail() -> None:
        raise ValueError(f"{person.name} <{person.email}>")

    async def begin() -> None:
        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(begin())


def warned(person: Person) -> None:
    warnings.warn(f"A date of {person.email} has no zone.", stacklevel=1)


def told_by_a_library(person: Person) -> None:
    """In sentences of its own, with what it was told."""
    for way in (unique, not_null, no_number):
        try:
            way(person)
        except Exception as error:  # noqa: BLE001 - libraries do
            library.error(f"Not done: {error}")
            library.warning(f"Not done: {error!r}")
            library.info("Not done: %s", str(error).splitlines())
    library.warning("At https://%s@host.example/%s", person.email, quote(person.name))
    library.warning("Not found: /en/search/?q=%s", person.name.replace(" ", "+"))
    library.error("%d letters", person.name, extra={"person": person})
    library.error("A letter.", extra={"person": person, "request": person})


def told_later(person: Person) -> None:
    """As a library may, when the error is no longer at hand."""
    texts = []
    for way in (unique, not_null, no_number):
        try:
            way(person)
        except Exception as error:  # noqa: BLE001 - libraries do
            texts.append(str(error))
    with suppress(DataError):
        library.error("Not done: %s", " and ".join(texts))


WAYS = {
    way.__name__: way
    for way in (
        *(unique, not_null, no_number, group, refused, thread, thrown_away),
        *(forgotten_task, warned, told_by_a_library, told_later),
    )
}
