"""What applicants are told. Each mail finds its reader when it leaves.

That they are accepted they learn with the private link to the profile
(``contacting.invite``).
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_

from correspondence import links
from correspondence.emails import Mail, Subject, register_mail
from correspondence.models import Message

from .models import Application, Question, Reason
from .transitions import CONFIRM, STATUS, SUBJECT

State = Application.State


def absolute(name: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name)


class ApplicationMail(Mail):
    """Wanted as long as the application is in one of ``states``, and its applicant is
    known."""

    about = SUBJECT
    states: tuple[str, ...] = Application.CONFIRMED
    purpose = STATUS
    # Whether it brings a private link.
    has_link = True

    def application(self, message: Message) -> Application | None:
        rows = Application.objects.filter(state__in=self.states)
        return rows.filter(pk=message.about_id).first()

    def recipient(self, message: Message) -> str | None:
        application = self.application(message)
        person = application.contact if application else None
        return person.email if person else None

    def context(self, message: Message) -> dict:
        application = self.application(message)
        if application is None:
            raise Application.DoesNotExist
        context = {
            "application": application,
            "person": application.contact,
            "words": message.data.get("words", ""),
            "days": settings.REVIEW_DAYS,
            "code_page": absolute("private_code"),
            "apply": absolute("apply"),
        }
        if self.has_link:
            link = links.make(self.purpose, application.pk, message.language)
            context["link"] = link
        return context | self.more(message)

    def more(self, message: Message) -> dict:
        return {}


@register_mail
class Confirm(ApplicationMail):
    kind = "members.confirm"
    title = staff_("Please confirm the application")
    template = "members/email/apply_confirm.txt"
    states = (State.UNCONFIRMED,)
    purpose = CONFIRM


@register_mail
class Known(ApplicationMail):
    """Somebody has applied again for an organisation from its own mailbox."""

    kind = "members.known"
    title = staff_("Applied already")
    template = "members/email/apply_known.txt"


@register_mail
class Confirmed(ApplicationMail):
    kind = "members.confirmed"
    title = staff_("Thanks for confirming the application")
    template = "members/email/apply_confirmed.txt"
    is_counted = False


@register_mail
class Asked(ApplicationMail):
    kind = "members.asked"
    title = staff_("Question about the application")
    template = "members/email/apply_asked.txt"
    is_counted = False
    states = (State.ASKED,)

    def more(self, message: Message) -> dict:
        question = message.data.get("question")
        known = question in Question.values
        return {"question": Question(question).label if known else ""}


@register_mail
class Declined(ApplicationMail):
    kind = "members.declined"
    title = staff_("Application declined")
    template = "members/email/apply_declined.txt"
    is_counted = False
    states = (State.DECLINED,)
    has_link = False

    def more(self, message: Message) -> dict:
        reason = message.data.get("reason")
        known = reason in Reason.values and reason != Reason.OTHER
        return {"reason": Reason(reason).label if known else ""}


@register_mail
class Reopened(ApplicationMail):
    """After a decision that the applicant has been told of already."""

    kind = "members.reopened"
    title = staff_("Decision about the application taken back")
    template = "members/email/apply_reopened.txt"
    is_counted = False


@register_mail
class Withdrawn(ApplicationMail):
    kind = "members.withdrawn"
    title = staff_("Application withdrawn")
    template = "members/email/apply_withdrawn.txt"
    is_counted = False
    states = (State.WITHDRAWN,)
    has_link = False

    def more(self, message: Message) -> dict:
        return {"closed_for": timedelta(days=settings.MEMBERS_CLOSED_DAYS)}


def find_applications(numbers: list[int]) -> dict[int, Subject]:
    """What mails are about, for the outbox: the organisation, never the person."""
    rows = Application.objects.filter(pk__in=numbers).values_list("pk", "name")
    return {
        pk: Subject(name, reverse("members_applications:inspect", args=[pk]))
        for pk, name in rows
    }
