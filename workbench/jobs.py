"""Work on many pages and languages: what is to be done, how far it is, what failed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.pages import signed_in
from openheritage.names import number
from translations import jobs
from translations.drafting import MACHINE
from translations.models import Job
from translations.rights import COORDINATE
from translations.submitting import SUBMIT, SYNC

from .job_form import JobForm
from .job_words import called, list_words, new_words, told

CHECK = "check"
# Files have their own screens.
OURS = (SUBMIT, SYNC, CHECK, MACHINE)
PER_PAGE = 30


class CoordinatorsView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "tasks"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not signed_in(request).has_perm(COORDINATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def way(self) -> list[dict]:
        return [
            {
                "url": reverse("workbench_matrix"),
                "label": staff_("All pages and languages"),
            }
        ]

    def get_breadcrumbs_items(self) -> list[dict]:
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *self.way(), here]


def jobs_of_ours() -> QuerySet[Job]:
    return Job.objects.filter(what__in=OURS).select_related("by").defer("file")


class JobsView(CoordinatorsView):
    template_name = "workbench/jobs.html"

    def get_page_title(self) -> str:
        return staff_("Work on many pages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Paginator(jobs_of_ours(), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": rows,
            "lines": [told(job) for job in rows.object_list],
            "words": list_words(),
        }


class JobView(CoordinatorsView):
    template_name = "workbench/job.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        # Asked for by those who may alone.
        if signed_in(request).has_perm(COORDINATE):
            self.job = get_object_or_404(jobs_of_ours(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return called(self.job)

    def way(self) -> list[dict]:
        index = {"url": reverse("workbench_jobs"), "label": JobsView().get_page_title()}
        return [*super().way(), index]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "job": self.job,
            "told": told(self.job),
            "words": list_words(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if jobs.cancel(self.job.pk):
            messages.success(
                request,
                staff_("It was stopped. What was done until now stays as it is."),
            )
        else:
            messages.warning(request, staff_("It had ended already."))
        return redirect("workbench_job", pk=self.job.pk)


class NewJobView(CoordinatorsView):
    template_name = "workbench/new_job.html"

    def get_page_title(self) -> str:
        return staff_("Submit or update many pages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        if form is None:
            asked = self.request.GET
            form = JobForm(
                initial={
                    "page": asked.getlist("page"),
                    "text": asked.getlist("text"),
                    "locale": [pk for pk in asked.getlist("locale") if is_number(pk)],
                    "below": bool(asked.get("below")),
                    "what": asked.get("what", SUBMIT),
                }
            )
        titles = form.chosen()
        return super().get_context_data(**kwargs) | {
            "form": form,
            "titles": titles,
            "count": staff_n(
                "%(count)s page or text is chosen.",
                "%(count)s pages and texts are chosen.",
                len(titles),
            )
            % {"count": number(len(titles))},
            "words": new_words(),
            "back": reverse("workbench_matrix"),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = JobForm(request.POST)
        if not form.is_valid():
            messages.error(request, staff_("Nothing was begun: see the form below."))
            return self.render_to_response(self.get_context_data(form=form))
        what, order = form.order()
        return start(request, what, order)


def is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 15


def start(request: HttpRequest, what: str, order: dict[str, Any]) -> HttpResponse:
    job = jobs.begin(what, order, signed_in(request))
    messages.success(
        request,
        staff_("The worker does this now. You need not wait here: it goes on alone."),
    )
    return redirect("workbench_job", pk=job.pk)


def urls() -> list:
    return [
        path("translate/jobs/", JobsView.as_view(), name="workbench_jobs"),
        path("translate/jobs/new/", NewJobView.as_view(), name="workbench_new_job"),
        path("translate/jobs/<int:pk>/", JobView.as_view(), name="workbench_job"),
    ]
