from django.core.management import call_command

from . import schedule
from .worker import every


@every(24 * 3600)
def forget_sessions() -> None:
    """Those that have ended; Django leaves them where they are."""
    call_command("clearsessions")


@every(60)
def show_life() -> None:
    """Its row tells that a worker lives: see ``worker.in_a_word``."""


@every(20)
def keep_the_schedule() -> None:
    """More often than is worth a row: whichever worker is first does what is due."""
    schedule.run()
