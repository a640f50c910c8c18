"""Who is told of reviews and comments: by the outbox, in words of ours.

Wagtail writes such mails within the request, so that a slow mail server keeps editors
waiting, and one that is down loses them. Its receivers are taken off, and
``send_notification`` is replaced where comments call it. Delete ``take_over`` when
Wagtail can be told how to notify, and connect the functions below to what it offers.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from wagtail.admin.views.pages import edit
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from correspondence.outbox import enqueue
from openheritage.staff import mail_language

SUBMITTED = "editing.submitted"
ANSWERED = "editing.answered"
COMMENTED = "editing.commented"

WAGTAILS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def approvers(state: TaskState) -> QuerySet[User]:
    """Whoever may decide at this step; superusers where there is nobody else."""
    task = state.task.specific
    if not isinstance(task, AbstractGroupApprovalTask):
        return User.objects.none()
    reached = User.objects.filter(is_active=True).exclude(email="")
    asked = state.workflow_state.requested_by_id
    members = reached.filter(groups__in=task.groups.all()).distinct()
    if members.exclude(pk=asked).exists():
        return members
    return reached.filter(is_superuser=True)


def write(kind: str, users: Iterable[User], data: dict[str, Any]) -> None:
    for user in users:
        enqueue(kind, user.pk, language=mail_language(user), data=data)


def submitted(instance: TaskState, user: User | None = None, **kwargs: object) -> None:
    others = approvers(instance)
    if user is not None:
        others = others.exclude(pk=user.pk)
    write(SUBMITTED, others, {"state": instance.pk})


def answered(
    instance: WorkflowState, user: User | None = None, **kwargs: object
) -> None:
    """Of the last step, approved or sent back."""
    asked, state = instance.requested_by, instance.current_task_state
    if asked is None or asked == user or state is None:
        return
    write(ANSWERED, [asked], {"state": state.pk})


def commented(users: Iterable[User], notification: str, context: dict) -> bool:
    """In the place of ``wagtail.admin.mail.send_notification``."""
    page: Page = context["page"]
    replies = [
        reply.pk for found in context["replied_comments"] for reply in found["replies"]
    ]
    data = {
        "page": page.pk,
        "by": context["editor"].pk,
        "new": [comment.pk for comment in context["new_comments"]],
        "replies": replies,
        "resolved": [comment.pk for comment in context["resolved_comments"]],
    }
    if data["new"] or replies or data["resolved"]:
        write(COMMENTED, [user for user in users if user.is_active], data)
    return True


def take_over() -> None:
    for signal, sender, uid in WAGTAILS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
    vars(edit)["send_notification"] = commented
