from django.core.management import call_command

from . import proofs, schedule, sitemaps, stored_files
from .models import SitemapFile
from .worker import continuously, every, is_passing

proving = proofs.Proving()


@every(24 * 3600)
def forget_sessions() -> None:
    """Those that have ended; Django leaves them where they are."""
    call_command("clearsessions")


@continuously
def prove() -> int:
    """A part of the look at the site's own data that is due."""
    return proving.step(at_once=is_passing())


@every(20)
def keep_the_schedule() -> None:
    """More often than is worth a row: whichever worker is first does what is due."""
    schedule.run()


@every(120)
def make_sitemap() -> None:
    sitemaps.making.begin()


# Behind it, so that a worker that does not stay ends with it.
@continuously
def go_on_with_the_sitemap() -> int:
    return sitemaps.making.go_on()


@every(24 * 3600)
def tidy_sitemap() -> None:
    stored_files.tidy(sitemaps.FOLDER, SitemapFile)
