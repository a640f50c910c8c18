from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_
from wagtail.models import Locale, Page

from openheritage.furniture import content_language, speaking
from openheritage.languages import Use
from openheritage.roles import DATA_KEEPERS, MODERATORS, REVIEWERS, Right
from openheritage.slots import Link, Slot, fill, render, template
from statement.models import StatementPage
from translations.facts import is_original

from . import clauses, report_home, reporting, retention, waiting
from .credits import thanked, translated_by
from .kept import rows
from .models import Offer, Report, Volunteer


def invitation(context: Context) -> str:
    """In the notice of a page that is not translated, or a notice of its own on one
    whose original has changed. The same for everyone."""
    page, language = context.get("page"), content_language()
    if not isinstance(page, Page) or getattr(
        context.get("request"), "is_preview", False
    ):
        return ""
    if not waiting.invites(page, language):
        return ""
    original = page.original if hasattr(page, "original") else page
    is_stale = page.locale_id == waiting.locale_ids()[language]
    return render(
        context,
        "volunteers/slots/invitation.html",
        number=original.pk,
        is_stale=is_stale,
    )


def is_translated_statement(context: Context) -> bool:
    page = context.get("page")
    return isinstance(page, StatementPage) and not is_original(page)


def report_link(context: Context) -> str:
    """Below what kind of translation the Statement is."""
    if context.get("words") or not is_translated_statement(context):
        return ""
    return render(context, "volunteers/slots/report.html")


def report_clause(context: Context) -> str:
    """A clause or an article of it, by its name."""
    anchor = str(context.get("anchor"))
    if not is_translated_statement(context):
        return ""
    where = clauses.name_of(clauses.label_at(anchor))
    return render(context, "volunteers/slots/clause.html", where=where)


def kept_table(context: Context) -> str:
    return render(context, "volunteers/slots/kept.html", kept_rows=rows())


def rights() -> list[Right]:
    return [
        # What lies in quarantine; whose language it is needs no right to review it.
        Right(Offer, ("view", "change"), (MODERATORS, REVIEWERS)),
        Right(Volunteer, ("view", "delete"), (DATA_KEEPERS,)),
    ]


def rehash() -> int:
    count = 0
    for person in Volunteer.objects.all():
        before = person.address_key
        person.save()
        count += person.address_key != before
    return count


def language_uses(locale: Locale) -> list[Use]:
    offers = Offer.objects.filter(locale=locale).count()
    people = Volunteer.objects.filter(language=locale.language_code).count()
    return [
        Use(staff_("translations by volunteers"), offers),
        Use(staff_("reported errors"), Report.objects.filter(locale=locale).count()),
        Use(staff_("volunteers who get their mails in it"), people),
    ]


def help_into(language: str) -> list[Link]:
    if not waiting.takes_help(language):
        return []
    with speaking(language):
        path = reverse("help_translate")
    return [Link(_("Help translate"), path)]


def sitemap() -> list[str]:
    return ["help_translate"]


def fill_slots() -> None:
    fill(Slot.HELP_TRANSLATE, invitation)
    fill(Slot.TRANSLATION_STATUS, report_link, order=1)
    fill(Slot.WAITS, report_home.groups)
    fill(Slot.CLAUSE, report_clause)
    fill(Slot.FOOTER_PAGES, template("volunteers/slots/footer.html"), order=1)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.HELP_INTO, help_into)
    fill(Slot.KEPT, kept_table)
    fill(Slot.THANKED, thanked)
    fill(Slot.TRANSLATED_BY, translated_by)
    fill(Slot.ERASE, retention.erase)
    fill(Slot.EXPORT, retention.export)
    fill(Slot.PURGE, retention.purge)
    fill(Slot.PURGE, reporting.purge)
    fill(Slot.RIGHTS, rights)
    fill(Slot.REHASH, rehash)
    fill(Slot.LANGUAGE_USES, language_uses)
