"""What waits for somebody who writes: drafts, what is scheduled, pictures, links."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import formats, timezone
from django.utils.translation import gettext as staff_
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy as pictures_policy
from wagtail.models import (
    DraftStateMixin,
    Page,
    ReferenceIndex,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowState,
)
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation

from images.credits import ATTRIBUTION, Licence
from openheritage.locales import language_of
from openheritage.names import bcp47, direction, language_name
from translations.publishing import gaps_of, key_of

# So many are shown at once, and so many more after a press.
SHOWN, MORE = 5, 45
# The worker does what is due within a minute.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Row:
    """A line of a panel: what it is, how it stands, what is to be done."""

    title: str
    url: str
    state: str
    todo: str
    language: str = ""

    @property
    def lang(self) -> str:
        return bcp47(self.language) if self.language else ""

    @property
    def dir(self) -> str:
        return direction(self.language) if self.language else "auto"

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""


@dataclass
class Rows:
    rows: list[Row] = field(default_factory=list)
    total: int = 0


def title_of(instance: Any) -> str:
    return getattr(instance, "draft_title", "") or str(instance)


def language_of_row(instance: Any) -> str:
    locale_id = getattr(instance, "locale_id", None)
    return language_of(locale_id) if locale_id is not None else ""


def when(at: datetime) -> str:
    """In the time zone of whoever reads it, which is said."""
    shown = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    zone = timezone.get_current_timezone_name()
    return staff_("%(time)s (%(zone)s)") % {"time": shown, "zone": zone}


def translated_elsewhere() -> Exists:
    """What localize fills in: its translators have a panel of their own."""
    return Exists(
        Translation.objects.filter(
            enabled=True,
            source__object_id=OuterRef("translation_key"),
            target_locale=OuterRef("locale"),
        )
    )


def drafted_snippets() -> list[type[Any]]:
    return [
        model
        for model in get_snippet_models()
        if issubclass(model, DraftStateMixin) and issubclass(model, RevisionMixin)
    ]


# Drafts -----------------------------------------------------------------------------


def drafts_of(user: User, model: type[Any]) -> QuerySet:
    """Begun or changed by somebody, and neither in review nor waiting for a day."""
    kind = ContentType.objects.get_for_model(model)
    pk = Cast(OuterRef("pk"), CharField())
    reviewed = WorkflowState.objects.active().filter(base_content_type=kind)
    scheduled = Revision.objects.filter(
        base_content_type=kind, approved_go_live_at__isnull=False
    )
    rows = model._default_manager.filter(
        ~Exists(reviewed.filter(object_id=pk)),
        ~Exists(scheduled.filter(object_id=pk)),
        has_unpublished_changes=True,
        latest_revision__user=user,
    )
    if hasattr(model, "translation_key"):
        rows = rows.filter(~translated_elsewhere())
    return rows.select_related("latest_revision")


def draft_row(instance: Any, finder: AdminURLFinder, *, publishes: bool) -> Row:
    changed = when(instance.latest_revision.created_at)
    state = (
        staff_("Changed %(when)s; readers have the text as it was.")
        if instance.live
        else staff_("Begun, and not public; changed %(when)s.")
    )
    return Row(
        title=title_of(instance),
        url=finder.get_edit_url(instance) or "",
        state=state % {"when": changed},
        todo=staff_("Publish it, or delete what you do not need.")
        if publishes
        else staff_("Submit it to a moderator when it is ready."),
        language=language_of_row(instance),
    )


def written_by(user: User) -> list[type[Any]]:
    """Snippets of which somebody has written any: most people have of none."""
    kinds = ContentType.objects.get_for_models(
        *drafted_snippets(), for_concrete_models=False
    )
    written = set(
        Revision.objects.filter(user=user, base_content_type__in=kinds.values())
        .order_by()
        .values_list("base_content_type", flat=True)
        .distinct()
    )
    return [model for model, kind in kinds.items() if kind.pk in written]


def drafts(user: User) -> Rows:
    found: list[Any] = []
    pages = drafts_of(user, Page).order_by("-latest_revision_created_at")
    found += pages[: SHOWN + MORE]
    total = len(found) if len(found) < SHOWN + MORE else pages.count()
    for model in written_by(user):
        rows = [*drafts_of(user, model)[: SHOWN + MORE]]
        found += rows
        total += len(rows)
    found.sort(key=lambda each: each.latest_revision.created_at, reverse=True)
    finder = AdminURLFinder(user)
    publishes = page_permission_policy.user_has_permission(user, "publish")
    shown = found[: SHOWN + MORE]
    return Rows([draft_row(each, finder, publishes=publishes) for each in shown], total)


# Scheduled --------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    instance: Any
    at: datetime
    ends: bool


def going_live() -> Iterable[Due]:
    revisions = Revision.objects.filter(approved_go_live_at__isnull=False)
    by_kind: dict[int, dict[str, datetime]] = {}
    for kind, pk, at in revisions.values_list(
        "base_content_type", "object_id", "approved_go_live_at"
    ):
        by_kind.setdefault(kind, {})[pk] = at
    for kind, times in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None:
            for row in model._default_manager.filter(pk__in=times):
                yield Due(row, times[str(row.pk)], ends=False)


def ending(user: User) -> Iterable[Due]:
    theirs = [model for model in drafted_snippets() if may_change_any(user, model)]
    for model in (Page, *theirs):
        for row in model._default_manager.filter(live=True, expire_at__isnull=False):
            yield Due(row, row.expire_at, ends=True)


def is_shown(due: Due, now: datetime) -> bool:
    """The times of a translation are its original's: it is told of when it is late."""
    language = language_of_row(due.instance)
    if language in ("", settings.LANGUAGE_CODE):
        return True
    return due.at < now - LATE


