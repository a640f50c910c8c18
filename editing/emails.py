"""What those who edit are told by mail of reviews and comments."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Comment, CommentReply, Page, TaskState
from wagtail.users.models import UserProfile

from correspondence.emails import Mail, register_mail
from correspondence.models import Message
from openheritage.names import isolated
from openheritage.text import collapsed
from translations.people import called

from .notices import ANSWERED, COMMENTED, SUBMITTED, approvers
from .waiting import title_of

# Letters of a comment; the whole of it is in the editor.
QUOTED = 300


def quoted(text: str) -> str:
    return isolated(collapsed(text)[:QUOTED])


class ToStaff(Mail):
    about = "staff"
    template = "editing/email/words.txt"
    is_counted = False
    # As staff choose under their account.
    wish = ""

    def user(self, message: Message) -> User | None:
        return User.objects.filter(pk=message.about_id, is_active=True).first()

    def recipient(self, message: Message) -> str | None:
        user = self.user(message)
        if user is None or not user.email or not self.is_true(message, user):
            return None
        profile = UserProfile.get_for_user(user)
        return user.email if getattr(profile, f"{self.wish}_notifications") else None

    def is_true(self, message: Message, user: User) -> bool:
        """Whether it is still so."""
        return False

    @staticmethod
    def said(
        subject: str, *, lines: Iterable[str] = (), label: str = "", url: str = ""
    ) -> dict:
        return {
            "subject": subject,
            "lines": [*lines],
            "label": label,
            "url": settings.WAGTAILADMIN_BASE_URL + url,
            "choose": staff_now("Choose of what we write to you, here:"),
            "account_url": reverse("wagtailadmin_account"),
        }


class OfReview(ToStaff):
    def state(self, message: Message) -> TaskState | None:
        found = TaskState.objects.filter(pk=message.data.get("state")).first()
        if found is None or found.workflow_state.content_object is None:
            return None
        return found

    def edit_url(self, message: Message, instance: object) -> str:
        url = AdminURLFinder(self.user(message)).get_edit_url(instance)
        return url or reverse("wagtailadmin_home")


@register_mail
class Submitted(OfReview):
    kind = SUBMITTED
    title = staff_("Waits for approval")
    wish = "submitted"

    def is_true(self, message: Message, user: User) -> bool:
        state = self.state(message)
        return (
            state is not None
            and state.status == TaskState.STATUS_IN_PROGRESS
            and approvers(state).filter(pk=user.pk).exists()
        )

    def context(self, message: Message) -> dict:
        state = self.state(message)
        if state is None:
            return {}
        instance = state.workflow_state.content_object
        asked = state.workflow_state.requested_by
        values = {
            "title": isolated(collapsed(title_of(instance))),
            "name": isolated(called(asked)) if asked else "",
        }
        words = staff_now("“%(title)s” waits for your approval, asks %(name)s.")
        if not asked:
            words = staff_now("“%(title)s” waits for your approval.")
        return self.said(
            words % values,
            lines=[
                staff_now(
                    "Read it, then approve it or say what is to be changed. Comments "
                    "beside a field are seen by all who edit the page."
                )
            ],
            label=staff_now("Read it"),
            url=self.edit_url(message, instance),
        )


@register_mail
class Answered(OfReview):
    kind = ANSWERED
    title = staff_("Approved, or sent back")

    def recipient(self, message: Message) -> str | None:
        state = self.state(message)
        approved = state and state.status == TaskState.STATUS_APPROVED
        self.wish = "approved" if approved else "rejected"
        return super().recipient(message)

    def is_true(self, message: Message, user: User) -> bool:
        state = self.state(message)
        return state is not None and state.status in (
            TaskState.STATUS_APPROVED,
            TaskState.STATUS_REJECTED,
        )

    def context(self, message: Message) -> dict:
        state = self.state(message)
        if state is None:
            return {}
        instance = state.workflow_state.content_object
        by = state.finished_by
        values = {
            "title": isolated(collapsed(title_of(instance))),
            "name": isolated(called(by)) if by else staff_now("Somebody"),
        }
        if state.status == TaskState.STATUS_APPROVED:
            words = staff_now("%(name)s has approved “%(title)s”.")
            then = (
                staff_now("It is public now.")
                if getattr(instance, "live", False)
                else staff_now("It is not public yet: it waits for its day.")
            )
        else:
            words = staff_now("%(name)s asks for changes to “%(title)s”.")
            then = staff_now("Change it, and submit it again.")
        lines = [then]
        if comment := state.get_comment():
            lines.insert(0, staff_now("“%(comment)s”") % {"comment": quoted(comment)})
        return self.said(
            words % values,
            lines=lines,
            label=staff_now("Open it"),
            url=self.edit_url(message, instance),
        )


@register_mail
class Commented(ToStaff):
    kind = COMMENTED
    title = staff_("Comments on a page")
    wish = "updated_comments"

    def page(self, message: Message) -> Page | None:
        return Page.objects.filter(pk=message.data.get("page")).first()

    def lines(self, message: Message) -> list[str]:
        """Those that still stand; what was deleted is no longer told."""
        data = message.data
        found = []
        for comment in Comment.objects.filter(pk__in=data.get("new", ())):
            words = staff_now("New: “%(text)s”")
            found.append(words % {"text": quoted(comment.text)})
        for reply in CommentReply.objects.filter(pk__in=data.get("replies", ())):
            words = staff_now("To “%(comment)s”: “%(text)s”")
            found.append(
                words
                % {"comment": quoted(reply.comment.text), "text": quoted(reply.text)}
            )
        for comment in Comment.objects.filter(pk__in=data.get("resolved", ())):
            words = staff_now("Done: “%(text)s”")
            found.append(words % {"text": quoted(comment.text)})
        return found

    def is_true(self, message: Message, user: User) -> bool:
        page = self.page(message)
        if page is None or not self.lines(message):
            return False
        return page.permissions_for_user(user).can_edit()

    def context(self, message: Message) -> dict:
        page = self.page(message)
        if page is None:
            return {}
        by = User.objects.filter(pk=message.data.get("by")).first()
        values = {
            "title": isolated(collapsed(page.draft_title)),
            "name": isolated(called(by)) if by else staff_now("Somebody"),
        }
        return self.said(
            staff_now("%(name)s has commented on “%(title)s”.") % values,
            lines=self.lines(message),
            label=staff_now("Open it"),
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
