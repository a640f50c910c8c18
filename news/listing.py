"""What the list of news shows, in which order, and what there is to choose from.

What is coming stands first, the soonest at its top. All else follows by the day that
is shown: an event goes by its own, an opportunity by the one on which it closes,
whatever is told by that of its publication. What is not in the reader's language
stands behind what is, in both.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from openheritage.facts import Facts, is_told
from openheritage.locales import locale_ids

from .occasions import Kind
from .topics import filed, topics_in

COMING = "coming"
YEAR = re.compile(r"[0-9]{4}")


class Row(NamedTuple):
    """What of an article decides where it stands."""

    pk: int
    kind: str
    shown_on: date
    comes_at: datetime | None
    over_at: datetime | None
    locale_id: int
    translation_key: UUID
    slug: str

    def is_coming(self, now: datetime) -> bool:
        return self.over_at is not None and now < self.over_at


class Known(NamedTuple):
    """Of all articles that are shown in a language."""

    rows: list[Row]
    # By what stands in addresses.
    topics: dict[str, Any]
    # The keys of topics by those of articles.
    filed: dict[UUID, set[UUID]]


KNOWN: Facts[str, Known] = Facts("the list of news", is_kept_in_outages=False)


@dataclass(frozen=True)
class Choice:
    """A link of a filter, and how many articles stand behind it."""

    label: str
    query: str
    number: int
    is_chosen: bool
    language: str = ""


class Listing:
    """Of the articles that a reader may see, those that a query asks for.

    What decides is read of all, in three queries whatever their number, and kept; the
    words are those of one page of the list alone. ``ask`` has the rows of a language.
    """

    def __init__(
        self,
        ask: Callable[[str], Iterable[tuple]],
        language: str,
        query: Mapping[str, Any],
    ) -> None:
        def know() -> Known:
            topics = {topic.slug: topic for topic in topics_in(language)}
            rows = [Row(*row) for row in ask(language)]
            return Known(rows, topics, filed() if topics else {})

        # What has just been made private is not listed for another minute because
        # nobody tells.
        known = KNOWN.of(language, know) if is_told() else know()
        self.rows, self.topics, self.filed = known
        self.now = timezone.now()
        self.here = locale_ids()[language]
        self.chosen = self.understood(query)

    def understood(self, query: Mapping[str, Any]) -> dict[str, str]:
        """What of a query means something; all else is passed over."""
        found = {name: str(query.get(name, "")) for name in ("kind", "topic", "time")}
        known = {
            "kind": found["kind"] in Kind.values,
            "topic": found["topic"] in self.topics,
            "time": found["time"] == COMING or bool(YEAR.fullmatch(found["time"])),
        }
        return {name: value for name, value in found.items() if known[name]}

    @cached_property
    def topic(self) -> Any:
        return self.topics.get(self.chosen.get("topic", ""))

    @property
    def chosen_words(self) -> list[str]:
        """What it was asked for, for the title of its page."""
        known = dict(self.chosen)
        if "kind" in known:
            known["kind"] = str(Kind(known["kind"]).label)
        if self.topic:
            known["topic"] = self.topic.name
        if known.get("time") == COMING:
            known["time"] = pgettext("events and deadlines", "Coming")
        return [*known.values()]

    def answers(self, row: Row, name: str) -> bool:
        value = self.chosen[name]
        if name == "kind":
            return row.kind == value
        if name == "topic":
            topic = self.topics[value]
            return topic.translation_key in self.filed.get(row.translation_key, ())
        if value == COMING:
            return row.is_coming(self.now)
        return str(row.shown_on.year) == value

    def asked_for(self, but: str = "") -> list[Row]:
        names = [name for name in self.chosen if name != but]
        return [row for row in self.rows if all(self.answers(row, n) for n in names)]

    @cached_property
    def found(self) -> list[Row]:
        return self.asked_for()

    def own_first(self, rows: Iterable[Row]) -> list[int]:
        return [
            row.pk for row in sorted(rows, key=lambda row: row.locale_id != self.here)
        ]

    @cached_property
    def coming(self) -> list[int]:
        rows = [row for row in self.found if row.is_coming(self.now)]
        rows.sort(key=lambda row: (row.comes_at, row.slug))
        return self.own_first(rows)

    @cached_property
    def others(self) -> list[int]:
        rows = [row for row in self.found if not row.is_coming(self.now)]
        rows.sort(key=lambda row: (row.shown_on, row.slug), reverse=True)
        return self.own_first(rows)

    @property
    def ids(self) -> list[int]:
        return [*self.coming, *self.others]

    @property
    def holds_until(self) -> datetime | None:
        """When it becomes another one, though nobody changes anything."""
        moments = [row.over_at for row in self.rows if row.is_coming(self.now)]
        return min((moment for moment in moments if moment), default=None)

    # What there is to choose from -----------------------------------------------

    def choices(
        self, name: str, everything: str, options: Iterable[tuple[str, str, int, str]]
    ) -> list[Choice]:
        """Nothing leads to an empty list but what was chosen by its address."""
        rest = {key: value for key, value in self.chosen.items() if key != name}
        now = self.chosen.get(name, "")
        whole = ("", everything, len(self.asked_for(name)), "")
        told = [each for each in options if each[2] or each[0] == now]
        return [
            Choice(
                label,
                "?" + urlencode(rest | ({name: value} if value else {})),
                number,
                value == now,
                language,
            )
            for value, label, number, language in [whole, *told]
            if told
        ]

    @property
    def filters(self) -> list[tuple[str, list[Choice]]]:
        """What each group is called, and its links."""
        kinds = Counter(row.kind for row in self.asked_for("kind"))
        topics = Counter(
            key
            for row in self.asked_for("topic")
            for key in self.filed.get(row.translation_key, ())
        )
        in_time = self.asked_for("time")
        coming = sum(row.is_coming(self.now) for row in in_time)
        years = Counter(str(row.shown_on.year) for row in in_time)
        if (year := self.chosen.get("time", COMING)) != COMING:
            years[year] += 0
        groups = [
            (
                pgettext("what news are chosen by", "Kind"),
                self.choices(
                    "kind",
                    pgettext("all kinds of news", "All"),
                    [(each, str(each.label), kinds[each], "") for each in Kind],
                ),
            ),
            (
                pgettext("of news", "Topics"),
                self.choices(
                    "topic",
                    gettext("All topics"),
                    [
                        (slug, each.name, topics[each.translation_key], each.language)
                        for slug, each in self.topics.items()
                    ],
                ),
            ),
            (
                pgettext("what news are chosen by", "Time"),
                self.choices(
                    "time",
                    gettext("All times"),
                    [(COMING, pgettext("events and deadlines", "Coming"), coming, "")]
                    + [(each, each, years[each], "") for each in sorted(years)[::-1]],
                ),
            ),
        ]
        return [(label, choices) for label, choices in groups if choices]
