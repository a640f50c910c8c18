"""Files out and in, for a page, a language or everything."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.pages import signed_in
from translations.files import access, bundles
from translations.files.bundles import Kind
from translations.files.incoming import UnreadableError
from translations.files.sentences import part
from translations.files.views import sent

from .files_form import DownloadForm, UploadForm
from .files_report import Told


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
            try:
                reports = bundles.bring_in(
                    file.name,
                    file.read(),
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
        return sent(bundles.of_many(rows, kind, form.file_name()))


def urls() -> list:
    return [
        path("translations/files/", FilesView.as_view(), name="workbench_files"),
        path(
            "translations/files/download/",
            DownloadView.as_view(),
            name="workbench_files_download",
        ),
    ]


def address(translation_pk: int, kind: Kind) -> str:
    """Of one page's file, for buttons."""
    url = reverse("wagtail_localize:download_pofile", args=[translation_pk])
    return f"{url}?format={kind}"
