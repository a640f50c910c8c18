from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from openheritage.furniture import content_language, furniture_language
from openheritage.names import cldr
from openheritage.phrases import with_commas
from openheritage.slots import Slot, fill, render
from openheritage.templatetags.site import if_foreign
from statement.models import StatementPage

from .beside import Told, told_in


def link(story: Told) -> SafeString:
    language = if_foreign(story.language)
    return format_html('<a href="{}"{}>{}</a>', story.path, language, story.title)


def stories_of(context: Context) -> str:
    """Of a clause or an article of the Statement."""
    page, part = context.get("page"), context.get("part")
    if part is None or not isinstance(page, StatementPage):
        return ""
    stories = told_in(content_language()).get(part.id)
    if not stories:
        return ""
    label = (
        pgettext("what was found", "Story")
        if len(stories) == 1
        else pgettext("kinds of results", "Stories")
    )
    links = with_commas(map(link, stories), cldr(furniture_language()))
    return render(context, "stories/slots/clause.html", label=label, links=links)


def fill_slots() -> None:
    fill(Slot.CLAUSE, stories_of, order=-1)
