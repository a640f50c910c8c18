"""The links that broke, for those who can mend them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from openheritage.models import TaskRun
from openheritage.names import isolated, language_name
from translations.reach import writes_originals

from .models import BrokenLink, Fault
from .waiting import MORE, SHOWN, Row, Rows, language_of_row, title_of

TASK = "editing.tasks.look_for_broken_links"


def editable(user: User | AnonymousUser) -> QuerySet[BrokenLink]:
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    kinds = [
        kind.pk
        for kind in ContentType.objects.filter(
            pk__in=BrokenLink.objects.exclude(content_type=None)
            .order_by()
            .values("content_type")
        )
        if user.has_perm(f"{kind.app_label}.change_{kind.model}")
    ]
    return BrokenLink.objects.filter(
        Q(page__in=pages.order_by().values("pk")) | Q(content_type__in=kinds)
    ).order_by("-since", "pk")


def sources(rows: list[BrokenLink]) -> dict[int, Model]:
    """What each stands in: a query for each kind of thing."""
    wanted: dict[type[Any], set[int]] = {}
    for row in rows:
        model = model_of(row)
        wanted.setdefault(model, set()).add(row.page_id or row.object_id or 0)
    found = {
        model: (
            Page.objects.filter(pk__in=pks).specific(defer=True).in_bulk()
            if model is Page
            else model._default_manager.in_bulk(pks)
        )
        for model, pks in wanted.items()
    }
    there = {}
    for row in rows:
        source = found[model_of(row)].get(row.page_id or row.object_id)
        if source is not None:
            there[row.pk] = source
    return there


def model_of(row: BrokenLink) -> type[Any]:
    kind = row.content_type_id
    if kind is None:
        return Page
    return ContentType.objects.get_for_id(kind).model_class() or Page


def place(row: BrokenLink, source: Model) -> str:
    try:
        field: Any = source._meta.get_field(row.field)
    except FieldDoesNotExist:
        return row.field
    return str(getattr(field, "verbose_name", row.field))


def said(row: BrokenLink, source: Model) -> str:
    if row.fault == Fault.PART and row.field == "parts":
        return staff_now("It is about a part that the Statement does not have.")
    words = staff_now("In “%(field)s”, a link leads to %(what)s.")
    if row.target:
        words = staff_now("In “%(field)s”, a link leads to %(what)s: %(target)s")
    return words % {
        "field": isolated(place(row, source)),
        "what": row.get_fault_display(),
        "target": isolated(row.target),
    }


def broken(user: User) -> Rows:
    found = editable(user)
    rows = [*found[: SHOWN + MORE]]
    total = len(rows) if len(rows) < SHOWN + MORE else found.count()
    finder, there = AdminURLFinder(user), sources(rows)
    return Rows(
        [
            Row(
                title=title_of(there[row.pk]),
                url=finder.get_edit_url(there[row.pk]) or "",
                state=said(row, there[row.pk]),
                todo=str(row.remedy),
                language=language_of_row(there[row.pk]),
            )
            for row in rows
            if row.pk in there
        ],
        total,
    )


class BrokenLinksView(ReportView):
    page_title = staff_("Links that lead nowhere")
    header_icon = "link"
    index_url_name = "editing_broken_links"
    index_results_url_name = "editing_broken_links_results"
    default_ordering = "-since"
    no_results_message = staff_("All links within the site lead somewhere.")
    list_export: list[str] = []
    columns = [
        TitleColumn("title", label=staff_("Where"), get_url=lambda row: row.url),
        Column("language", label=staff_("Language")),
        Column("said", label=staff_("What is wrong")),
        Column("remedy", label=staff_("What to do")),
        DateColumn("since", label=staff_("Found")),
    ]

    template_name = "editing/broken_links.html"

    def get_queryset(self) -> QuerySet[BrokenLink]:
        return editable(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        rows: list[Any] = [*object_list]
        finder, there = AdminURLFinder(self.request.user), sources(rows)
        for row in rows:
            source = there.get(row.pk, row)
            row.title = title_of(source)
            row.url = finder.get_edit_url(source) if row.pk in there else ""
            code = language_of_row(source)
            row.language = language_name(code) if code else ""
            row.said = said(row, source)
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {
            "look_again_url": reverse("editing_look_again")
            if writes_originals(self.request.user)
            else "",
            "look_again": staff_now("Look again"),
            "looked": looked(),
        }


def looked() -> str:
    run = TaskRun.objects.filter(name=TASK).first()
    if run is None or run.done_at is None:
        return staff_now("The worker has not looked yet; it does once a day.")
    return staff_now("Looked at all that is public on %(when)s; once a day.") % {
        "when": timezone.localtime(run.done_at).strftime("%Y-%m-%d %H:%M")
    }


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """By the worker, at its next round."""
    if not writes_originals(request.user):
        raise PermissionDenied
    TaskRun.objects.filter(name=TASK).update(next_at=timezone.now())
    messages.success(
        request, staff_now("The worker looks again; that takes a minute or so.")
    )
    return redirect("editing_broken_links")


def urls() -> list[URLPattern]:
    report = "reports/broken-links/"
    return [
        path(report, BrokenLinksView.as_view(), name="editing_broken_links"),
        path(
            f"{report}results/",
            BrokenLinksView.as_view(results_only=True),
            name="editing_broken_links_results",
        ),
        path(f"{report}again/", look_again, name="editing_look_again"),
    ]
