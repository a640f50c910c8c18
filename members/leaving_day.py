"""On which day a member left, on all its pages at once."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from .models import MemberPage


def set_left(
    member_key: Any, day: date | None, actor: AbstractBaseUser | None = None
) -> None:
    """At once for readers, also where somebody prepares other changes of a page: those
    stay what they are, unpublished."""
    for page in MemberPage.objects.filter(translation_key=member_key).order_by("pk"):
        is_clean = not page.has_unpublished_changes
        draft = page.get_latest_revision_as_object()
        if draft.left_on == day and page.left_on == day:
            continue
        draft.left_on = day
        revision = draft.save_revision(user=actor, log_action=bool(actor))
        if not page.live:
            continue
        if is_clean:
            revision.publish(user=actor, skip_permission_checks=True)
            continue
        readable = MemberPage.objects.get(pk=page.pk)
        readable.left_on = day
        readable.save()
