from django import template

from openheritage.names import bcp47, language_name
from openheritage.pages import path_in
from statement.affected import lag_of
from statement.beside import Column
from statement.blocks import paragraphs

register = template.Library()

register.filter("paragraphs", paragraphs)
register.filter("lag", lag_of)
register.filter("own_language_name", language_name)
register.filter("tag", bcp47)


@register.filter
def text_path(column: Column) -> str:
    """The address that counts of what a column shows."""
    return path_in(column.page.language, column.page.url_path)
