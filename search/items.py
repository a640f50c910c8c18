"""A list of results, written in Python: by a template, twenty of them took more than
half of the time in which the page was drawn."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from openheritage import foreign, names
from openheritage.furniture import content_language, furniture_language
from openheritage.templatetags.site import if_foreign, language_attributes

from .results import Result

NOTHING = mark_safe("")
PROMOTED = mark_safe(' class="promoted"')
# The direction of what is written there.
ITS_OWN = mark_safe(' dir="auto"')


def items(
    results: Iterable[Result], level: int = 2, *, is_promoted: bool = False
) -> SafeString:
    """``level``: of their headings."""
    ours = language_attributes(furniture_language())
    return mark_safe(  # noqa: S308 - escaped
        "".join(item(each, ours, level, is_promoted) for each in results)
    )


def item(result: Result, ours: SafeString, level: int, is_promoted: bool) -> SafeString:
    """``ours``: attributes of our words, within those of the result."""
    return format_html(
        '<li{}{}>\n<p class="kicker line"{}>{}</p>\n<h{}>{}</h{}>\n{}</li>\n',
        PROMOTED if is_promoted else "",
        if_foreign(result.language),
        ours,
        kicker(result, is_promoted),
        *(level, title(result), level, passages(result)),
    )


def kicker(result: Result, is_promoted: bool) -> SafeString:
    words = [_("Recommended")] if is_promoted else []
    parts = [format_html("<span>{}</span>", word) for word in [*words, result.kind]]
    if result.date:
        day = names.day(result.date)
        parts.append(format_html('<time datetime="{}">{}</time>', result.date, day))
    if result.language and result.language != content_language():
        name = names.language_name_here(result.language)
        parts.append(format_html("<span>{}</span>", name))
    return mark_safe(" ".join(parts))  # noqa: S308 - escaped


def title(result: Result) -> SafeString:
    tag = format_html(' hreflang="{}"', result.tag) if result.tag else ""
    words = conditional_escape(result.title)
    if result.is_name:
        words = foreign.name(result.title, result.country)
    return format_html('<a href="{}"{}>{}</a>', result.url, tag, words)


def passages(result: Result) -> SafeString:
    found = NOTHING
    if result.subtitle:
        found += format_html("<p><bdi>{}</bdi></p>\n", result.subtitle)
    if result.excerpt:
        said = NOTHING if result.language else ITS_OWN
        if result.comment_tag and not result.language:
            said += format_html(' lang="{}"', result.comment_tag)
        found += format_html("<p{}>{}</p>\n", said, result.excerpt)
    return found