def is_late(due: Due, now: datetime) -> bool:
    return due.at < now - LATE


def scheduled_row(due: Due, finder: AdminURLFinder, now: datetime, gaps: dict) -> Row:
    at = when(due.at)
    if not is_late(due, now):
        state = staff_("Ends %(when)s") if due.ends else staff_("Goes live %(when)s")
        todo = staff_("Nothing to do: it happens by itself.")
    else:
        state = (
            staff_("Should have ended %(when)s")
            if due.ends
            else staff_("Should have gone live %(when)s")
        )
        instance: Any = due.instance
        lacking = (
            gaps.get(key_of(instance))
            if isinstance(instance, TranslatableMixin) and not due.ends
            else ""
        )
        todo = lacking or staff_(
            "Publish it yourself, and tell whoever looks after the server."
        )
    return Row(
        title=title_of(due.instance),
        url=finder.get_edit_url(due.instance) or "",
        state=state % {"when": at},
        todo=todo,
        language=language_of_row(due.instance),
    )


def scheduled(user: User) -> Rows:
    now = timezone.now()
    finder = AdminURLFinder(user)
    dues = [*going_live(), *ending(user)]
    pages = [due.instance.pk for due in dues if isinstance(due.instance, Page)]
    theirs = page_permission_policy.instances_user_has_permission_for(user, "change")
    mine = {*theirs.filter(pk__in=pages).values_list("pk", flat=True)}
    found = [
        due
        for due in dues
        if is_shown(due, now) and may_change(user, due.instance, mine)
    ]
    found.sort(key=lambda due: due.at)
    shown = found[: SHOWN + MORE]
    late = [due.instance for due in shown if is_late(due, now) and not due.ends]
    gaps = gaps_of(late)
    return Rows([scheduled_row(due, finder, now, gaps) for due in shown], len(found))


def may_change(user: User, instance: Model, pages: set[int]) -> bool:
    if isinstance(instance, Page):
        return instance.pk in pages
    return may_change_any(user, type(instance))


def may_change_any(user: User, model: type[Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}")


# Pictures ---------------------------------------------------------------------------

# As ``images.forms`` asks of whoever saves one now; older ones may lack it.
NOBODY_NAMED = Q(creator="") & (
    Q(licence__in=ATTRIBUTION) | Q(licence=Licence.PERMISSION, institution="")
)
LACKING = NOBODY_NAMED | Q(description="") | Q(licence="")


def lacks(picture: Any) -> str:
    """What it lacks, most serious first."""
    if not picture.licence:
        return staff_("Its licence is not known: it must not be shown.")
    if picture.licence in ATTRIBUTION and not picture.creator:
        return staff_(
            "Its licence asks that you name who made it, and nobody is named."
        )
    if picture.licence == Licence.PERMISSION and not (
        picture.creator or picture.institution
    ):
        return staff_("Nobody is named who made it or gave permission.")
    return staff_("It has no alternative text.")


def pictures(user: User) -> Rows:
    model = get_image_model()
    kind = ContentType.objects.get_for_model(model)
    used = ReferenceIndex.objects.filter(
        to_content_type=kind, to_object_id=Cast(OuterRef("pk"), CharField())
    )
    found = (
        pictures_policy.instances_user_has_permission_for(user, "change")
        .filter(LACKING)
        .annotate(is_used=Exists(used))
        .order_by("-is_used", "-created_at", "-pk")
    )
    shown = [*found[: SHOWN + MORE]]
    total = len(shown) if len(shown) < SHOWN + MORE else found.count()
    finder = AdminURLFinder(user)
    return Rows(
        [
            Row(
                title=picture.title,
                url=finder.get_edit_url(picture) or "",
                state=lacks(picture),
                todo=staff_("A page shows it: write it now.")
                if picture.is_used
                else staff_("No page shows it yet: write it, or delete the picture."),
            )
            for picture in shown
        ],
        total,
    )
