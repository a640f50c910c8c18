"""What holds whatever way a revision goes live, and where it cannot be got round.

Somebody presses a button, approves the last task of a workflow, chooses many pages,
asks the admin's API, or nobody does anything and the day has come: all of these end
in ``PublishRevisionAction.execute``. Wagtail has neither a hook nor a signal there
(its hooks belong to single views), so it is wrapped. Delete ``guard_publication``
when Wagtail can be told to refuse a publication (wagtail#11812), and give it the same
function.
"""

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TranslatableMixin
from wagtail_localize import models as localize
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue

from openheritage import slots
from openheritage.names import number
from openheritage.once import is_first
from openheritage.slots import Slot

from .facts import take_facts
from .models import Change
from .progress import with_counts, with_machine

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
    the gaps with the original's words. And a person has read each of its sentences.
    """
    translation = translation_of(instance)
    return lacking(instance, translation) if translation else ""


def key_of(instance: Any) -> tuple[UUID, int]:
    return instance.translation_key, instance.locale_id


def gaps_of(instances: Iterable[Model]) -> dict[tuple[UUID, int], str]:
    """``gaps`` of as many as one likes, by ``key_of``, in one query."""
    by_key = {
        key_of(instance): instance
        for instance in instances
        if isinstance(instance, TranslatableMixin)
    }
    if not by_key:
        return {}
    translations = Translation.objects.filter(
        source__object_id__in={key for key, _locale in by_key},
        target_locale__in={locale for _key, locale in by_key},
        enabled=True,
    ).order_by("-pk")
    found = {}
    for key, locale, *counts in with_machine(with_counts(translations)).values_list(
        *("source__object_id", "target_locale", "total", "translated", "machine")
    ):
        if instance := by_key.get((key, locale)):
            found[key, locale] = in_words(instance, *counts)
    return found


def lacking(instance: Model, translation: Translation) -> str:
    total, translated = translation.get_progress()
    if translated != total:
        return in_words(instance, total, translated, 0)
    return in_words(instance, total, total, len(machine_sentences(translation)))


def in_words(instance: Model, total: int, translated: int, machine: int) -> str:
    if translated != total:
        return staff_(
            "“%(title)s”: %(translated)s of %(total)s texts are translated. It can be "
            "published when all are, so that nobody reads two languages mixed."
        ) % {"title": instance, "translated": translated, "total": total}
    return unread(instance, machine)


def unread(instance: object, count: int) -> str:
    if not count:
        return ""
    return staff_n(
        "“%(title)s”: a machine wrote %(count)s sentence, which nobody has changed or "
        "confirmed yet. It can be published when somebody has.",
        "“%(title)s”: a machine wrote %(count)s sentences, which nobody has changed or "
        "confirmed yet. It can be published when somebody has.",
        count,
    ) % {"title": instance, "count": number(count)}


def machine_sentences(translation: Translation) -> list[int]:
    """The sentences (segments) of a machine that no person has touched."""
    written = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=translation.target_locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
    )
    segments = StringSegment.objects.filter(source=translation.source_id)
    unread = segments.filter(Exists(written)).order_by("order")
    return list(unread.values_list("pk", flat=True))


def unread_in_draft(instance: Any) -> str:
    """The same of a draft that is older than its sentences are now.

    A revision keeps what a machine had said on its day, whatever people have made of
    the sentence since.
    """
    changes = Change.objects.filter(
        context__object_id=instance.translation_key, locale=instance.locale_id
    )
    written = set(
        changes.filter(how=Change.How.MACHINE).values_list("context__path", "data")
    )
    if not written:
        return ""
    taken = set(
        StringTranslation.objects.filter(
            context__object_id=instance.translation_key,
            locale=instance.locale_id,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        ).values_list("context__path", "data")
    )
    taken |= set(
        changes.exclude(how__in=[Change.How.MACHINE, Change.How.DELETED]).values_list(
            "context__path", "data"
        )
    )
    said = {
        (segment.path, segment.string.data)
        for segment in localize.extract_segments(instance)
        if isinstance(segment, StringSegmentValue)
    }
    return unread(instance, len(said & (written - taken)))


def refused(instance: Model) -> str:
    """Why it does not go live now; empty if it does."""
    translation = translation_of(instance)
    if translation is None:
        return ""
    return lacking(instance, translation) or unread_in_draft(instance)


def guarded(execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def wrapper(action: PublishRevisionAction, *args: Any, **kwargs: Any) -> Any:
        if words := refused(action.object):
            if action.log_action == SCHEDULED:
                # An exception would keep back what else is due. The day stays
                # noted: it goes live at the first run after it is complete.
                # It is asked for again and again, and told of once a day.
                if is_first(f"translations.waits.{action.revision.pk}", 86400):
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


def refusal(instance: Model, user: User | AnonymousUser) -> str:
    """Why a translation may not go live; empty if it may.

    Asked before anything is saved; ``guarded`` asks again, whatever the way.
    Localize's editor passes by locks: delete this when it shows gaps as errors and
    asks ``page_locked``.
    """
    if translation_of(instance) is None:
        return ""
    if isinstance(instance, Page) and instance.permissions_for_user(user).page_locked():
        return staff_("“%(title)s” is locked.") % {"title": instance}
    return gaps(instance)


def tell(request: HttpRequest, words: str, instance: Model) -> None:
    """With the way to the first sentence that is to be looked at."""
    translation = translation_of(instance)
    unread = machine_sentences(translation) if translation else []
    buttons = (
        [
            messages.button(url, staff_("To the sentences of the machine"))
            for url in slots.answers(Slot.SENTENCE, translation, unread[0])
        ]
        if unread
        else []
    )
    messages.error(request, words, buttons=buttons)


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
        tell(request, exception.messages[0], exception.instance)
        finder = AdminURLFinder(request.user)
        url = finder.get_edit_url(exception.instance) or reverse("wagtailadmin_home")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # The dialogue in which a task of a workflow is approved.
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)


def guard_publication() -> None:
    PublishRevisionAction.execute = guarded(PublishRevisionAction.execute)
