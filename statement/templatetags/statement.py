from django import template
from django.template.context import Context

from openheritage.names import bcp47, language_name
from openheritage.pages import path_in
from statement.affected import lag_of
from statement.beside import Column
from statement.blocks import paragraphs
from statement.models import StatementPage
from statement.summaries import shown_in

register = template.Library()

register.filter("paragraphs", paragraphs)
register.filter("lag", lag_of)
register.filter("own_language_name", language_name)
register.filter("tag", bcp47)


@register.filter
def text_path(column: Column) -> str:
    """The address that counts of what a column shows."""
    return path_in(column.page.language, column.page.url_path)


@register.simple_tag(takes_context=True)
def article_summary(context: Context) -> str:
    """Of the article that is shown on its page, in the language of its words."""
    page, part = context.get("page"), context.get("part")
    if part is None or not isinstance(page, StatementPage):
        return ""
    return shown_in(page.locale_id).get(part.id, "")
