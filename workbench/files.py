"""Files out and in, for a page, a language or everything."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.pages import signed_in
from translations.files import access, bundles, working
from translations.files.bundles import Kind
from translations.files.incoming import UnreadableError
from translations.files.sentences import part
from translations.files.views import sent
from translations.models import Job

from .files_form import DownloadForm, UploadForm
from .files_report import Told
from .jobs import CoordinatorsView, JobView


def may_use_files(user: User) -> bool:
    return bool(access.languages_of(user))


class FilesView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "workbench/files.html"
    header_icon = "download"
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        self.user = signed_in(request)
        if not may_use_files(self.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_page_title(self) -> str:
        return staff_("Files")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "download": kwargs.get("download") or DownloadForm(user=self.user),
            "upload": kwargs.get("upload") or UploadForm(),
            "told": kwargs.get("told"),
            "words": {
                "download": staff_("Take with you"),
                "download_help": staff_(
                    "The sentences of a page, or of all pages, with what is "
                    "translated so far. Open the file in any translation program."
                ),
                "download_button": staff_("Download"),
                "upload": staff_("Bring back"),
                "upload_help": staff_(
                    "A file that was made here: what is sound is taken, sentence by "
                    "sentence, and what is not is named. Nothing goes live by it."
                ),
                "upload_button": staff_("Upload"),
            },
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        told = None
        if form.is_valid():
            file = form.cleaned_data["file"]
            content = file.read()
            try:
                if working.is_much(content):
                    job = working.begin_import(file.name, content, self.user)
                    return redirect("workbench_file_job", pk=job.pk)
                reports = bundles.bring_in(
                    file.name,
                    content,
                    self.user,
                    lambda translation: access.why_not(self.user, translation),
                )
            except UnreadableError as error:
                form.add_error("file", str(error))
            else:
                told = Told(file.name, reports)
                form = UploadForm()
        return self.render_to_response(self.get_context_data(upload=form, told=told))


class DownloadView(FilesView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DownloadForm(request.GET, user=self.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(download=form))
        rows = form.translations()
        kind = Kind(form.cleaned_data["format"])
        if form.cleaned_data["page"] and len(rows) == 1:
            return sent(bundles.of_page(part(rows[0]), kind))
        if len(rows) > working.PAGES_AT_ONCE:
            job = working.begin_export(rows, kind, self.user)
            return redirect("workbench_file_job", pk=job.pk)
        return sent(bundles.of_many(rows, kind, form.file_name()))


class FileJobView(JobView):
    """What the worker makes of files: for whoever asked for it."""

    template_name = "workbench/file_job.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        wanted = Job.objects.filter(
            what__in=(working.IMPORT, working.EXPORT), by=signed_in(request)
        )
        self.job = get_object_or_404(wanted.defer("file"), pk=kwargs["pk"])
        return super(CoordinatorsView, self).dispatch(request, *args, **kwargs)

    def way(self) -> list[dict]:
        return [{"url": reverse("workbench_files"), "label": staff_("Files")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_there = self.job.state == Job.State.DONE and self.job.what == working.EXPORT
        return super().get_context_data(**kwargs) | {
            "fetch": staff_("Download") if is_there else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        super().post(request, *args, **kwargs)
        return redirect("workbench_file_job", pk=self.job.pk)


class FetchView(FileJobView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = Job.objects.get(pk=self.job.pk)
        if job.what != working.EXPORT or job.file is None:
            raise Http404
        download = bundles.Download(job.file_name, "application/zip", bytes(job.file))
        return sent(download)


def urls() -> list:
    return [
        path("translations/files/", FilesView.as_view(), name="workbench_files"),
        path(
            "translations/files/download/",
            DownloadView.as_view(),
            name="workbench_files_download",
        ),
        path(
            "translations/files/<int:pk>/",
            FileJobView.as_view(),
            name="workbench_file_job",
        ),
        path(
            "translations/files/<int:pk>/fetch/",
            FetchView.as_view(),
            name="workbench_file_fetch",
        ),
    ]
