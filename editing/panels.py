"""What the home page of the admin shows to those who write."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.forms import Media
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.admin.ui.components import Component

from openheritage.names import number

from . import broken, waiting
from .waiting import SHOWN, Rows


class Panel(Component):
    template_name = "editing/panel.html"
    icon = ""

    def __init__(self, name: str, title: str, rows: Rows, **more: Any) -> None:
        self.name, self.title, self.rows = name, title, rows
        self.icon, self.order = more["icon"], more["order"]
        self.all_url, self.all_label = more.get("all", ("", ""))

    @property
    def media(self) -> Media:
        return Media(css={"all": ["editing/panels.css"]})

    def get_context_data(self, parent_context: dict) -> dict:
        rows, total = self.rows.rows, self.rows.total
        hidden = len(rows) - SHOWN
        unseen = total - len(rows)
        return {
            "id": self.name,
            "title": self.title,
            "icon": self.icon,
            "rows": rows[:SHOWN],
            "rest": rows[SHOWN:],
            "rest_label": staff_n("and %(count)s more", "and %(count)s more", hidden)
            % {"count": number(hidden)},
            "unseen_label": staff_n("and %(count)s more", "and %(count)s more", unseen)
            % {"count": number(unseen)}
            if unseen > 0
            else "",
            "all_url": self.all_url,
            "all_label": self.all_label,
        }


def panels(user: User) -> list[Panel]:
    """Those in which there is something."""
    made: list[tuple[str, str, Callable[[User], Rows], dict[str, Any]]] = [
        (
            "broken-links",
            staff_("Links that lead nowhere"),
            broken.broken,
            {
                "icon": "link",
                "order": 140,
                "all": (reverse("editing_broken_links"), staff_("All of them")),
            },
        ),
        (
            "pictures-without-credit",
            staff_("Pictures without credit"),
            waiting.pictures,
            {"icon": "image", "order": 145},
        ),
        (
            "drafts",
            staff_("Your drafts"),
            waiting.drafts,
            {"icon": "edit", "order": 230},
        ),
        (
            "scheduled",
            staff_("On a day to come"),
            waiting.scheduled,
            {"icon": "calendar", "order": 235},
        ),
    ]
    found = []
    for name, title, ask, more in made:
        rows = ask(user)
        if rows.rows:
            found.append(Panel(name, title, rows, **more))
    return found


def add(request: HttpRequest, shown: list) -> None:
    if isinstance(request.user, User):
        shown += panels(request.user)
