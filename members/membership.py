"""What a member is, and until when, on all its pages at once."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from journal import lines

from .contacting import page_of
from .models import MemberPage

# A line of the journal.
JOURNAL_LEFT = "members.left"


def differs(page: MemberPage, facts: dict[str, Any]) -> bool:
    return any(getattr(page, name) != value for name, value in facts.items())


def write_facts(
    page: MemberPage, facts: dict[str, Any], actor: AbstractBaseUser | None = None
) -> None:
    """At once for readers, also where somebody prepares other changes of the page:
    those stay what they are, unpublished."""
    latest = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    has_draft = page.has_unpublished_changes
    for each in (page, draft):
        for name, value in facts.items():
            setattr(each, name, value)
    if page.live:
        readable = page if has_draft else draft
        revision = readable.save_revision(
            user=actor, log_action=bool(actor), clean=False
        )
        revision.publish(user=actor, skip_permission_checks=True)
        if not has_draft:
            return
    else:
        # Retention counts from what stands here, too.
        page.save(clean=False)
    draft.save_revision(
        user=actor,
        clean=False,
        # The day on which it goes live is still that.
        approved_go_live_at=latest.approved_go_live_at if latest else None,
    )


def set_facts(
    member_key: Any, facts: dict[str, Any], actor: AbstractBaseUser | None = None
) -> None:
    """The original is published; a translation, which may have gaps, need not be: what
    has no language is the original’s."""
    original = page_of(member_key)
    if original is None:
        return
    draft = original.get_latest_revision_as_object()
    if differs(original, facts) or differs(draft, facts):
        write_facts(original, facts, actor)
    others = MemberPage.objects.filter(translation_key=member_key)
    for page in others.exclude(pk=original.pk).order_by("pk"):
        if differs(page, facts):
            for name, value in facts.items():
                setattr(page, name, value)
            page.save(clean=False)


def set_left(
    member_key: Any, day: date | None, actor: AbstractBaseUser | None = None
) -> None:
    set_facts(member_key, {"left_on": day}, actor)


def write_left(member_key: Any, day: date | None) -> None:
    """For the journal: that a restored backup does not let it stay, or leave."""
    left_on = day.isoformat() if day else ""
    lines.write(JOURNAL_LEFT, member=str(member_key), left_on=left_on)
