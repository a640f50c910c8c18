from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.ui.components import Component

from openheritage.names import language_name_here

from .making import LARGE
from .models import Reason, Rendition


def why(row: Rendition) -> str:
    words = {
        Reason.PROGRAM: staff_("A program is missing: is typst installed?"),
        Reason.LETTERS: staff_(
            "No typeface has these letters. An operator can name a folder with one."
        ),
        Reason.TIME: staff_("It took too long and was ended."),
        Reason.STORAGE: staff_("The file could not be stored: is the disk full?"),
        Reason.TEMPLATE: staff_("The typesetter refused it."),
        Reason.KILLED: staff_("The typesetter was ended from outside."),
    }
    return words.get(Reason(row.reason), "")


class RenditionPanel(Component):
    """Files of the Statement that cannot be made; nothing while all is well."""

    name = "renditions"
    template_name = "staff/facts_panel.html"
    order = 60

    def __init__(self, rows: list[Rendition]) -> None:
        self.rows = rows

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "name": self.name,
            "icon": "warning",
            "title": staff_("The Statement as a file"),
            "rows": [(self.label(row), self.words(row)) for row in self.rows],
        }

    def label(self, row: Rendition) -> str:
        name = language_name_here(row.text.language)
        return f"PDF+, {name}" if row.kind == LARGE else f"PDF, {name}"

    def words(self, row: Rendition) -> str:
        again = staff_("Tried %(number)s times, again in %(seconds)s seconds.") % {
            "number": row.attempts,
            "seconds": row.seconds_left(timezone.now()),
        }
        return " ".join(filter(None, (why(row), row.detail, again)))


@hooks.register("construct_homepage_panels")
def add_renditions(request: HttpRequest, panels: list) -> None:
    if request.user.is_superuser:
        rows = Rendition.objects.failing().select_related("text")
        if found := list(rows.order_by("pk")[:20]):
            panels.append(RenditionPanel(found))
