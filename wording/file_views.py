"""The words of a language as a file: out, and in with a report."""

from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.utils.translation import to_locale

from openheritage.names import number

from .files import LARGEST, Report, export, take
from .screens import InLanguage

ALL, CHANGED = "all", "changed"


class FilesView(InLanguage):
    template_name = "wording/files.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        which = request.GET.get("file", "")
        if which in (ALL, CHANGED):
            content = export(self.locale, changed_alone=which == CHANGED)
            name = "django" if which == ALL else "changed"
            return HttpResponse(
                content,
                content_type="text/x-gettext-translation; charset=utf-8",
                headers={
                    "Content-Disposition": (
                        f'attachment; filename="{name}.{to_locale(self.code)}.po"'
                    )
                },
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = request.FILES.get("file")
        if file is None:
            notices.error(request, staff_("Choose a file first."))
            return self.answer()
        # No more than what is refused for its size.
        report = take(file.read(LARGEST + 1), self.locale, self.user)
        if report.error:
            notices.error(request, report.error)
        return self.answer(report=report)

    def tables(self, report: Report) -> list[dict[str, Any]]:
        return [
            {"title": title % {"number": number(len(lines))}, "lines": lines}
            for title, lines in (
                (
                    staff_n(
                        "%(number)s text was not taken",
                        "%(number)s texts were not taken",
                        len(report.refused),
                    ),
                    report.refused,
                ),
                (
                    staff_n(
                        "%(number)s text is out of use",
                        "%(number)s texts are out of use",
                        len(report.stale),
                    ),
                    report.stale,
                ),
                (
                    staff_n(
                        "%(number)s text was taken",
                        "%(number)s texts were taken",
                        len(report.taken),
                    ),
                    report.taken,
                ),
            )
            if lines
        ]

    def others(self, report: Report) -> list[str]:
        if report.error:
            return []
        return [
            staff_n(
                "%(number)s text is as it was.",
                "%(number)s texts are as they were.",
                report.same,
            )
            % {"number": number(report.same)},
            staff_n(
                "%(number)s entry is empty.",
                "%(number)s entries are empty.",
                report.empty,
            )
            % {"number": number(report.empty)},
        ]

    def get_context_data(
        self, report: Report | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "list_url": self.list_url,
            "downloads": [
                {
                    "url": f"?file={ALL}",
                    "label": staff_("All messages"),
                    "note": staff_(
                        "The whole catalogue, for a PO editor such as Poedit, or for "
                        "the repository of the site."
                    ),
                },
                {
                    "url": f"?file={CHANGED}",
                    "label": staff_("What was given here"),
                    "note": staff_(
                        "Only what the shipped catalogue does not have, to bring it "
                        "home there."
                    ),
                },
            ],
            "download_title": staff_("Download"),
            "upload_title": staff_("Upload"),
            "upload_note": staff_(
                "What is sound is taken and shown at once; what is not is named with "
                "its line. What is empty in the file stays as it is here."
            ),
            "file_label": staff_("PO file"),
            "upload_button": staff_("Upload"),
            "report": report,
            "tables": self.tables(report) if report else [],
            "others": self.others(report) if report else [],
            "line_label": staff_("Line"),
            "words_label": staff_("Message"),
            "why_label": staff_("Why"),
        }

    def get_page_title(self) -> str:
        return staff_("Words of the site as a file: %(language)s") % {
            "language": self.name
        }
