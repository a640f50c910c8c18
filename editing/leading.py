"""What leads to a page, a picture, a document or whatever else is about to change.

Who deletes, takes down or moves something reads it first, with what becomes of it for
readers. ``openheritage.uses`` knows rows; here are whole trees of pages in all their
languages, and what Wagtail's reference index does not know: addresses that staff typed,
and old addresses that lead on.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.query import PageQuerySet
from wagtail.snippets.models import get_snippet_models

from home.models import Announcement, SiteSettings
from openheritage import uses
from openheritage.names import number
from openheritage.paths import below_prefix
from openheritage.slots import Deed
from openheritage.uses import named
from search.models import Promotion
from translations.consequences import deleted_with, taken_down_with
from translations.facts import is_original

# So many are named; the others are counted.
NAMED = 5
# Of so many pages drafts are read, too: each number is looked for in all of them.
FEW = 30


def pages_among(kinds: dict[int, set[str]]) -> PageQuerySet:
    page = ContentType.objects.get_for_model(Page).pk
    return Page.objects.filter(pk__in=kinds.get(page, ()))


def linking(pages: QuerySet[Page], *, with_drafts: bool = True) -> list[Model]:
    """Everything that names one of the pages and is none of them; originals first."""
    page_type = ContentType.objects.get_for_model(Page)
    ids = {str(pk) for pk in pages.order_by().values_list("pk", flat=True)}
    rows = (
        ReferenceIndex.objects.filter(to_content_type=page_type, to_object_id__in=ids)
        .exclude(base_content_type=page_type, object_id__in=ids)
        .exclude(model_path__in=["alias_of"])
        .values_list("base_content_type", "object_id")
        .distinct()
    )
    kinds: dict[int, set[str]] = {}
    for kind, pk in rows:
        kinds.setdefault(kind, set()).add(pk)
    found: dict[tuple[str, Any], Model] = {
        ("page", page.pk): page for page in pages_among(kinds).specific(defer=True)
    }
    # Pages apart, what staff write; the index knows tables of the machinery, too.
    texts = {*get_snippet_models(), SiteSettings} - {Promotion}
    for kind, pks in kinds.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None or model not in texts:
            continue
        for row in model._default_manager.filter(pk__in=pks):
            found[model._meta.label, row.pk] = row
    if with_drafts and len(ids) <= FEW:
        for draft in drafts_naming(ids):
            if str(draft.pk) not in ids:
                found.setdefault(("page", draft.pk), draft)
    return sorted(found.values(), key=lambda row: (uses.is_translation(row), str(row)))


def drafts_naming(ids: set[str]) -> list[Model]:
    """What is being written or waits for its day; the index knows what is public."""
    written = Page.objects.filter(has_unpublished_changes=True)
    revisions = Revision.page_revisions.filter(
        Q(pk__in=written.values("latest_revision"))
        | Q(approved_go_live_at__isnull=False)
    ).annotate(text=Cast("content", TextField()))
    page = ContentType.objects.get_for_model(Page).pk
    any_of = "|".join(sorted(ids))
    found = []
    for revision in revisions.filter(text__regex=rf"({any_of})"):
        draft = revision.as_object()
        links = ReferenceIndex._extract_references_from_object(draft)
        if any(
            kind == page and pk in ids and path != "alias_of"
            for kind, pk, path, _ in links
        ):
            found.append(draft)
    return found


def named_some(rows: Sequence[Model]) -> str:
    places = [named(row) for row in rows]
    if len(places) > NAMED:
        rest = number(len(places) - NAMED)
        places[NAMED:] = [staff_("%(number)s more") % {"number": rest}]
    return ", ".join(places)


def lead_here(rows: Sequence[Model]) -> str:
    return staff_n(
        "%(count)s text leads here: %(places)s.",
        "%(count)s texts lead here: %(places)s.",
        len(rows),
    ) % {"count": number(len(rows)), "places": named_some(rows)}


# What Wagtail's index does not know -------------------------------------------------


def announcing(url_paths: Iterable[str]) -> list[Announcement]:
    """Announcements in which the address of one of the pages was typed."""
    below = {below_prefix(path).strip("/") for path in url_paths}
    wanted = Q(pk__in=[])
    for path in filter(None, below):
        wanted |= Q(link_url__contains=f"/{path}")
    return [
        row
        for row in Announcement.objects.filter(wanted, live=True)
        if any(ends_with(row.link_url, path) for path in below)
    ]


def ends_with(address: str, path: str) -> bool:
    plain = address.partition("#")[0].partition("?")[0].rstrip("/")
    return bool(path) and plain.endswith(f"/{path}")


def old_addresses(pages: QuerySet[Page]) -> int:
    return Redirect.objects.filter(redirect_page__in=pages.values("pk")).count()


def promotions(pages: QuerySet[Page]) -> int:
    return Promotion.objects.filter(page__in=pages.values("pk")).count()


# In words ---------------------------------------------------------------------------


def touched_by(pages: Sequence[Page], deed: Deed) -> QuerySet[Page]:
    if deed == Deed.UNPUBLISH:
        return taken_down_with(pages, with_those_below=False)
    return deleted_with(pages)


def told_of_pages(pages: Sequence[Page], deed: Deed) -> list[str]:
    touched = touched_by(pages, deed)
    here = [page for page in pages if is_original(page)]
    rows = linking(touched)
    rows += [
        row for row in announcing(page.url_path for page in here) if row not in rows
    ]
    sentences = []
    if rows:
        sentences.append(lead_here(rows))
    if deed == Deed.MOVE:
        if rows:
            sentences.append(
                staff_("Links in texts follow by themselves; what was typed leads on.")
            )
        return sentences
    if rows:
        sentences.append(
            staff_(
                "For readers their words stay there without a link; what was typed "
                "leads to a page that says that nothing is there."
            )
            if here
            else staff_("Readers are led to the original instead.")
        )
    if count := old_addresses(touched):
        sentences.append(
            staff_n(
                "%(count)s old address leads here, and then nowhere.",
                "%(count)s old addresses lead here, and then nowhere.",
                count,
            )
            % {"count": number(count)}
        )
    if count := promotions(touched):
        sentences.append(
            staff_n(
                "Search promotes it for %(count)s query, and no longer.",
                "Search promotes it for %(count)s queries, and no longer.",
                count,
            )
            % {"count": number(count)}
        )
    return sentences


def told_of_rows(rows: Sequence[Model]) -> list[str]:
    found = uses.uses(rows)
    users = {(type(row), row.pk): row for some in found.values() for row in some}
    if not users:
        return []
    places = [*users.values()]
    return [
        staff_n(
            "%(count)s place uses it: %(places)s.",
            "%(count)s places use it: %(places)s.",
            len(places),
        )
        % {"count": number(len(places)), "places": named_some(places)}
    ]


def told(objects: Sequence[Model], deed: Deed) -> list[tuple[str, list[str]]]:
    pages = [row for row in objects if isinstance(row, Page)]
    if pages:
        sentences = told_of_pages(pages, deed)
        heading = staff_("What leads here:")
    else:
        sentences = told_of_rows(objects)
        heading = staff_("Where it is used:")
    return [(heading, sentences)] if sentences else []


def beside_the_slug(page: Page) -> list[str]:
    """Drafts are left out: this is asked each time that a page is edited."""
    if not page.pk or not page.live:
        return []
    family = Page.objects.filter(translation_key=page.translation_key)
    rows = [*linking(family, with_drafts=False), *announcing([page.url_path])]
    if not rows:
        return []
    follow = staff_("Links in texts follow by themselves; what was typed leads on.")
    return [lead_here(rows), follow]


def told_after_renaming(page: Page, before: str) -> list[str]:
    family = Page.objects.filter(translation_key=page.translation_key)
    rows = [*linking(family, with_drafts=False), *announcing([before])]
    return [lead_here(rows), staff_("They lead on by themselves.")] if rows else []
