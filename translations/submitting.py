"""Submitting many pages to many languages, and bringing them in step, as jobs.

Localize does both in the request, where one page and 39 languages take seconds.
Whoever may submit is a coordinator (``rights.COORDINATE``).
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext as staff_
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from openheritage.locales import language_of
from openheritage.names import language_name
from statement.models import KeptPage

from . import jobs, publishing
from .facts import is_original
from .jobs import Kind, Refused
from .models import Job
from .rights import COORDINATE

SUBMIT, SYNC = "submit", "sync"


def order_of(
    pages: list[int],
    locales: list[int],
    *,
    snippets: list[tuple[str, Any]] | None = None,
    publish: bool = False,
) -> dict[str, Any]:
    """What a job is asked: originals, parents before what is below them, and
    languages."""
    in_order = Page.objects.filter(pk__in=pages).order_by("path")
    things = [["", pk] for pk in in_order.values_list("pk", flat=True)]
    things += [[model, pk] for model, pk in snippets or []]
    return {"things": things, "locales": sorted(set(locales)), "publish": publish}


def with_those_below(pages: list[int]) -> list[int]:
    found: dict[int, None] = {}
    for page in Page.objects.filter(pk__in=pages).order_by("path"):
        if page.pk not in found:
            below = page.get_descendants(inclusive=True).order_by("path")
            found |= dict.fromkeys(below.values_list("pk", flat=True))
    return [*found]


class Many(Kind):
    """Originals × languages: all languages of the first, then of the next."""

    def count(self, order: dict[str, Any]) -> int:
        return len(order["things"]) * len(order["locales"])

    def place(self, order: dict[str, Any], part: int) -> tuple[list, int]:
        number, language = divmod(part, len(order["locales"]))
        return order["things"][number], order["locales"][language]

    def original(self, thing: list) -> Model:
        model, pk = thing
        found = (apps.get_model(model) if model else Page).objects.filter(pk=pk).first()
        if found is None:
            raise Refused(staff_("It was deleted."))
        if not is_original(found):
            raise Refused(staff_("It is no original."))
        return found.specific if isinstance(found, Page) else found

    def locale(self, pk: int) -> Locale:
        found = Locale.objects.filter(pk=pk).first()
        if found is None:
            raise Refused(staff_("The language was deleted."))
        return found

    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        (model, pk), locale = self.place(order, part)
        found = (apps.get_model(model) if model else Page).objects.filter(pk=pk).first()
        title = getattr(found, "draft_title", None) or (str(found) if found else "")
        try:
            language = language_name(language_of(locale))
        except ObjectDoesNotExist:
            language = ""
        return title, language

    def may(self, user: User) -> bool:
        return user.has_perm(COORDINATE)


def target_of(original: Any, locale: Locale) -> Any:
    model = original.get_translation_model()
    return model.objects.filter(
        translation_key=original.translation_key, locale=locale
    ).first()


def translation_into(original: Any, locale: Locale) -> Translation | None:
    return (
        Translation.objects.filter(
            source__object_id=original.translation_key,
            source__locale_id=original.locale_id,
            target_locale=locale,
        )
        .select_related("source", "target_locale")
        .first()
    )


class Submit(Many):
    """What is there already stays as it is, so that it may be done again."""

    def do(self, job: Job, part: int, user: User) -> None:
        thing, pk = self.place(job.order, part)
        original, locale = self.original(thing), self.locale(pk)
        translation = translation_into(original, locale)
        target = target_of(original, locale)
        is_alias = bool(getattr(target, "alias_of_id", None))
        if target is not None and not is_alias:
            if translation is None:
                raise Refused(
                    staff_(
                        "There is a page in this language that was not made by "
                        "submitting this one. It was left as it is."
                    )
                )
            if not translation.enabled:
                translation.enabled = True
                translation.save(update_fields=["enabled"])
            return
        translate_object(original, [locale], user=user)
        if target_of(original, locale) is None:
            # Localize says nothing of what could not be saved: this tells why.
            made = translation_into(original, locale)
            if made is None:
                raise Refused(staff_("It cannot be translated."))
            is_draft = isinstance(original, DraftStateMixin)
            made.save_target(user=user, publish=not is_draft)


class Sync(Many):
    """Brings what was submitted in step with its original, and publishes it if that
    is asked for and nothing is missing. What was never submitted is passed over."""

    def do(self, job: Job, part: int, user: User) -> None:
        thing, pk = self.place(job.order, part)
        original, locale = self.original(thing), self.locale(pk)
        translation = translation_into(original, locale)
        if translation is None or not translation.enabled:
            return
        source = translation.source
        if job.started_at is None or source.last_updated_at < job.started_at:
            source.update_from_db()
        if target_of(original, locale) is None:
            raise Refused(staff_("Its page in this language was deleted."))
        if isinstance(original, Page):
            source.update_target_view_restrictions(locale)
        if job.order.get("publish"):
            publish(translation, original, user)


def publish(translation: Translation, original: Any, user: User) -> None:
    """With all that is asked of whoever presses the button on the page itself."""
    if isinstance(original, KeptPage):
        raise Refused(
            staff_(
                "Words for signature are published from their own page alone, which "
                "says what follows."
            )
        )
    if not isinstance(original, DraftStateMixin):
        return
    target = translation.get_target_instance()
    if words := publishing.gaps(target):
        raise Refused(words)
    if isinstance(target, Page):
        rights = target.permissions_for_user(user)
        if rights.page_locked():
            raise Refused(staff_("It is locked."))
        if not rights.can_publish():
            raise Refused(staff_("You may not publish it."))
    # Localize would publish after the transaction, when the part is counted as done.
    translation.save_target(user=user, publish=False)
    revision = translation.get_target_instance().latest_revision
    revision.publish(user=user)


def is_little(things: int, languages: int) -> bool:
    """What a request may do while somebody waits: a part takes a tenth of a second."""
    return things * languages <= 3


jobs.register(SUBMIT, Submit())
jobs.register(SYNC, Sync())
