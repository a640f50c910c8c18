import json
from collections.abc import Iterable

from django import template
from django.db.models import Model
from django.template.context import Context
from django.utils.html import format_html
from django.utils.translation import gettext as staff_
from wagtail.models import Page
from wagtail_localize.models import Translation

from openheritage.names import bcp47, direction, language_name

from .. import consequences, footer

register = template.Library()


@register.inclusion_tag("translations/consequences.html")
def if_deleted(objects: Model | Iterable[Model]) -> dict:
    """What goes with pages, or with snippets, that somebody is about to delete."""
    objects = [objects] if isinstance(objects, Model) else [*objects]
    pages = [instance for instance in objects if isinstance(instance, Page)]
    told = (
        consequences.of_deletion(pages) if pages else consequences.of_snippets(objects)
    )
    return {"parts": [("", told)] if told else []}


@register.inclusion_tag("translations/consequences.html")
def if_taken_down(objects: Model | Iterable[Model]) -> dict:
    objects = [objects] if isinstance(objects, Model) else [*objects]
    pages = [instance for instance in objects if isinstance(instance, Page)]
    if pages:
        return {"parts": consequences.of_taking_down(pages)}
    told = consequences.of_snippets_taken_down(objects)
    return {"parts": [("", told)] if told else []}


@register.filter
def items_of(rows: Iterable[dict]) -> list:
    """The objects of a bulk action, of whose rows each is a dictionary."""
    return [row["item"] for row in rows]


@register.simple_tag
def languages_of(translation: Translation) -> str:
    """What the script beside the editor puts on its sentences and fields."""
    source = translation.source.locale.language_code
    target = translation.target_locale.language_code
    return format_html(
        'data-source-lang="{}" data-source-dir="{}" data-target-lang="{}" '
        'data-target-dir="{}" data-label="{}"',
        bcp47(source),
        direction(source),
        bcp47(target),
        direction(target),
        staff_("Translation into %(language)s") % {"language": language_name(target)},
    )


@register.filter
def without_footer(props: str) -> str:
    """The editor's facts without the addresses of what nobody should press there, and
    without titles in languages that its reader does not work in."""
    facts = json.loads(props)
    facts["links"] |= {"stopTranslationUrl": "", "convertToAliasUrl": None}
    facts["perms"] = dict.fromkeys(facts["perms"], False)
    for each in facts["translations"]:
        each["title"] = each["locale"]["displayName"]
    return json.dumps(facts)


@register.inclusion_tag("translations/editor_footer.html", takes_context=True)
def editor_footer(context: Context) -> dict:
    request, translation = context["request"], context["translation"]
    instance = context["instance"]
    return {
        "here": request.path,
        "csrf_token": context["csrf_token"],
        "label": staff_("Actions"),
        "main": footer.publishing(request, translation),
        "others": [*footer.others(request, instance)],
        "previews": [*footer.previews(instance, translation)],
    }
