"""Lists of the admin ask once for all their rows.

Localize's buttons ask four questions of each row: is a language missing, is this a
source, in which language, of which translations? Wagtail's columns ask each snippet
for its newest revision and its schedule, its rights ask each draft for what is
published below it, and its choosers ask for the page above each. Here the answers are
noted at the rows as soon as a list has them, and localize's buttons are made of the
notes, in its words (``localizes_``: its catalogues have them, not ours). Delete this
when both ask for a list as a whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Model, OuterRef, Q, prefetch_related_objects
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as localizes_
from wagtail import hooks
from wagtail.admin.views.chooser import PageChooserTable
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.chooser import BaseChooseView
from wagtail.admin.widgets.button import Button
from wagtail.models import (
    DraftStateMixin,
    Locale,
    Page,
    Revision,
    TranslatableMixin,
    WorkflowState,
)
from wagtail_localize.models import Translation, TranslationSource

from .rights import COORDINATE, NOTED_BELOW

NOTED = "_noted_translations"


class Noted(NamedTuple):
    lacks_a_language: bool
    # Of which enabled translations were made.
    source: int | None


# What is noted ------------------------------------------------------------------------


def prepare(rows: Iterable[Any], user: User | AnonymousUser) -> None:
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Page):
            by_model[Page].append(row)
        elif isinstance(row, TranslatableMixin | DraftStateMixin):
            by_model[type(row)].append(row)
    for model, these in by_model.items():
        if issubclass(model, Page):
            note_what_is_below(these, user)
        elif issubclass(model, DraftStateMixin):
            prefetch_related_objects(these, "latest_revision")
            note_schedules(model, these)
        if issubclass(model, TranslatableMixin):
            prefetch_related_objects(these, "locale")
            if user.has_perm(COORDINATE):
                note_translations(model, these)


def note_schedules(model: type[DraftStateMixin], rows: list[Any]) -> None:
    scheduled = Revision.objects.filter(
        base_content_type=model.get_base_content_type(),
        object_id__in=[str(row.pk) for row in rows],
        approved_go_live_at__isnull=False,
    ).order_by("-pk")
    # The first of several stays, as where each is asked.
    found = {revision.object_id: revision for revision in scheduled}
    for row in rows:
        row.scheduled_revision = found.get(str(row.pk))


def note_what_is_chosen_by(pages: list[Page]) -> None:
    """Where pages are chosen: what Wagtail's own lists ask for with their rows."""
    prefetch_related_objects(pages, "locale")
    ids = {"object_id__in": [str(page.pk) for page in pages]}
    states: dict[str, list[WorkflowState]] = defaultdict(list)
    for state in (
        WorkflowState.objects.active()
        .filter(base_content_type=ContentType.objects.get_for_model(Page), **ids)
        .select_related("current_task_state__task")
    ):
        states[state.object_id].append(state)
    scheduled = set(
        Revision.page_revisions.filter(approved_go_live_at__isnull=False, **ids)
        .order_by()
        .values_list("object_id", flat=True)
    )
    above = {page.path[: -Page.steplen] for page in pages if page.depth > 1}
    parents = {page.path: page for page in Page.objects.filter(path__in=above)}
    for page in pages:
        page._current_workflow_states = states[str(page.pk)]
        page._approved_schedule = str(page.pk) in scheduled
        if page.depth > 1:
            page._cached_parent_obj = parents.get(page.path[: -Page.steplen])


def note_what_is_below(pages: list[Page], user: User | AnonymousUser) -> None:
    """Of drafts that have pages below; of others their own fields say enough."""
    if user.is_superuser:
        return
    by_depth: dict[int, list[Page]] = defaultdict(list)
    for page in pages:
        if not page.live and page.numchild:
            by_depth[page.depth].append(page)
    for depth, drafts in by_depth.items():
        below = Q()
        for page in drafts:
            below |= Q(path__startswith=page.path)
        top = Substr("path", 1, depth * Page.steplen)
        live = Page.objects.live().filter(below).order_by().values_list(top)
        found = {path for (path,) in live.distinct()}
        for page in drafts:
            setattr(page, NOTED_BELOW, page.path in found)


def note_translations(model: Any, rows: list[Any]) -> None:
    keys = {row.translation_key for row in rows}
    is_complete = completeness(model, keys)
    sources = TranslationSource.objects.filter(
        Exists(Translation.objects.filter(source=OuterRef("pk"), enabled=True)),
        object__in=keys,
        object__content_type=ContentType.objects.get_for_model(
            model.get_translation_model()
        ),
    )
    found = {
        (key, locale): pk
        for pk, key, locale in sources.values_list("pk", "object_id", "locale_id")
    }
    for row in rows:
        noted = Noted(
            not is_complete(row), found.get((row.translation_key, row.locale_id))
        )
        setattr(row, NOTED, noted)


