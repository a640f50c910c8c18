from django.template.context import Context
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from images.cards import card_of
from openheritage.cards import Card
from openheritage.models import Language
from openheritage.pages import SitePage
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


def shared(page: SitePage, language: str) -> Card | None:
    """Of a page that has no picture of its own."""
    settings = site_addresses()
    return card_of(settings.share_image, language) if settings.share_image_id else None


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
    fill(Slot.CARD, shared, order=1)
    fill(Slot.RIGHTS, rights)
    fill(Slot.LANGUAGE_CHECKS, preparing.checks, order=-1)
    fill(Slot.LANGUAGE_USES, preparing.uses, order=-1)
