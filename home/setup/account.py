"""The first superuser. No password is ever an argument: others could read it."""

import os
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.management import CommandError

from openheritage import slots
from openheritage.slots import Slot

from .report import Report

PASSWORD = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - the name of a variable


class Wish(NamedTuple):
    name: str
    address: str

    def make(self, report: Report) -> str:
        """The private link behind which a password is chosen; empty if one was given.

        Raises ``CommandError`` for what a form would refuse.
        """
        try:
            (made,) = slots.answers(
                Slot.SUPERUSER, self.name, self.address, os.environ.get(PASSWORD, "")
            )
        except ValidationError as error:
            raise CommandError(f"--superuser: {' '.join(error.messages)}") from None
        (report.new if made.is_new else report.stands)(made.words)
        return made.link
