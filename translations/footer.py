"""What one may do with a translation as a whole, below its sentences.

Nothing here is lost by a press: localize's own footer makes *Delete* or *Stop* the
great button of whoever may not publish. Pages are deleted from the menu above, by
those who may.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.permissions import get_permission_name
from wagtail_localize.models import Translation

from openheritage.names import language_name


@dataclass(frozen=True)
class Action:
    label: str
    icon: str
    url: str = ""
    is_post: bool = False
    # Of the form's button ``action``: what localize's own view reads.
    value: str = ""


def may_publish(user: User | AnonymousUser, instance: Model) -> bool:
    if isinstance(instance, Page):
        return instance.permissions_for_user(user).can_publish()
    if isinstance(instance, DraftStateMixin):
        return user.has_perm(get_permission_name("publish", type(instance)))
    return True


def publishing(
    request: HttpRequest, translation: Translation, instance: Model
) -> Action | None:
    if not may_publish(request.user, instance):
        return None
    language = language_name(translation.target_locale.language_code)
    words = staff_("Publish in %(language)s") % {"language": language}
    return Action(words, "upload", value="publish")


def others(request: HttpRequest, instance: Model) -> Iterator[Action]:
    if not isinstance(instance, Page):
        return
    may = instance.permissions_for_user(request.user)
    if may.can_unpublish():
        url = reverse("wagtailadmin_pages:unpublish", args=[instance.pk])
        yield Action(staff_("Unpublish"), "download", url)
    if instance.locked and may.can_unlock():
        url = reverse("wagtailadmin_pages:unlock", args=[instance.pk])
        yield Action(staff_("Unlock"), "lock-open", url, is_post=True)
    if not instance.locked and may.can_lock():
        url = reverse("wagtailadmin_pages:lock", args=[instance.pk])
        yield Action(staff_("Lock"), "lock", url, is_post=True)


def previews(instance: Model, translation: Translation) -> Iterator[Action]:
    if not isinstance(instance, Page):
        return
    for mode, label in instance.preview_modes:
        args = [translation.pk]
        if mode != instance.default_preview_mode:
            args.append(mode)
        url = reverse("wagtail_localize:preview_translation", args=args)
        words = staff_("Preview") if len(instance.preview_modes) == 1 else str(label)
        yield Action(words, "view", url)
