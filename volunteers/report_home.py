"""Reported errors on the home page of those who review."""

from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.admin.ui.components import Component
from wagtail.models import Locale

from openheritage.names import number
from translations.people import REVIEW, holders
from workbench.home import STYLES, Group, Row

from .clauses import name_of
from .models import Report
from .report_screens import excerpt
from .reporting import open_in


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


def groups(locale: Locale, limit: int | None) -> list[Group]:
    """Nothing while nothing waits. Two queries, however many there are."""
    rows = open_in(locale)
    # The page of all that waits shows many, and no flood.
    shown = [*rows[: limit or 100]]
    if not shown:
        return []
    left = rows.count() - len(shown)
    more = staff_n("and %(count)s more", "and %(count)s more", left)
    return [
        Group(
            staff_("Reported errors"),
            [row_of(report) for report in shown],
            more=more % {"count": number(left)} if left else "",
            more_url=reverse("volunteers_reports"),
        )
    ]


class ReportsPanel(Component):
    """For coordinators: of languages that nobody reviews."""

    name = "reported-errors"
    template_name = "volunteers/admin/reports_panel.html"
    order = 131

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        waiting = Report.objects.filter(state=Report.State.OPEN).order_by()
        for locale in Locale.objects.filter(pk__in=waiting.values("locale")):
            if holders(locale, REVIEW).exists():
                continue
            count = open_in(locale).count()
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
