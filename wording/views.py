"""Translations → Words of the site: the languages, and the messages of one."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n

from openheritage import furniture
from openheritage.locales import open_locales
from openheritage.names import language_name, number

from . import totals
from .entries import State, counts
from .saving import take_back
from .screens import (
    NEEDLESS,
    OLD,
    InLanguage,
    Screen,
    chosen,
    labels,
    readable,
    state_words,
)

PER_PAGE = 50


def how_far(total: int, translated: int) -> str:
    return staff_n(
        "%(translated)s of %(total)s message has words",
        "%(translated)s of %(total)s messages have words",
        total,
    ) % {"translated": number(translated), "total": number(total)}


def state_of(language: str) -> str:
    """What readers of its pages get."""
    if language == settings.LANGUAGE_CODE:
        return staff_("the original")
    if language in furniture.complete():
        return staff_("in use")
    return staff_("English is shown until nothing is missing")


class LanguagesView(Screen):
    template_name = "wording/languages.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.codes) == 1:
            return redirect("wording_list", self.codes[0])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        opened, numbers = open_locales(), totals.of_all(self.codes)
        rows = []
        for code in self.codes:
            total, translated = numbers[code]
            rows.append(
                {
                    "code": code,
                    "name": language_name(code),
                    "url": reverse("wording_list", args=[code]),
                    "far": how_far(total, translated),
                    "percent": 100 * translated // total if total else 100,
                    "state": state_of(code),
                    "opened": "" if code in opened else staff_("in preparation"),
                }
            )
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "note": staff_(
                "Menus, buttons, messages and mails. What you give here is shown "
                "within a minute, without a new release of the site."
            ),
            "language_label": staff_("Language"),
            "far_label": staff_("How far"),
            "state_label": staff_("What readers get"),
        }


class ListView(InLanguage):
    template_name = "wording/list.html"

    @property
    def query(self) -> dict[str, str]:
        wanted = {name: self.request.GET.get(name, "") for name in ("show", "q")}
        return {name: text for name, text in wanted.items() if text}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Gives up what the catalogue has by now, or what nobody says any more."""
        state = {NEEDLESS: State.NEEDLESS, OLD: State.STALE}.get(
            request.POST.get("clear", "")
        )
        gone = [entry for entry in self.entries if entry.state == state]
        for entry in gone:
            take_back(self.locale, entry.message, self.user)
        words = staff_n(
            "%(number)s text is removed.", "%(number)s texts are removed.", len(gone)
        )
        notices.success(request, words % {"number": number(len(gone))})
        return redirect(self.list_url)

    def filters(self) -> list[dict[str, Any]]:
        found = []
        for name, label in labels().items():
            left = chosen(self.entries, name, "")
            query = {**self.query, "show": name} if name else {**self.query}
            if not name:
                query.pop("show", None)
            found.append(
                {
                    "label": label,
                    "number": number(len(left)),
                    "url": f"?{urlencode(query)}",
                    "is_current": self.query.get("show", "") == name,
                }
            )
        return found

    def rows(self, page: Any) -> list[dict[str, Any]]:
        suffix = f"?{urlencode(self.query)}" if self.query else ""
        return [
            {
                "url": reverse("wording_edit", args=[self.code, entry.message.digest])
                + suffix,
                "words": entry.message.words,
                "context": entry.message.context,
                "text": readable(entry.given[0], self.code) if entry.given else "",
                "more": len(entry.given) > 1,
                "state": state_words(entry) if entry.state != State.SHIPPED else "",
                "is_lacking": entry.state in (State.MISSING, State.UNFIT, State.STALE),
            }
            for entry in page
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        show, query = self.query.get("show", ""), self.query.get("q", "")
        found = chosen(self.entries, show, query)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        clearing = {
            NEEDLESS: staff_("Remove what the catalogue has"),
            OLD: staff_("Remove what is out of use"),
        }
        return super().get_context_data(**kwargs) | {
            "title": self.name,
            "code": self.code,
            "english": settings.LANGUAGE_CODE,
            "far": how_far(*counts(self.entries)),
            "state": state_of(self.code),
            "filters": self.filters(),
            "filters_label": staff_("Which messages"),
            "rows": self.rows(page),
            "page_obj": page,
            "show": show,
            "q": query,
            "search_label": staff_("Search in words, notes and files"),
            "search_button": staff_("Search"),
            "original_label": staff_("Original"),
            "text_label": staff_("Translation"),
            "state_label": staff_("State"),
            "forms_label": staff_("and other numbers"),
            "nothing": staff_("No messages."),
            "files": {
                "url": reverse("wording_files", args=[self.code]),
                "label": staff_("As a file"),
            },
            "clear": show if show in clearing and found else "",
            "clear_label": clearing.get(show, ""),
        }

    def get_page_title(self) -> str:
        return staff_("Words of the site: %(language)s") % {"language": self.name}
