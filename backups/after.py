"""What a restored database needs, whichever way it was restored."""

import io

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction

from correspondence.replaying import hold_waiting
from images.models import Rendition
from journal.kinds import Report
from openheritage.telling import tell_all
from register import chain
from register.counts import recount
from signatures.models import Signature

from . import media


def forget_what_was_known() -> None:
    """This process has seen another database, and those that still run have."""
    cache.clear()
    ContentType.objects.clear_cache()
    tell_all()


def hold_mails(report: Report) -> None:
    if number := hold_waiting():
        report.notes.append(
            f"{number} mails that waited are held, since nobody can say whether they "
            "have left: in Correspondence → Outbox, “Send again” or “Done with” each."
        )


@transaction.atomic
def end_sessions() -> int:
    return Session.objects.all().delete()[0]


def forget_renditions() -> None:
    """Their files are in no backup; they are made when somebody asks for them."""
    Rendition.objects.all()._raw_delete(Rendition.objects.db)


def finish(report: Report) -> None:
    end_sessions()
    report.notes.append("Whoever works on the site signs in again.")
    forget_renditions()
    recount(force=True)
    repair_search(report)
    verify(report)
    if missing := media.missing():
        report.problems.append(
            f"{len(missing)} files that the database names are not there, such as "
            f"{missing[0]}."
        )
    report.notes += sorted(report.lost.values())
    forget_what_was_known()


def repair_search(report: Report) -> None:
    """Its table now; a search server is told by the worker."""
    try:
        call_command("check_search", repair=True, stdout=io.StringIO())
    except CommandError as error:
        report.problems.append(str(error))


def verify(report: Report) -> None:
    found = list(chain.problems())
    report.problems += found[:10]
    last = chain.head()
    if chain.is_behind(last):
        report.problems.append(
            "The register does not reach what the public has seen: entries are "
            "missing in the journal. Find the newest copy of it and replay it before "
            "the site is opened; until then nothing can be published or withdrawn."
        )
    elif not found and last is not None:
        report.notes.append(
            f"The register is whole: {last.sequence} entries, head {last.hash}."
        )
    report.notes.append(f"{Signature.objects.published().count()} are public.")
