from django.template.context import Context
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from openheritage.models import Language
from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill, render

from . import preparing
from .frame import announcement, site_addresses
from .models import Announcement, SiteSettings


def show_announcement(context: Context) -> str:
    notice = announcement()
    if notice is None:
        return ""
    return render(context, "home/slots/announcement.html", notice=notice)


def rights() -> list[Right]:
    return [
        Right(Announcement, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Announcement, ("publish", "delete"), (MODERATORS,)),
        Right(SiteSettings, ("change",), (MODERATORS,)),
        Right(Redirect, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Redirect, ("delete",), (MODERATORS,)),
        Right(Locale, ("add", "change", "view", "delete"), (MODERATORS,)),
        # To open and to close it.
        Right(Language, ("change",), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.ABOVE_HEADER, show_announcement)
    fill(Slot.ADDRESSES, site_addresses)
    fill(Slot.RIGHTS, rights)
    fill(Slot.LANGUAGE_CHECKS, preparing.checks, order=-1)
    fill(Slot.LANGUAGE_USES, preparing.uses, order=-1)