def completeness(model: Any, keys: set) -> Callable[[Any], bool]:
    """Whether something is there in each language, and as the same kind of page."""
    languages = Locale.objects.count()
    there = model.objects.filter(translation_key__in=keys).order_by()
    if model is not Page:
        numbers = dict(there.values_list("translation_key").annotate(Count("pk")))
        return lambda row: numbers[row.translation_key] >= languages
    kinds = (
        there.filter(alias_of__isnull=True)
        .values_list("translation_key", "content_type_id")
        .annotate(Count("pk"))
    )
    found: dict[Any, list[tuple[Any, int]]] = defaultdict(list)
    for key, kind, number in kinds:
        model_of = ContentType.objects.get_for_id(kind).model_class() or Page
        found[key].append((model_of, number))

    def is_complete(row: Page) -> bool:
        same = [
            number
            for kind, number in found[row.translation_key]
            if issubclass(kind, type(row))
        ]
        return sum(same) >= languages

    return is_complete


# What is made of it -------------------------------------------------------------------


def sync_url(source: int, next_url: str | None) -> str:
    url = reverse("wagtail_localize:update_translations", args=[source])
    return url if next_url is None else f"{url}?{urlencode({'next': next_url})}"


def of_page(ask: Callable[..., Iterator[Button]]) -> Callable[..., Iterator[Button]]:
    @wraps(ask)
    def buttons(
        page: Page,
        user: User,
        view_name: str | None = None,
        next_url: str | None = None,
    ) -> Iterator[Button]:
        noted = getattr(page, NOTED, None)
        if noted is None:
            # A page by itself, at the head of a screen.
            yield from ask(page, user, view_name, next_url)
            return
        if page.is_root() or not user.has_perm(COORDINATE):
            return
        if noted.lacks_a_language:
            yield Button(
                localizes_("Translate this page"),
                reverse(
                    "wagtail_localize:submit_page_translation",
                    args=[page.alias_of_id or page.pk],
                ),
                priority=60,
                icon_name="wagtail-localize-language",
            )
        if noted.source is not None:
            yield Button(
                localizes_("Sync translated pages"),
                sync_url(noted.source, next_url),
                priority=60,
                icon_name="resubmit",
            )

    return buttons


def of_snippet(ask: Callable[..., Iterator[Button]]) -> Callable[..., Iterator[Button]]:
    @wraps(ask)
    def buttons(
        snippet: Any, user: User, next_url: str | None = None
    ) -> Iterator[Button]:
        noted = getattr(snippet, NOTED, None)
        if noted is None:
            yield from ask(snippet, user, next_url)
            return
        if not user.has_perm(COORDINATE):
            return
        meta, called = type(snippet)._meta, {"title": str(snippet)}
        if noted.lacks_a_language:
            yield Button(
                localizes_("Translate"),
                reverse(
                    "wagtail_localize:submit_snippet_translation",
                    args=[meta.app_label, meta.model_name, quote(snippet.pk)],
                ),
                attrs={"aria-label": localizes_("Translate '%(title)s'") % called},
                icon_name="wagtail-localize-language",
                priority=100,
            )
        if noted.source is not None:
            yield Button(
                localizes_("Sync translated snippets"),
                sync_url(noted.source, next_url),
                attrs={
                    "aria-label": localizes_("Sync translations of '%(title)s'")
                    % called
                },
                icon_name="resubmit",
                priority=106,
            )

    return buttons


# Where it takes their places ----------------------------------------------------------


def replace_hook(name: str, old: Callable, new: Callable) -> None:
    """Wagtail's registry, in which nothing can be taken back, is a list of pairs."""
    registered = hooks._hooks[name]
    registered[:] = [
        (new if function is old else function, order) for function, order in registered
    ]


def take_buttons() -> None:
    """Once all apps have registered theirs: localize comes after this one, and its
    other hooks are to stay behind ours."""
    from wagtail_localize import wagtail_hooks as localize

    replace_hook(
        "register_page_listing_more_buttons",
        localize.page_listing_more_buttons,
        of_page(localize.page_listing_more_buttons),
    )
    replace_hook(
        "register_snippet_listing_buttons",
        localize.register_snippet_listing_buttons,
        of_snippet(localize.register_snippet_listing_buttons),
    )


def before_a_choice(begin: Callable[..., None]) -> Callable[..., None]:
    @wraps(begin)
    def prepared(self: Any, columns: Any, data: Any, **kwargs: Any) -> None:
        note_what_is_chosen_by([*data])
        begin(self, columns, data, **kwargs)

    return prepared


def of_results(find: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(find)
    def prepared(self: Any, request: HttpRequest) -> Any:
        results = find(self, request)
        rows = [*results.object_list]
        if rows and isinstance(rows[0], DraftStateMixin) and type(rows[0]) is not Page:
            prefetch_related_objects(rows, "latest_revision")
            note_schedules(type(rows[0]), rows)
        return results

    return prepared


def ask_once() -> None:
    PageChooserTable.__init__ = before_a_choice(PageChooserTable.__init__)
    BaseChooseView.get_results_page = of_results(BaseChooseView.get_results_page)
    show = BaseListingView.get_context_data

    @wraps(show)
    def prepared(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = show(self, *args, **kwargs)
        prepare(context["object_list"], self.request.user)
        return context

    BaseListingView.get_context_data = prepared
