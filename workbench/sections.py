"""What waits, language by language, in words and with addresses.

The same few questions are asked for all languages of somebody at once.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Locale, Page

from openheritage.locales import language_of
from openheritage.names import bcp47, day, direction, language_name, number
from openheritage.slots import Slot, answers
from translations.people import REVIEW, TRANSLATE
from translations.progress import held, locales_of
from translations.waiting import (
    Waiting,
    Why,
    first_unfinished,
    waiting_in,
    words_in,
)

from .addresses import review_url, sentence_url


@dataclass(frozen=True)
class Row:
    title: str
    # A page that opens, or an order that is given by a button.
    url: str
    is_order: bool
    state: str
    why: str
    # What colour it has: "new", "changed", "back", "ready".
    mood: str
    note: str = ""
    left: str = ""


@dataclass
class Group:
    """Rows under a heading, the heaviest first."""

    title: str
    rows: list[Row]
    nothing: str = ""
    # How many there are besides, and where; without an address on the page of all.
    more: str = ""
    more_url: str = ""


@dataclass
class Section:
    """A language, and what is to be done in it."""

    code: str
    groups: list[Group] = field(default_factory=list)

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)


MOODS = {
    Why.SENT_BACK: "back",
    Why.FAULTY: "back",
    Why.CHANGED: "changed",
    Why.MACHINE: "changed",
    Why.READY: "ready",
    Why.APPROVED: "ready",
    Why.WHOLE: "ready",
}


def words_left(waiting: Waiting, unbegun: dict[UUID, int]) -> str:
    standing = waiting.standing
    left = (
        standing.tally.words_left
        if standing
        else unbegun.get(waiting.original.translation_key, 0)
    )
    if not left:
        return ""
    return staff_n("%(count)s word left", "%(count)s words left", left) % {
        "count": number(left)
    }


def label_of(why: Why | None) -> str:
    labels = {
        Why.SENT_BACK: staff_("Sent back"),
        Why.CHANGED: staff_("Changed"),
        Why.NEW: staff_("New"),
        Why.BEGUN: staff_("Begun"),
        Why.FAULTY: staff_("Errors"),
        Why.MACHINE: staff_("Machine draft"),
        Why.WHOLE: staff_("All translated"),
        Why.UNBEGUN: staff_("Not begun"),
        Why.READY: staff_("Ready for review"),
        Why.APPROVED: staff_("Approved"),
    }
    return labels[why] if why else ""


def sentence_about(waiting: Waiting) -> str:
    """Why it waits, in a sentence."""
    standing = waiting.standing
    if standing is None:
        # The word beside its title says all.
        return ""
    tally, why = standing.tally, waiting.why
    if why in (Why.READY, Why.APPROVED, Why.SENT_BACK):
        return standing.in_words
    if standing.because:
        return standing.because
    if why == Why.CHANGED:
        if tally.stale_since:
            return staff_(
                "The original has changed since %(date)s; readers have the text as it "
                "was."
            ) % {"date": day(tally.stale_since)}
        return staff_("The original has changed; readers have the text as it was.")
    if why == Why.FAULTY:
        return staff_n(
            "%(count)s sentence has an error.",
            "%(count)s sentences have an error.",
            tally.faulty,
        ) % {"count": number(tally.faulty)}
    if why == Why.MACHINE:
        return staff_n(
            "A machine wrote %(count)s sentence: change or confirm it.",
            "A machine wrote %(count)s sentences: change or confirm each.",
            tally.machine,
        ) % {"count": number(tally.machine)}
    if why == Why.WHOLE:
        return staff_("Nothing is missing, and nobody has called it ready yet.")
    if why == Why.BEGUN:
        return staff_n(
            "%(done)s of %(total)s sentence is translated.",
            "%(done)s of %(total)s sentences are translated.",
            tally.total,
        ) % {"done": number(tally.translated), "total": number(tally.total)}
    return staff_("Nothing of it is translated yet.")


def begin_url(waiting: Waiting) -> str:
    original = waiting.original
    model = Page if isinstance(original, Page) else type(original)
    return reverse(
        "workbench_begin",
        args=[model._meta.label_lower, original.pk, waiting.locale.pk],
    )


def row_of(waiting: Waiting, url: str, unbegun: dict[UUID, int]) -> Row:
    note = waiting.standing.note if waiting.standing else ""
    return Row(
        title=waiting.title,
        url=url or begin_url(waiting),
        is_order=not url,
        state=label_of(waiting.why),
        why=sentence_about(waiting),
        mood=MOODS.get(waiting.why, "new") if waiting.why else "",
        note=note if waiting.why == Why.SENT_BACK else "",
        left=words_left(waiting, unbegun),
    )


@dataclass(frozen=True)
class Asked:
    """What is asked for the rows of all languages at once."""

    # {translation: the first sentence that waits}
    firsts: dict[int, int]
    # {key: words} of what nobody has begun.
    unbegun: dict[UUID, int]
    # {language: what else waits for those who review it}
    others: dict[int, list[Group]]


def to_translate(rows: list[Waiting], asked: Asked) -> list[Row]:
    """Each leads to the first sentence that waits."""
    return [
        row_of(
            row,
            sentence_url(row.translation, asked.firsts.get(row.translation.pk))
            if row.translation
            else "",
            asked.unbegun,
        )
        for row in rows
    ]


def to_review(rows: list[Waiting]) -> list[Row]:
    return [
        row_of(row, review_url(row.translation), {}) for row in rows if row.translation
    ]


def more(rows: list[Waiting], limit: int | None) -> str:
    left = len(rows) - limit if limit else 0
    if left <= 0:
        return ""
    return staff_n("and %(count)s more", "and %(count)s more", left) % {
        "count": number(left)
    }


def parted(
    waiting: list[Waiting], *, publishes: bool
) -> tuple[list[Waiting], list[Waiting]]:
    """For those who review, and for those who translate."""
    review = [row for row in waiting if row.is_for_reviewers] if publishes else []
    # What was called ready comes before what nobody has spoken of.
    review.sort(key=lambda row: row.why == Why.WHOLE)
    translate = [row for row in waiting if row.is_for_translators]
    if publishes:
        translate = [row for row in translate if row not in review]
    return review, translate


def sections_for(user: User, limit: int | None = None) -> list[Section]:
    locales, publishes = [*locales_of(user, TRANSLATE)], held(user, REVIEW)
    if not locales:
        return []
    waiting = {
        pk: parted(rows, publishes=pk in publishes)
        for pk, rows in waiting_in(locales).items()
    }
    shown = [row for _review, rows in waiting.values() for row in rows[:limit]]
    reviewed = [locale for locale in locales if locale.pk in publishes]
    others: dict[int, list[Group]] = {}
    for found in answers(Slot.WAITS, reviewed, limit) if reviewed else ():
        for pk, groups in found.items():
            others.setdefault(pk, []).extend(groups)
    asked = Asked(
        first_unfinished([row.translation for row in shown if row.translation]),
        words_in(shown),
        others,
    )
    return [
        section_of(locale, waiting[locale.pk], asked, locale.pk in publishes, limit)
        for locale in locales
    ]


def section_of(
    locale: Locale,
    waiting: tuple[list[Waiting], list[Waiting]],
    asked: Asked,
    publishes: bool,
    limit: int | None,
) -> Section:
    section = Section(language_of(locale.pk))
    review, translate = waiting
    if publishes:
        section.groups += asked.others.get(locale.pk, [])
        section.groups.append(
            Group(
                staff_("To review"),
                to_review(review[:limit]),
                staff_("Nothing waits for review."),
                more(review, limit),
            )
        )
    section.groups.append(
        Group(
            staff_("To translate"),
            to_translate(translate[:limit], asked),
            staff_("Nothing waits: all is translated."),
            more(translate, limit),
        )
    )
    return section
