"""What individuals are told. Each mail finds its reader when it leaves."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_

from correspondence import links
from correspondence.emails import Mail, Subject, ended_by, register_mail
from correspondence.models import Message

from .models import Subscriber
from .subscribing import CONFIRM, MANAGE, SUBJECT, ends_at, ways_out

State = Subscriber.State


class InterestMail(Mail):
    """Wanted as long as its reader is in one of ``states``. Each can be ended by one
    press in the reader's mail program."""

    about = SUBJECT
    states: tuple[str, ...] = (State.CONFIRMED,)
    purpose = MANAGE

    def person(self, message: Message) -> Subscriber | None:
        rows = Subscriber.objects.filter(state__in=self.states)
        return rows.filter(pk=message.about_id).first()

    def recipient(self, message: Message) -> str | None:
        person = self.person(message)
        return person.email if person else None

    def headers(self, message: Message) -> dict[str, str]:
        person = self.person(message)
        if person is None:
            raise Subscriber.DoesNotExist
        return ended_by(ways_out([person])[person.pk])

    def context(self, message: Message) -> dict:
        person = self.person(message)
        if person is None:
            raise Subscriber.DoesNotExist
        return {
            "person": person,
            "topics": person.topic_labels,
            "code_page": settings.WAGTAILADMIN_BASE_URL + reverse("private_code"),
            "link": links.make(self.purpose, person.pk, message.language),
            "ends_at": ends_at(person),
            "unconfirmed": settings.INTEREST_UNCONFIRMED_DAYS,
        }


@register_mail
class Confirm(InterestMail):
    kind = "interest.confirm"
    title = staff_("Please confirm that we may write to you")
    template = "interest/email/confirm.txt"
    states = (State.UNCONFIRMED,)
    purpose = CONFIRM


@register_mail
class Confirmed(InterestMail):
    kind = "interest.confirmed"
    title = staff_("Thanks for staying in touch")
    template = "interest/email/confirmed.txt"
    is_counted = False


@register_mail
class Renew(InterestMail):
    kind = "interest.renew"
    title = staff_("May we go on writing to you?")
    template = "interest/email/renew.txt"
    is_counted = False


def find_subscribers(numbers: list[int]) -> dict[int, Subject]:
    """What mails are about, for the outbox: a number, never the person."""
    found = Subscriber.objects.filter(pk__in=numbers)
    return {person.pk: Subject(str(person)) for person in found}
