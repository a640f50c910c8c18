"""Tells an editor which announcement the one just published has replaced."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as staff_

from .models import Announcement


def live() -> dict[int, str]:
    return dict(Announcement.objects.filter(live=True).values_list("pk", "text"))


def remember(request: HttpRequest, snippet: Model | type[Model]) -> None:
    is_ours = isinstance(snippet, Announcement) or snippet is Announcement
    if is_ours and request.method == "POST":
        vars(request)["announcements_before"] = live()


def tell(request: HttpRequest, snippet: Model) -> None:
    before = vars(request).get("announcements_before", {})
    if not isinstance(snippet, Announcement) or not before:
        return
    now = live()
    for pk, text in before.items():
        if pk != snippet.pk and pk not in now:
            messages.info(
                request,
                staff_(
                    "It has taken the place of “%(text)s”: a language has one "
                    "announcement."
                )
                % {"text": text},
            )
