"""Figures drawn on the server, as SVG without a script, a style or a map.

Lengths along a line are in per cent and those across it in ``em``, so that a chart
is as wide as its place, and letters stay as large as the reader wants them. In
languages from right to left everything is mirrored. Numbers are text already:
templates would write a comma into them.
"""

from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openheritage.furniture import furniture_language
from openheritage.names import cldr, direction, number
from openheritage.phrases import aside, labelled
from organisations.regions import by_region, region_name

# Of one bar with its words above it, and of the bar alone, in em.
ROW, BAR = 3.2, 0.9
# Of the columns: the highest one, the place for numbers above and words below.
HEIGHT, ABOVE, BELOW = 8, 1.6, 1.8
# What of its place a column fills.
FILL = 0.72
# More months than this are shown as years.
MOST_MONTHS = 24
# More columns than this have no number above them.
MOST_NUMBERS = 14


def size(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass
class Mark:
    """A bar or column, and what it stands for."""

    label: str
    number: int
    x: str
    y: str
    width: str
    height: str
    # Where the words, or the number above a column, begin.
    text_x: str
    text_y: str


@dataclass
class Chart:
    title: str
    # What the first column of the table holds.
    heading: str
    marks: list[Mark]
    height: str
    is_rtl: bool

    @property
    def words(self) -> str:
        """The figures in one line, for those who do not see the drawing."""
        locale = cldr(furniture_language())
        figures = [
            labelled(mark.label, number(mark.number), locale) for mark in self.marks
        ]
        return labelled(self.title, " · ".join(figures), locale)

    @property
    def has_numbers(self) -> bool:
        return len(self.marks) <= MOST_NUMBERS

    @property
    def start(self) -> str:
        return "100%" if self.is_rtl else "0"

    @property
    def end(self) -> str:
        return "0" if self.is_rtl else "100%"

    @property
    def foot(self) -> str:
        return size(ABOVE + HEIGHT + BELOW - 0.4)


def regions(countries: dict[str, int]) -> Chart:
    """Bars: how many signatures come from each region of the United Nations."""
    language = furniture_language()
    rows = [
        (region_name(code, language) if code else _("No region"), count)
        for code, count in by_region(countries).items()
    ]
    is_rtl = direction(language) == "rtl"
    largest = max(count for _label, count in rows) or 1
    marks = []
    for index, (label, count) in enumerate(rows):
        width = 100 * count / largest
        marks.append(
            Mark(
                label=label,
                number=count,
                x=size(100 - width if is_rtl else 0),
                y=size(index * ROW + 1.5),
                width=size(width),
                height=size(BAR),
                text_x="100%" if is_rtl else "0",
                text_y=size(index * ROW + 1.1),
            )
        )
    return Chart(
        title=_("Signatures by region of the world"),
        heading=_("Region"),
        marks=marks,
        height=size(len(rows) * ROW),
        is_rtl=is_rtl,
    )


def periods(months: dict[str, int]) -> list[tuple[str, int]]:
    """Every month from the first to the last, or every year if these are many."""
    if not months:
        return []
    locale = cldr(furniture_language())
    first, last = (
        date.fromisoformat(f"{month}-01") for month in (min(months), max(months))
    )
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    if span <= MOST_MONTHS:
        start = first.year * 12 + first.month - 1
        days = [
            date((start + index) // 12, (start + index) % 12 + 1, 1)
            for index in range(span)
        ]
        return [
            (
                format_skeleton("yMMM", day, locale=locale),
                months.get(f"{day:%Y-%m}", 0),
            )
            for day in days
        ]
    return [
        (
            format_skeleton("y", date(year, 1, 1), locale=locale),
            sum(count for month, count in months.items() if month[:4] == f"{year:04d}"),
        )
        for year in range(first.year, last.year + 1)
    ]


def time(months: dict[str, int]) -> Chart:
    """Columns: how many were signed in each month, or year."""
    rows = periods(months)
    is_rtl = direction(furniture_language()) == "rtl"
    largest = max((count for _label, count in rows), default=0) or 1
    step = 100 / (len(rows) or 1)
    marks = []
    for index, (label, count) in enumerate(rows):
        height = HEIGHT * count / largest
        place = len(rows) - 1 - index if is_rtl else index
        top = ABOVE + HEIGHT - height
        marks.append(
            Mark(
                label=label,
                number=count,
                x=size((place + (1 - FILL) / 2) * step),
                y=size(top),
                width=size(step * FILL),
                height=size(height),
                text_x=f"{size((place + 0.5) * step)}%",
                text_y=size(top - 0.4),
            )
        )
    return Chart(
        title=_("Signatures over time"),
        heading=_("Period"),
        marks=marks,
        height=size(ABOVE + HEIGHT + BELOW),
        is_rtl=is_rtl,
    )


# The badge's size is the same in every language, in px; its words become smaller.
BADGE_WIDTH, BADGE_HEIGHT, BADGE_EDGE = 320, 96, 20
WIDE = {"F", "W"}


def fitting(text: str, wanted: float) -> str:
    """The size of letters at which a line fits into the badge, ``wanted`` at most.

    Half an em is what a letter of a sans takes on average, and a square what an
    ideograph takes; some room is left for wider faces.
    """
    ems = sum(1 if east_asian_width(char) in WIDE else 0.56 for char in text)
    return size(min(wanted, (BADGE_WIDTH - 2 * BADGE_EDGE) / max(ems, 1)))


class Badge:
    """The number of signatures, for other sites to show as a picture."""

    width, height = BADGE_WIDTH, BADGE_HEIGHT

    def __init__(self, total: int, language: str, samples: int = 0) -> None:
        self.direction = direction(language)
        self.start = BADGE_EDGE if self.direction == "ltr" else self.width - BADGE_EDGE
        self.number = number(total)
        # Translators: on a small picture, beside the number.
        self.samples = (
            ngettext("%(number)s sample", "%(number)s samples", samples)
            % {"number": number(samples)}
            if samples
            else ""
        )
        # Translators: on a small picture, in a line below the number.
        self.words = ngettext(
            "organisation has signed", "organisations have signed", total
        )
        self.statement = _("the Open Heritage Statement")
        self.title = ngettext(
            "%(number)s organisation has signed the Open Heritage Statement",
            "%(number)s organisations have signed the Open Heritage Statement",
            total,
        ) % {"number": self.number}
        if self.samples:
            self.title = aside(self.title, self.samples, cldr(language))
        self.number_size = fitting(self.number, 38)
        self.words_size = fitting(self.words, 14)
        self.statement_size = fitting(self.statement, 15)
