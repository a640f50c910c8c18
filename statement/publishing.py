"""Nobody publishes other words for signature without having read what follows.

The editor's button leads to a page that tells it (``confirming.py``). The last approval
of a workflow, the admin's API and many pages at once end in
``PublishRevisionAction.execute``, without a place to ask, so it is wrapped as in
``translations.publishing``; delete ``guard_publication`` with that one (wagtail#11812).
What no person started (the clock, a command) is never held up: whatever it publishes
is kept, as the plan of its revision says or as a new version.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import Revision

from .models import Plan, is_kept
from .outcome import Outcome

APPROVE = "approve"


class UnconfirmedError(ValidationError):
    """Somebody was about to publish words without having seen what follows."""

    def __init__(self, revision: Revision, title: str) -> None:
        words = staff_(
            "“%(title)s” has other words than those that are signed today. Publish it "
            "from its own page, which says what follows."
        ) % {"title": title}
        # By field, which is how the API of the admin tells it.
        super().__init__({"__all__": [words]})
        self.revision = revision


def address(revision: Revision, **query: str) -> str:
    """Of the page that says what publishing a revision does."""
    url = reverse("statement_publish", args=[revision.pk])
    return f"{url}?{urlencode(query)}" if query else url


def guarded(execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def wrapper(action: PublishRevisionAction, *args: Any, **kwargs: Any) -> Any:
        if (
            action.user is not None
            and is_kept(action.object)
            and not Plan.objects.of(action.revision)
            and Outcome(action.object).makes_text
        ):
            raise UnconfirmedError(action.revision, str(action.object))
        return execute(action, *args, **kwargs)

    return wrapper


class Confirmations:
    """Middleware: leads whoever publishes in passing to the page that tells more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, UnconfirmedError):
            return None
        if not Revision.objects.filter(pk=exception.revision.pk).exists():
            # It was made in the same breath and is gone with it.
            messages.error(request, exception.messages[0])
            return redirect("wagtailadmin_home")
        url = address(exception.revision, **approval(request))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The dialogue in which a task of a workflow is approved.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)


def approval(request: HttpRequest) -> dict[str, str]:
    """Whether it is a workflow that is to be ended, and with what comment."""
    match = request.resolver_match
    names = (
        match.kwargs.get("action_name") if match else "",
        request.POST.get("workflow-action-name"),
    )
    if request.GET.get("go") == APPROVE:
        return {"go": APPROVE, "comment": request.GET.get("comment", "")}
    if APPROVE not in names:
        return {}
    comment = request.POST.get("comment", "") or extra_comment(request)
    return {"go": APPROVE, "comment": comment[:1000]}


def extra_comment(request: HttpRequest) -> str:
    """The comment of an approval from within the editor."""
    try:
        data = json.loads(request.POST.get("workflow-action-extra-data", "{}"))
    except ValueError:
        return ""
    return str(data.get("comment", "")) if isinstance(data, dict) else ""


def guard_publication() -> None:
    PublishRevisionAction.execute = guarded(PublishRevisionAction.execute)
