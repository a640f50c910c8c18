"""Settings → Languages: Wagtail's screens for locales, which know no state.

They shadow Wagtail's own, whose names still lead to these addresses. Delete them when
Wagtail can keep a locale from the public, or its app's config has a ``locale_viewset``,
as that of users has.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import gettext_lazy as wagtails_
from django.utils.translation import ngettext_lazy as wagtails_n
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.locales import views
from wagtail.models import Locale, Page, get_translatable_models

from . import languages, names
from .models import Language
from .words import Words

CHANGE = "openheritage.change_language"
OPEN, CLOSE = "open", "close"


def is_default(locale: Locale) -> bool:
    return languages.is_default(locale)


def state_words(locale: Locale, row: Language) -> Words:
    if is_default(locale):
        return staff_("Always open: the originals are in it")
    if row.is_open:
        return staff_("Open to the public")
    return staff_("Closed") if row.was_open else staff_("In preparation")


class StateColumn(Column):
    def get_value(self, instance: Locale) -> Words:
        row = getattr(instance, "language", None) or Language(locale=instance)
        return state_words(instance, row)


def counted_models() -> dict[str, type[Model]]:
    """What a locale may have, pages first, by the name of its number in a row."""
    models = sorted(get_translatable_models(), key=lambda model: model is not Page)
    return {
        f"uses_{model._meta.label_lower.replace('.', '_')}": model for model in models
    }


def numbers_of_uses() -> dict[str, Coalesce]:
    found = {}
    for name, model in counted_models().items():
        rows = model._default_manager.filter(locale=OuterRef("pk")).order_by()
        if model is Page:
            rows = rows.exclude(depth=1)
        counted = rows.values("locale").annotate(number=Count("pk")).values("number")
        found[name] = Coalesce(Subquery(counted), 0)
    return found


class UsesColumn(Column):
    """In Wagtail's words, of numbers that its own asks for with each row."""

    def get_value(self, instance: Any) -> Words:
        pages, *others = (getattr(instance, name) for name in counted_models())
        if sum(others):
            return wagtails_("%(num_pages)d pages and %(num_others)d others") % {
                "num_pages": pages,
                "num_others": sum(others),
            }
        return wagtails_n("%(num_pages)d page", "%(num_pages)d pages", pages) % {
            "num_pages": pages
        }


class LanguagesView(views.IndexView):
    page_title = staff_("Languages")
    add_item_label = staff_("Add a language")
    columns = [
        views.IndexView.columns[0],
        StateColumn("state", label=staff_("State")),
        UsesColumn("usage", label=views.IndexView.columns[1].label),
    ]

    def get_base_queryset(self) -> QuerySet[Locale]:
        rows: QuerySet[Locale] = super().get_base_queryset()
        return rows.select_related("language").annotate(**numbers_of_uses())


class AddView(views.CreateView):
    page_title = staff_("Add a language")
    success_message = staff_(
        "“%(object)s” is in preparation: nobody but staff sees it until it is opened."
    )

    def get_success_buttons(self) -> list:
        return []

    def get_success_url(self) -> str:
        return reverse("wagtaillocales:edit", args=[self.object.pk])


class LanguageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What a language lacks, and the buttons that open and close it."""

    permission_policy = None
    any_permission_required = ["add", "change", "delete", "view"]
    header_icon = "site"
    _show_breadcrumbs = True

    @cached_property
    def locale(self) -> Locale:
        return get_object_or_404(Locale.all_objects, pk=self.kwargs["pk"])

    @cached_property
    def row(self) -> Language:
        return languages.state_of(self.locale)

    @property
    def name(self) -> str:
        return str(self.locale)

    @property
    def may_change(self) -> bool:
        return self.request.user.has_perm(CHANGE) and not is_default(self.locale)

    @cached_property
    def checks(self) -> list[languages.Check]:
        return [] if is_default(self.locale) else languages.checks(self.locale)

    @property
    def missing(self) -> list[languages.Check]:
        return [each for each in self.checks if each.is_necessary and not each.is_done]

    def get_page_title(self) -> str:
        return self.name

    def get_breadcrumbs_items(self) -> list[dict]:
        index = reverse("wagtaillocales:index")
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": staff_("Languages")},
            {"url": "", "label": self.name},
        ]

    def get_template_names(self) -> list[str]:
        # The viewset names the template of Wagtail's own view.
        return ["languages/language.html"]

    @property
    def wanted(self) -> str:
        """The change that is asked for, and may be done now."""
        method = (
            self.request.GET if self.request.method != "POST" else self.request.POST
        )
        wanted = method.get("action", "")
        possible = CLOSE if self.row.is_open else OPEN
        return wanted if wanted == possible and self.may_change else ""

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        uses = languages.uses(self.locale)
        if self.wanted:
            return context | self.confirmation(uses)
        return context | {
            "state": state_words(self.locale, self.row),
            "notes": [*self.notes()],
            "actions": self.actions(),
            "tables": self.tables(),
            "uses": uses,
            "uses_title": staff_("What there is in this language"),
        }

    def notes(self) -> list[Words]:
        row = self.row
        if is_default(self.locale):
            return []
        if row.is_open:
            when = names.day(row.opened_at) if row.opened_at else ""
            return [
                staff_("Open since %(day)s.") % {"day": when},
                staff_(
                    "The public finds it in the switcher, by search engines and in the "
                    "sign form."
                ),
            ]
        notes: list[Words] = []
        if row.was_open:
            when = names.day(row.closed_at) if row.closed_at else ""
            notes = [
                staff_("Closed since %(day)s.") % {"day": when},
                staff_(
                    "Whoever follows an old link reads that these pages are closed, "
                    "and is led to the original."
                ),
            ]
        else:
            notes = [
                staff_(
                    "The public does not see this language, even if pages in it are "
                    "published. Staff see its pages in the preview."
                )
            ]
        if self.missing:
            notes.append(
                staff_("It can be opened as soon as what is necessary below is there.")
            )
        return notes

    def actions(self) -> list[dict]:
        path = self.request.path
        found = []
        if self.may_change and self.row.is_open:
            words = staff_("Close this language")
            found.append({"label": words, "url": f"{path}?action={CLOSE}"})
        elif self.may_change and not self.missing:
            words = staff_("Open this language")
            found.append({"label": words, "url": f"{path}?action={OPEN}"})
        if (
            self.user_has_permission("delete")
            and not is_default(self.locale)
            and not self.row.is_open
        ):
            found.append(
                {
                    "label": staff_("Delete this language"),
                    "url": reverse("wagtaillocales:delete", args=[self.locale.pk]),
                    "is_secondary": True,
                }
            )
        return found

    def tables(self) -> list[dict]:
        necessary = [each for each in self.checks if each.is_necessary]
        advised = [each for each in self.checks if not each.is_necessary]
        return [
            {"title": title, "rows": rows, "columns": self.columns()}
            for title, rows in (
                (staff_("Necessary before it is opened"), necessary),
                (staff_("Advised"), advised),
            )
            if rows
        ]

    @staticmethod
    def columns() -> dict:
        return {
            "label": staff_("What"),
            "state": staff_("State"),
            "done": staff_("There"),
            "missing": staff_("Missing"),
        }

    def confirmation(self, uses: list[languages.Use]) -> dict:
        opens = self.wanted == OPEN
        name = {"language": self.name}
        if opens:
            title = staff_("Open %(language)s to the public?") % name
            happens = [
                staff_(
                    "Its published pages can be read at once, and are found by search "
                    "engines. What is not translated is shown in the original's words."
                ),
                staff_("It can be chosen for signing, and mails are sent in it."),
            ]
        else:
            title = staff_("Close %(language)s?") % name
            happens = [
                staff_(
                    "Its pages can no longer be read: whoever follows a link to one "
                    "reads that the language is closed, and is led to the original."
                ),
                staff_(
                    "Signatures stay published. Mails to those who signed in it are "
                    "sent in the original's language, and say why."
                ),
                staff_(
                    "Nothing is deleted. Opened again, all of it is back as it was."
                ),
            ]
        return {
            "action": self.wanted,
            "advised": [each for each in self.checks if opens and not each.is_done],
            "advised_title": staff_("Still missing, and only advised"),
            "title": title,
            "happens": happens,
            "uses": uses,
            "uses_title": staff_("What there is in this language"),
            "yes": staff_("Yes, open it") if opens else staff_("Yes, close it"),
            "back": staff_("Back"),
            "is_serious": not opens,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change or not isinstance(request.user, User):
            raise PermissionDenied
        action = request.POST.get("action")
        if action not in (OPEN, CLOSE):
            raise Http404
        if action == OPEN and self.missing:
            lacking = ", ".join(str(each.label) for each in self.missing)
            messages.error(
                request,
                staff_("“%(language)s” cannot be opened yet: %(missing)s")
                % {"language": self.name, "missing": lacking},
            )
            return redirect(request.path)
        languages.change(self.locale, to_open=action == OPEN, user=request.user)
        done = (
            staff_("“%(language)s” is open to the public.")
            if action == OPEN
            else staff_("“%(language)s” is closed.")
        )
        messages.success(request, done % {"language": self.name})
        return redirect(request.path)


class DeleteView(views.DeleteView):
    page_title = staff_("Delete language")
    confirmation_message = staff_(
        "Nobody has used this language. Its groups go with it, unless somebody is in "
        "them."
    )
    success_message = staff_("“%(object)s” is deleted.")

    cannot_delete_message: Words

    def can_delete(self, locale: Locale) -> bool:
        if languages.is_open(locale):
            self.cannot_delete_message = staff_(
                "This language is open to the public: it cannot be deleted."
            )
            return False
        if used := languages.uses(locale):
            self.cannot_delete_message = staff_(
                "This language cannot be deleted, since it is used: %(uses)s. Closed, "
                "it is not seen by the public."
            ) % {"uses": ", ".join(f"{use.label} {use.number}" for use in used)}
            return False
        return super().can_delete(locale)


class LanguageViewSet(views.LocaleViewSet):
    index_view_class = LanguagesView
    add_view_class = AddView
    edit_view_class = LanguageView
    delete_view_class = DeleteView
