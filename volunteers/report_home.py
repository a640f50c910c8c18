"""Reported errors on the home page of those who review."""

from collections import defaultdict

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.admin.ui.components import Component
from wagtail.models import Locale

from openheritage.names import number
from translations.people import REVIEW, held_by_somebody
from workbench.home import STYLES
from workbench.sections import Group, Row

from .clauses import name_of
from .models import Report
from .report_screens import excerpt
from .reporting import open_counts


def row_of(report: Report) -> Row:
    return Row(
        title=name_of(report.label),
        url=reverse("volunteers_report", args=[report.pk]),
        is_order=False,
        state=staff_("Reported error"),
        why="",
        mood="changed",
        note=excerpt(report.problem),
    )


def groups(locales: list[Locale], limit: int | None) -> dict[int, list[Group]]:
    """Nothing where nothing waits. Two queries, however many there are."""
    counts = open_counts(locales)
    if not counts:
        return {}
    # The page of all that waits shows many, and no flood.
    place = Window(RowNumber(), partition_by="locale", order_by=["created_at", "pk"])
    first = Report.objects.filter(locale__in=counts, state=Report.State.OPEN)
    shown: dict[int, list[Row]] = defaultdict(list)
    for report in (
        first.annotate(place=place)
        .filter(place__lte=limit or 100)
        .order_by("created_at", "pk")
    ):
        shown[report.locale_id].append(row_of(report))
    return {pk: [group_of(rows, counts[pk])] for pk, rows in shown.items()}


def group_of(rows: list[Row], count: int) -> Group:
    left = count - len(rows)
    more = staff_n("and %(count)s more", "and %(count)s more", left)
    return Group(
        staff_("Reported errors"),
        rows,
        more=more % {"count": number(left)} if left else "",
        more_url=reverse("volunteers_reports"),
    )


class ReportsPanel(Component):
    """For coordinators: of languages that nobody reviews."""

    name = "reported-errors"
    template_name = "volunteers/admin/reports_panel.html"
    order = 131

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        counts = open_counts()
        alone = set(counts) - held_by_somebody(REVIEW) if counts else set()
        for locale in Locale.objects.filter(pk__in=alone) if alone else ():
            count = counts[locale.pk]
            words = staff_n(
                "%(language)s: %(count)s reported error",
                "%(language)s: %(count)s reported errors",
                count,
            )
            said = words % {"language": locale, "count": number(count)}
            self.rows.append((said, reverse("volunteers_reports")))

    @property
    def media(self) -> Media:
        return STYLES

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "title": staff_("Errors in languages that nobody reviews"),
            "rows": self.rows,
        }
