"""Who may translate what, and in what language it is shown."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.views.edit_translation import user_can_edit_instance

from desk.pages import signed_in
from openheritage.locales import language_of
from openheritage.names import bcp47, direction, language_name
from translations.editor import target_of
from translations.footer import may_publish
from translations.people import TRANSLATE, holds
from translations.rights import COORDINATE


@dataclass(frozen=True)
class Language:
    code: str

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)

    @property
    def name(self) -> str:
        return language_name(self.code)


class Work:
    """A translation, and what the person who looks at it may do there."""

    def __init__(self, request: HttpRequest, translation: Translation) -> None:
        self.translation = translation
        self.source = translation.source
        self.user: User = signed_in(request)
        self.target: Model = target_of(translation)
        self.from_language = Language(language_of(self.source.locale_id))
        self.into_language = Language(language_of(translation.target_locale_id))

    @cached_property
    def may_edit(self) -> bool:
        if self.user.is_superuser or self.user.has_perm(COORDINATE):
            return user_can_edit_instance(self.user, self.target)
        # A snippet's rights are of all languages, so that translators have none: what
        # they may translate follows from its language alone.
        return holds(self.user, self.translation.target_locale, TRANSLATE) and (
            not isinstance(self.target, Page)
            or user_can_edit_instance(self.user, self.target)
        )

    @cached_property
    def is_locked(self) -> bool:
        target = self.target
        return (
            isinstance(target, Page)
            and target.permissions_for_user(self.user).page_locked()
        )

    @cached_property
    def may_publish(self) -> bool:
        return may_publish(self.user, self.target)

    @property
    def title(self) -> str:
        return self.source.object_repr

    def segment(self, pk: int) -> StringSegment:
        return get_object_or_404(
            StringSegment.objects.select_related("string", "context"),
            pk=pk,
            source_id=self.source.pk,
        )


def work_of(request: HttpRequest, translation_id: int) -> Work:
    """Anybody else is refused, in Wagtail's words."""
    translation = get_object_or_404(
        Translation.objects.select_related(
            "source__specific_content_type", "target_locale"
        ),
        pk=translation_id,
    )
    if not translation.enabled:
        raise Http404
    work = Work(request, translation)
    if not work.may_edit:
        raise PermissionDenied
    return work
