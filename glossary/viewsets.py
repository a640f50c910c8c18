"""The glossary in the admin: a list for each language, and files of it."""

from collections import Counter
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import ngettext as staff_n
from django.views import View
from django.views.generic import FormView
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale

from desk.pages import signed_in
from openheritage.names import bcp47, direction, language_name_here
from openheritage.spreadsheets import CONTENT_TYPE

from .exchange import table, taking, tbx
from .exchange.rows import FileError, Line, Outcome
from .forms import FileForm, LanguageField, TermForm
from .models import Term
from .rights import TermPolicy, languages_of


class LanguageColumn(Column):
    def get_value(self, instance: Term) -> str:
        return language_name_here(instance.locale.language_code)


class OfItsLanguageColumn(Column):
    """Words of a language, said to be that: letters find their shapes, lines their
    direction."""

    cell_template_name = "glossary/words_cell.html"

    def get_cell_context_data(self, instance: Term, parent_context: dict) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        language = instance.locale.language_code
        return context | {"lang": bcp47(language), "dir": direction(language)}


class LanguageFilter(ModelChoiceFilter):
    field_class = LanguageField


class TermFilterSet(WagtailFilterSet):
    locale = LanguageFilter(
        label=staff_("Language"),
        queryset=lambda request: languages_of(request.user),
        empty_label=staff_("All"),
    )

    class Meta:
        model = Term
        fields = ["locale"]


class Mine(WagtailAdminTemplateMixin):
    """Somebody else's language is refused, whatever the screen."""

    def get_object(self, *args: Any, **kwargs: Any) -> Term:
        term = super().get_object(*args, **kwargs)
        if not self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", term
        ):
            raise PermissionDenied
        return term


class EditView(Mine, generic.EditView):
    pass


class DeleteView(Mine, generic.DeleteView):
    pass


class HistoryView(Mine, history.HistoryView):
    pass


class IndexView(generic.IndexView):
    files_url_name = None

    def get_base_queryset(self) -> QuerySet[Term]:
        mine = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["view"]
        )
        return mine.select_related("locale").order_by(Lower("term"), "locale")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        files = HeaderButton(
            staff_("Files"), url=reverse(self.files_url_name), icon_name="doc-full"
        )
        return [*super().header_buttons, files]


class FilesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """The glossary of a language as a file, out and in."""

    any_permission_required = ["change"]
    permission_policy = None
    template_name = "glossary/files.html"
    form_class = FileForm
    page_title = staff_("Glossary files")
    header_icon = "doc-full"
    index_url_name = ""
    files_url_name = ""
    download_url_name = ""
    report: list[Line] | None = None

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": staff_("Home")},
            {"url": reverse(self.index_url_name), "label": staff_("Glossary")},
            {"url": "", "label": self.page_title},
        ]

    @cached_property
    def languages(self) -> QuerySet[Locale]:
        return languages_of(self.request.user)

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"languages": self.languages}

    def form_valid(self, form: FileForm) -> HttpResponse:
        locale = form.cleaned_data["language"]
        content = form.cleaned_data["file"].read()
        try:
            self.report = taking.take(content, locale, signed_in(self.request))
        except FileError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            breadcrumbs_items=self.breadcrumbs_items
            + [{"url": "", "label": self.page_title}],
            action_url=reverse(self.files_url_name),
            out_title=staff_("Download"),
            in_title=staff_("Upload"),
            out_words=staff_(
                "CSV for spreadsheets, TBX for the tools of translators. A term’s "
                "stems (“found by”) are in CSV alone."
            ),
            columns={
                "language": staff_("Language"),
                "terms": staff_("Terms"),
                "files": staff_("Files"),
            },
            languages=[self.row(locale) for locale in self.counted()],
            send=staff_("Upload"),
            report=self.told(),
            **kwargs,
        )

    def counted(self) -> QuerySet[Locale]:
        return self.languages.annotate(number=Count("terms")).order_by("language_code")

    def row(self, locale: Any) -> dict:
        code = locale.language_code
        return {
            "name": language_name_here(code),
            "number": locale.number,
            "files": [
                (
                    kind.upper(),
                    reverse(self.download_url_name, args=[code, kind]),
                    staff_now("%(kind)s file of %(language)s")
                    % {"kind": kind.upper(), "language": language_name_here(code)},
                )
                for kind in KINDS
            ],
        }

    def told(self) -> dict | None:
        if self.report is None:
            return None
        counts = Counter(line.outcome for line in self.report)
        return {
            "title": staff_now("What became of the file"),
            "sums": [SUMS[kind](counts[kind]) for kind in Outcome if counts[kind]],
            "columns": {
                "line": staff_now("Line"),
                "term": staff_now("Term"),
                "outcome": staff_now("What happened"),
            },
            "lines": [
                {
                    "number": line.number,
                    "term": line.term or "–",
                    "words": OUTCOMES[line.outcome],
                    "reason": line.reason,
                    "is_refused": line.outcome == Outcome.REFUSED,
                }
                for line in self.report
                if line.outcome != Outcome.UNCHANGED
            ],
        }


