"""What became of a file, as it is told on the screen: in words, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n

from openheritage.names import bcp47, language_name, number
from translations.files.taking import Line, Outcome, Report, totals

# More would be read by nobody.
MOST_LINES = 1_000
# They are counted, and not listed.
SILENT = (Outcome.UNCHANGED, Outcome.EMPTY)
# Wagtail's look of a state.
LOOKS = {
    Outcome.APPLIED: "w-status--primary",
    Outcome.CONFIRMED: "w-status--primary",
    Outcome.CONFLICT: "w-status--critical",
    Outcome.REFUSED: "w-status--critical",
}


def called(outcome: Outcome) -> str:
    return {
        Outcome.APPLIED: staff_("applied"),
        Outcome.CONFIRMED: staff_("confirmed"),
        Outcome.UNCHANGED: staff_("unchanged"),
        Outcome.EMPTY: staff_("empty"),
        Outcome.STALE: staff_("stale or unfinished"),
        Outcome.CONFLICT: staff_("changed on the site"),
        Outcome.REFUSED: staff_("refused"),
        Outcome.ABSENT: staff_("not in the file"),
    }[outcome]


@dataclass(frozen=True)
class Row:
    number: str
    sentence: str
    outcome: str
    look: str
    reason: str

    @classmethod
    def of(cls, line: Line) -> "Row":
        fault = line.fault
        return cls(
            number(fault.line) if fault.line else "",
            fault.source,
            called(line.outcome),
            LOOKS.get(line.outcome, ""),
            fault.reason,
        )


@dataclass(frozen=True)
class PageTold:
    title: str
    language: str
    lang: str
    refusal: str
    counts: list[str]
    rows: list[Row]


def counted(report: Report) -> list[str]:
    counts = report.counts
    return [
        staff_("%(outcome)s: %(count)s")
        % {"outcome": called(outcome), "count": number(counts[outcome])}
        for outcome in Outcome
        if counts[outcome]
    ]


def is_loud(report: Report) -> bool:
    return bool(report.refusal) or any(
        line.outcome not in SILENT for line in report.lines
    )


def told_of_silent(count: int) -> str:
    if not count:
        return ""
    return staff_n(
        "%(count)s page holds nothing new.",
        "%(count)s pages hold nothing new.",
        count,
    ) % {"count": number(count)}


class Told:
    def __init__(self, name: str, reports: Iterable[Report]) -> None:
        reports = list(reports)
        self.name = name
        self.title = staff_("What became of “%(name)s”") % {"name": name}
        self.summary = self.summed(reports)
        self.columns = {
            "line": staff_("Line"),
            "sentence": staff_("Sentence"),
            "outcome": staff_("What became of it"),
            "reason": staff_("Why"),
        }
        left = MOST_LINES
        hidden = 0
        self.pages = []
        loud = [report for report in reports if is_loud(report)]
        self.silent = told_of_silent(len(reports) - len(loud))
        for report in loud:
            lines = [line for line in report.lines if line.outcome not in SILENT]
            shown = lines[:left]
            left -= len(shown)
            hidden += len(lines) - len(shown)
            self.pages.append(
                PageTold(
                    report.title or report.name,
                    language_name(report.language) if report.language else "",
                    bcp47(report.language) if report.language else "",
                    report.refusal,
                    counted(report),
                    [Row.of(line) for line in shown],
                )
            )
        self.more = (
            staff_n(
                "%(count)s more line is not shown.",
                "%(count)s more lines are not shown.",
                hidden,
            )
            % {"count": number(hidden)}
            if hidden
            else ""
        )

    def summed(self, reports: list[Report]) -> str:
        counts = totals(reports)
        count = counts[Outcome.APPLIED] + counts[Outcome.CONFIRMED]
        if not count:
            return staff_("Nothing was changed.")
        return staff_n(
            "%(count)s sentence was taken.",
            "%(count)s sentences were taken.",
            count,
        ) % {"count": number(count)}
