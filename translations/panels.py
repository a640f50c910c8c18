"""What the home page of the admin tells translators, and those who publish theirs."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page

from openheritage.locales import language_of
from openheritage.names import bcp47, language_name

from .progress import Work, locales_of, work_in

# The rest is in the report, to which the panel leads.
SHOWN = 10


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    state: str


@dataclass(frozen=True)
class Section:
    """A language, and some of what is to be done in it."""

    language: str
    rows: list[Row]
    # How many more there are.
    more: str

    @property
    def name(self) -> str:
        return language_name(self.language)

    @property
    def lang(self) -> str:
        return bcp47(self.language)


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def state_of(work: Work) -> str:
    if not work.left:
        return staff_("translated, waits for publication")
    return staff_n(
        "%(left)s of %(total)s text to translate",
        "%(left)s of %(total)s texts to translate",
        work.total,
    ) % {"left": work.left, "total": work.total}


def section(locale: Locale, wanted: list[Work]) -> Section:
    more = len(wanted) - SHOWN
    return Section(
        language_of(locale.pk),
        [
            Row(work.page.draft_title, edit_url(work.page), state_of(work))
            for work in wanted[:SHOWN]
        ],
        staff_n("and %(number)s more page", "and %(number)s more pages", more)
        % {"number": more}
        if more > 0
        else "",
    )


class WaitingPanel(Component):
    """What waits for whoever translates into a language, or publishes it."""

    name = "translations"
    template_name = "translations/panel.html"
    order = 130

    def __init__(self, user: AbstractBaseUser) -> None:
        publishes = {locale.pk for locale in locales_of(user, "publish_page")}
        self.sections = []
        for locale in locales_of(user, "change_page"):
            work = work_in(locale)
            waiting = [one for one in work if one.waits_for_translators]
            if locale.pk in publishes:
                waiting = [one for one in work if one.waits_for_reviewers] + waiting
            self.sections.append(section(locale, waiting))

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "title": staff_("What waits for you"),
            "sections": self.sections,
            "nothing": staff_("Nothing waits: all is translated and published."),
        }
