"""Tags and filters that every template has: the frame, slots, languages, figures."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from babel import Locale as Cldr
from django import template
from django.template.context import RequestContext
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as staff_
from wagtail.models import Page

from openheritage import cards, foreign, names, parts, phrases, slots, typography
from openheritage import switcher as switchers
from openheritage.furniture import content_language, furniture_language
from openheritage.pages import SitePage, path_in
from openheritage.shell import Shell
from openheritage.spans import span
from openheritage.words import Words

register = template.Library()


@register.simple_tag(takes_context=True)
def shell(context: RequestContext) -> Shell:
    # The number may be a promise, which is asked for where it is shown.
    number: Any = context.get("page_number", 1)
    return Shell(context["request"], context.get("page"), number)


@register.simple_tag(takes_context=True)
def switcher(context: RequestContext) -> SafeString:
    """A line for each language: a link, or a button of the ``language_form``."""
    shell, form = context["shell"], context.get("language_form")
    form_id = form["id"] if form else ""
    return switchers.lines(shell.languages, shell.source_name, form_id)


@register.simple_tag(takes_context=True)
def card(context: RequestContext) -> cards.Card:
    """The picture that stands for the page where it is shared."""
    page = context["page"]
    return cards.card(page, page.language)


@register.simple_tag
def site_addresses() -> object | None:
    """What staff have entered: the mail address, donations, the funder. Asked for where
    it is shown: most parts that show it are kept."""
    return SimpleLazyObject(
        lambda: next(iter(slots.answers(slots.Slot.ADDRESSES)), None)
    )


@register.simple_tag(takes_context=True)
def slot(context: RequestContext, name: str, **values: object) -> SafeString:
    """What apps put into a slot, shown with ``values`` beside the page's context."""
    with context.push(**values):
        return slots.show(slots.Slot[name.upper()], context)


class KeptNode(template.Node):
    def __init__(self, name: str, is_of_path: bool, nodes: template.NodeList) -> None:
        self.name, self.is_of_path, self.nodelist = name, is_of_path, nodes

    def render(self, context: template.Context) -> SafeString:
        page: Any = context.get("page")
        # Of pages, and of views that say so: others may show their reader's answers.
        is_page = isinstance(page, SitePage)
        is_whole = is_page or bool(context.get("shows_organisations", False))
        of_view: dict[str, str] = context.get("kept_parts") or {}
        is_asked_for = is_whole or self.name in of_view
        if not is_asked_for or parts.ends_soon(context.get("holds_until")):
            return self.nodelist.render(context)
        environ = context["request"].environ
        if not parts.may_be_kept(environ, is_of_path=self.is_of_path):
            return self.nodelist.render(context)
        # The page that asks for its password has the same address.
        if is_page and not page.is_drawn_for_all:
            return self.nodelist.render(context)
        # Of other parts of views, none is known to be the same with a query.
        has_query = bool(environ.get("QUERY_STRING"))
        if not is_whole and has_query and not self.is_of_path:
            return self.nodelist.render(context)
        return parts.kept(
            environ,
            self.name + of_view.get(self.name, ""),
            lambda: self.nodelist.render(context),
            is_of_path=self.is_of_path,
            with_register=bool(page.shows_organisations if is_page else is_whole),
        )


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> KeptNode:
    """``{% kept "name" [of_path] %}…{% endkept %}``: see ``parts.py``."""
    _tag, name, *options = token.split_contents()
    if options not in ([], ["of_path"]):
        raise template.TemplateSyntaxError(f"kept: {' '.join(options)}?")
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip('"'), bool(options), nodes)


@register.simple_tag(takes_context=True)
def text_language(context: RequestContext) -> SafeString:
    """``lang`` and ``dir`` for an element that holds the page's own words."""
    page = context.get("page")
    if page is None or page.language == furniture_language():
        return mark_safe("")
    return language_attributes(page.language)


@register.simple_tag(takes_context=True)
def furniture(context: RequestContext) -> SafeString:
    """``lang`` and ``dir`` for our words within an element that holds the page's."""
    page, ours = context.get("page"), furniture_language()
    if page is None or page.language == ours:
        return mark_safe("")
    return language_attributes(ours)


@register.simple_tag
def furniture_attributes() -> SafeString:
    """Those of our words, for a page that has no frame."""
    return language_attributes(furniture_language())


@register.simple_tag
def sign_in_title() -> str:
    """For a template that stands in for Wagtail's, whose words are Wagtail's."""
    return staff_("Sign in to Open Heritage")


@register.simple_tag
def prefix() -> str:
    """The first part of the reader's addresses."""
    return content_language()


@register.filter
def language_attributes(language: str) -> SafeString:
    """``lang`` and ``dir``, for words in a language that may not be the page's."""
    return format_html(
        ' lang="{}" dir="{}"', names.bcp47(language), names.direction(language)
    )


@register.filter
def if_foreign(language: str) -> SafeString:
    """The same, but nothing for words in the language of those around them."""
    if not language or language == furniture_language():
        return mark_safe("")
    return language_attributes(language)


@register.filter
def path(page: Page) -> str:
    """A page's address under the reader's prefix, translated or not."""
    return path_in(content_language(), page.url_path)


@register.filter
def manner(name: str) -> str:
    return typography.manner(name)


@register.filter
def language_name(language: str) -> str:
    return names.language_name_here(language)


@register.filter
def open_graph(language: str) -> str:
    return names.open_graph(language)


@register.filter
def day(value: date | None) -> str:
    return names.day(value) if value else ""


@register.filter
def number(value: int) -> str:
    return names.number(value)


@register.filter
def lasting(value: timedelta) -> str:
    return span(value)


@register.filter
def own_name(name: str, country: str = "") -> SafeString:
    """The name of an organisation, which may be in any language and script."""
    return foreign.name(name, country)


@register.filter
def in_language(text: str, language: str) -> str:
    """Words within a line of the page, set apart from it where they are foreign."""
    if not text or language == furniture_language():
        return text
    return foreign.isolated(text, language)


@register.filter
def language_if_known(text: str, language: str) -> SafeString:
    """``lang`` of what somebody wrote who was reading the site in a language."""
    if not foreign.may_be_in(text, language):
        return mark_safe("")
    return format_html(' lang="{}"', names.bcp47(language))


def here() -> Cldr:
    return names.cldr(furniture_language())


@register.simple_tag
def labelled(label: Words, value: Words) -> SafeString:
    """``Country: France``, as the reader's language writes it."""
    return phrases.labelled(label, value, here())


@register.simple_tag
def aside(words: Words, more: Words) -> SafeString:
    """``France (12)``."""
    return phrases.aside(words, more, here())


@register.simple_tag
def commas(*parts: Words) -> SafeString:
    """Facts beside one another in a line."""
    return phrases.with_commas(parts, here())


@register.simple_tag
def comma() -> str:
    return phrases.marks(here()).comma


@register.simple_tag
def full_stop() -> str:
    """Between two sentences."""
    return phrases.marks(here()).stop


@register.simple_tag
def between_sentences() -> str:
    """Where each has its own full stop."""
    return phrases.marks(here()).between


@register.filter
def listed(parts: Iterable[Words]) -> SafeString:
    """``1, 2 and 3``."""
    return phrases.listed(parts, here())
