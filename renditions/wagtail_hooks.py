from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from .files import WantedFile
from .making import LINES
from .models import MadeFile, Reason
from .sheets import SheetFile

# Of each sort.
MOST = 20


def why(row: MadeFile) -> str:
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
    """Files that cannot be made; nothing while all is well."""

    name = "renditions"
    template_name = "staff/facts_panel.html"
    order = 60

    def __init__(self, line: type[WantedFile], rows: list[MadeFile]) -> None:
        self.line, self.rows = line, rows

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "name": f"{self.name}-{self.line.model._meta.model_name}",
            "icon": "warning",
            "title": self.line.title,
            "rows": [(self.label(row), self.words(row)) for row in self.rows],
        }

    def label(self, row: MadeFile) -> str:
        return self.line.label(row)

    def words(self, row: MadeFile) -> str:
        if row.due_at is None:
            # It is there, with a mark instead of them.
            return why(row)
        again = staff_("Tried %(number)s times, again in %(seconds)s seconds.") % {
            "number": row.attempts,
            "seconds": row.seconds_left(timezone.now()),
        }
        return " ".join(filter(None, (why(row), row.detail, again)))


@hooks.register("construct_homepage_panels")
def add_renditions(request: HttpRequest, panels: list) -> None:
    """Operators see what fails; whoever writes stories, those of theirs that fail or
    lack letters, since other words help."""
    is_operator = request.user.is_superuser
    for line in LINES:
        if not (is_operator or line is SheetFile):
            continue
        rows = line.model._default_manager.with_subject()
        is_wanting = Q(due_at__isnull=False) & ~Q(reason="")
        if line is SheetFile:
            is_wanting |= Q(reason=Reason.LETTERS)
            if not is_operator:
                mine = page_permission_policy.instances_user_has_permission_for(
                    request.user, "change"
                )
                rows = rows.filter(page__in=mine.values("pk"))
        if found := list(rows.filter(is_wanting).order_by("pk")[:MOST]):
            panels.append(RenditionPanel(line, found))
