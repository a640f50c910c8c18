from django.template.context import Context

from openheritage.furniture import content_language
from openheritage.slots import Slot, fill, render
from statement.models import StatementPage

from .beside import told_in


def stories_of(context: Context) -> str:
    """Of a clause or an article of the Statement."""
    page, part = context.get("page"), context.get("part")
    if part is None or not isinstance(page, StatementPage):
        return ""
    stories = told_in(content_language()).get(part.id)
    if not stories:
        return ""
    return render(context, "stories/slots/clause.html", stories=stories)


def fill_slots() -> None:
    fill(Slot.CLAUSE, stories_of, order=-1)
