"""What holds whatever way a revision goes live, and where it cannot be got round.

Somebody presses a button, approves the last task of a workflow, chooses many pages,
asks the admin's API, or nobody does anything and the day has come: all of these end
in ``PublishRevisionAction.execute``. Wagtail has neither a hook nor a signal there
(its hooks belong to single views), so it is wrapped. Delete ``guard_publication``
when Wagtail can be told to refuse a publication (wagtail#11812), and give it the same
function.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import Translation

from .facts import take_facts

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"


class IncompleteError(ValidationError):
    """A translation was about to go live with gaps."""

    def __init__(self, words: str, instance: Model) -> None:
        # By field, which is how the API of the admin tells it.
        super().__init__({"__all__": [words]})
        self.instance = instance


def translation_of(instance: Model) -> Translation | None:
    if not isinstance(instance, TranslatableMixin):
        return None
    return Translation.objects.filter(
        source__object_id=instance.translation_key,
        target_locale_id=instance.locale_id,
        enabled=True,
    ).first()


def gaps(instance: Model) -> str:
    """What a translation lacks, in words; empty if it may go live.

    A page in one language is wholly in that language: wagtail-localize would fill
    the gaps with the original's words.
    """
    translation = translation_of(instance)
    total, translated = translation.get_progress() if translation else (0, 0)
    if translated == total:
        return ""
    return staff_(
        "“%(title)s”: %(translated)s of %(total)s texts are translated. It can be "
        "published when all are, so that nobody reads two languages mixed."
    ) % {"title": instance, "translated": translated, "total": total}


def guarded(execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def wrapper(action: PublishRevisionAction, *args: Any, **kwargs: Any) -> Any:
        if words := gaps(action.object):
            if action.log_action == SCHEDULED:
                # An exception would keep back what else is due. The day stays
                # noted: it goes live at the first run after it is complete.
                # It is asked for again and again, and told of once a day.
                if cache.add(f"translations.waits.{action.revision.pk}", True, 86400):
                    logger.warning(
                        "Revision %s waits: its translation is incomplete.",
                        action.revision.pk,
                    )
                return None
            raise IncompleteError(words, action.object)
        if isinstance(action.object, Page):
            take_facts(action.object)
        return execute(action, *args, **kwargs)

    return wrapper


class Refusals:
    """Middleware: tells staff why nothing was published, beside what they edit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, IncompleteError):
            return None
        messages.error(request, exception.messages[0])
        finder = AdminURLFinder(request.user)
        url = finder.get_edit_url(exception.instance) or reverse("wagtailadmin_home")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The dialogue in which a task of a workflow is approved.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)


def guard_publication() -> None:
    PublishRevisionAction.execute = guarded(PublishRevisionAction.execute)
