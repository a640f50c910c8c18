from django import template
from django.template.context import Context

from statement.blocks import paragraphs
from statement.models import StatementPage
from statement.summaries import shown_in

register = template.Library()

register.filter("paragraphs", paragraphs)


@register.simple_tag(takes_context=True)
def article_summary(context: Context) -> str:
    """Of the article that is shown on its page, in the language of its words."""
    page, part = context.get("page"), context.get("part")
    if part is None or not isinstance(page, StatementPage):
        return ""
    return shown_in(page.locale_id).get(part.id, "")
