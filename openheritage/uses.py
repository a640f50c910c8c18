"""What is in use cannot be deleted: who uses it, and how the screens of staff say so.

Wagtail's reference index knows the pages and snippets as they are stored. It is brought
up to date by the worker and knows no drafts, so the newest and the scheduled revisions
are read as well.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as staff_
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from .locales import language_of
from .names import language_name

# So many places are named; the others are counted.
NAMED = 5


def current_revisions() -> QuerySet:
    """What is live, what is being written, reviewed or scheduled; not the past."""
    in_review = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    pages = ContentType.objects.get_for_model(Page)
    return Revision.objects.filter(
        Q(pk__in=Page.objects.values("latest_revision"))
        | Q(pk__in=Page.objects.values("live_revision"))
        | Q(pk__in=in_review.values("revision"))
        | Q(approved_go_live_at__isnull=False)
        | ~Q(base_content_type=pages)
    )


def drafts_with(numbers: Iterable[object]) -> list[Model]:
    """Current revisions in which one of the numbers stands at all, as objects."""
    any_of = "|".join(map(str, numbers))
    revisions = current_revisions().annotate(text=Cast("content", TextField()))
    # Not as part of another number, of the name of a block or of a day.
    alone = re.compile(rf"(?<![\w-])({any_of})(?![\w-])")
    return [
        revision.as_object()
        for revision in revisions.filter(text__regex=f"({any_of})")
        if alone.search(revision.text)
    ]


def uses(objects: Sequence[Model]) -> dict[Any, list[Model]]:
    """``{primary key: what uses it}``, without the objects that nothing uses."""
    if not objects:
        return {}
    content_types = {
        content_type.pk
        for content_type in ContentType.objects.get_for_models(
            type(objects[0]), *type(objects[0])._meta.parents
        ).values()
    }
    keys = {str(item.pk): item.pk for item in objects}
    found: dict[Any, dict[tuple, Model]] = defaultdict(dict)
    for item in objects:
        for source, _references in ReferenceIndex.get_grouped_references_to(item):
            found[item.pk][type(source)._meta.label, source.pk] = source
    for draft in drafts_with(keys):
        for reference in ReferenceIndex._extract_references_from_object(draft):
            content_type, number = reference[:2]
            if content_type in content_types and str(number) in keys:
                key = type(draft)._meta.label, draft.pk
                found[keys[str(number)]].setdefault(key, draft)
    return {
        key: sorted(sources.values(), key=is_translation)
        for key, sources in found.items()
    }


def is_translation(source: Model) -> bool:
    locale_id = getattr(source, "locale_id", None)
    return locale_id is not None and language_of(locale_id) != settings.LANGUAGE_CODE


def named(source: Model) -> str:
    """The source's title, with its language where it has one."""
    title = source.get_admin_display_title() if isinstance(source, Page) else source
    locale_id = getattr(source, "locale_id", None)
    if locale_id is None:
        return staff_("“%(title)s”") % {"title": title}
    return staff_("“%(title)s” (%(language)s)") % {
        "title": title,
        "language": language_name(language_of(locale_id)),
    }


def refusal(item: Model, sources: Sequence[Model]) -> str:
    """Why it is not deleted, and where it must be taken out first."""
    places = [named(source) for source in sources]
    if len(places) > NAMED:
        places[NAMED:] = [staff_("%(number)s more") % {"number": len(places) - NAMED}]
    return staff_(
        "“%(item)s” is in use and cannot be deleted. Take it out here first: "
        "%(places)s."
    ) % {"item": item, "places": ", ".join(places)}


def refuse(request: HttpRequest, objects: Sequence[Model]) -> bool:
    """Says what is in use; whether anything is."""
    used = uses(objects)
    for item in objects:
        if item.pk in used:
            messages.error(request, refusal(item, used[item.pk]))
    return bool(used)