KINDS = ("csv", "tbx")
OUTCOMES = {
    Outcome.ADDED: staff_("Added"),
    Outcome.CHANGED: staff_("Changed"),
    Outcome.UNCHANGED: staff_("Unchanged"),
    Outcome.REFUSED: staff_("Refused"),
}
SUMS = {
    Outcome.ADDED: lambda number: (
        staff_n("%(number)s term added", "%(number)s terms added", number)
        % {"number": number}
    ),
    Outcome.CHANGED: lambda number: (
        staff_n("%(number)s term changed", "%(number)s terms changed", number)
        % {"number": number}
    ),
    Outcome.UNCHANGED: lambda number: (
        staff_n("%(number)s term as it was", "%(number)s terms as they were", number)
        % {"number": number}
    ),
    Outcome.REFUSED: lambda number: (
        staff_n("%(number)s line refused", "%(number)s lines refused", number)
        % {"number": number}
    ),
}


class DownloadView(PermissionCheckedMixin, View):
    any_permission_required = ["view"]
    permission_policy = None

    def get(self, request: HttpRequest, language: str, kind: str) -> HttpResponse:
        locale = languages_of(request.user).filter(language_code=language).first()
        if locale is None or kind not in KINDS:
            raise PermissionDenied
        terms = Term.objects.filter(locale=locale)
        if kind == "csv":
            response = HttpResponse(table.write(terms), content_type=CONTENT_TYPE)
        else:
            title = f"Open Heritage: {bcp47(language)}"
            response = HttpResponse(
                tbx.write(terms, language, title), content_type="application/x-tbx+xml"
            )
        name = f"glossary.{slugify(language)}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class GlossaryViewSet(ModelViewSet):
    model = Term
    name = "glossary"
    icon = "openquote"
    menu_label = staff_("Glossary")
    menu_order = 300
    add_to_admin_menu = True
    # The submenu of all that concerns translations.
    menu_hook = "register_translations_menu_item"
    index_view_class = IndexView
    edit_view_class = EditView
    delete_view_class = DeleteView
    history_view_class = HistoryView
    filterset_class = TermFilterSet
    search_fields = ["term", "translation", "note"]
    list_display = [
        TitleColumn("term", label=staff_("Term"), sort_key="term"),
        OfItsLanguageColumn("translation", label=staff_("Translation")),
        Column("note", label=staff_("Note"), width="30%"),
        LanguageColumn("locale", label=staff_("Language"), sort_key="locale"),
    ]
    list_per_page = 50
    add_to_reference_index = False
    copy_view_enabled = False

    @property
    def permission_policy(self) -> TermPolicy:
        return TermPolicy(self.model)

    def get_form_class(self, for_update: bool = False) -> type[TermForm]:
        return TermForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_common_view_kwargs(**kwargs) | {"usage_url_name": None}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_index_view_kwargs(
            files_url_name=self.get_url_name("files"), **kwargs
        )

    def get_permissions_to_register(self) -> QuerySet:
        """None: the rights hang on languages, not on the model."""
        return Permission.objects.none()

    def get_urlpatterns(self) -> list:
        policy = {"permission_policy": self.permission_policy}
        files = FilesView.as_view(
            index_url_name=self.get_url_name("index"),
            files_url_name=self.get_url_name("files"),
            download_url_name=self.get_url_name("download"),
            **policy,
        )
        return [
            *(url for url in super().get_urlpatterns() if url.name != "usage"),
            path("files/", files, name="files"),
            path(
                "files/<str:language>.<str:kind>",
                DownloadView.as_view(**policy),
                name="download",
            ),
        ]
