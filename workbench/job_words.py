"""A job in words."""

from dataclasses import dataclass

from django.template.defaultfilters import date as date_of
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n

from openheritage.locales import locale_ids
from openheritage.names import language_name, number
from translations.models import Job

SHOWN = 500
STATUS = {
    Job.State.RUNNING: "w-status--primary",
    Job.State.DONE: "",
    Job.State.FAILED: "w-status--critical",
}


def called(job: Job) -> str:
    if job.what == "submit":
        return staff_("Submit for translation")
    if job.what == "check":
        return staff_("Check of the translations")
    if job.what == "import":
        return staff_("Bring back “%(name)s”") % {"name": job.file_name}
    if job.what == "export":
        return staff_("Files of many pages")
    if job.what == "machine":
        return staff_("Machine drafts")
    if job.order.get("publish"):
        return staff_("Bring in step and publish")
    return staff_("Bring in step")


@dataclass(frozen=True)
class Told:
    url: str
    title: str
    state: str
    css: str
    is_open: bool
    progress: str
    done: int
    total: int
    by: str
    begun: str
    about: str
    faults: str
    report: list[list[str]]
    more: str


def moment(job: Job) -> str:
    return date_of(timezone.localtime(job.created_at), "j F Y, H:i")


def about(job: Job) -> str:
    """How many pages, and which languages."""
    things, wanted = job.order.get("things"), job.order.get("locales")
    if not things or not wanted:
        return ""
    names = [language_name(code) for code, pk in locale_ids().items() if pk in wanted]
    return staff_n(
        "%(count)s page or text: %(languages)s",
        "%(count)s pages and texts: %(languages)s",
        len(things),
    ) % {"count": number(len(things)), "languages": ", ".join(names)}


def told(job: Job) -> Told:
    lines = [([str(part) for part in line] + ["", "", ""])[:3] for line in job.report]
    return Told(
        url=reverse("workbench_job", args=[job.pk]),
        title=called(job),
        state=job.get_state_display(),
        css=STATUS.get(Job.State(job.state), ""),
        is_open=job.state in (Job.State.WAITING, Job.State.RUNNING),
        progress=staff_("%(done)s of %(total)s")
        % {"done": number(job.done), "total": number(job.total)},
        done=job.done,
        total=job.total,
        by=(job.by.get_full_name() or job.by.get_username()) if job.by else "",
        begun=moment(job),
        about=about(job),
        faults=faults(job, len(lines)),
        report=lines[:SHOWN],
        more=staff_("Only the first %(count)s are shown.") % {"count": number(SHOWN)}
        if len(lines) > SHOWN
        else "",
    )


def faults(job: Job, found: int) -> str:
    if job.what == "check":
        if not found:
            return staff_("Nothing was found: all is as it should be.")
        return staff_n(
            "%(count)s thing was found", "%(count)s things were found", found
        ) % {"count": number(found)}
    if not found:
        return ""
    return staff_n("%(count)s was not done", "%(count)s were not done", found) % {
        "count": number(found)
    }


def list_words() -> dict[str, str]:
    return {
        "what": staff_("Work"),
        "state": staff_("State"),
        "progress": staff_("Done"),
        "by": staff_("By"),
        "begun": staff_("Begun"),
        "none": staff_("Nobody has asked for anything yet."),
        "new": staff_("Choose pages and languages"),
        "cancel": staff_("Stop it"),
        "report": staff_("What was not done, and why"),
        "page": staff_("Page"),
        "language": staff_("Language"),
        "why": staff_("Why"),
        "reloads": staff_("This page brings itself up to date."),
        "nothing": staff_("Everything was done."),
        "previous": staff_("Newer"),
        "next": staff_("Older"),
        "pages": staff_("Further pages of the list"),
    }


def new_words() -> dict[str, str]:
    return {
        "chosen": staff_("Pages"),
        "choose": staff_("Choose pages"),
        "begin": staff_("Begin"),
        "back": staff_("Back to the table"),
        "note": staff_(
            "The worker does this, parents before the pages below them. What is "
            "submitted already stays as it is. What cannot be done is told line by "
            "line."
        ),
    }
