"""What volunteers are told. Each mail finds its reader when it leaves."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_

from correspondence import links
from correspondence.emails import Mail, Subject, register_mail
from correspondence.models import Message
from openheritage.text import collapsed

from .models import Offer, Reason, Sentence
from .offering import CONFIRM, MANAGE, SUBJECT

State = Offer.State

# Of a sentence, in a list of them.
EXCERPT = 80


def absolute(name: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name)


class HelpMail(Mail):
    """Wanted as long as the offer is in one of ``states``, and its person is known."""

    about = SUBJECT
    states: tuple[str, ...] = (State.WAITING, State.REVIEWED)
    purpose = MANAGE

    def offer(self, message: Message) -> Offer | None:
        rows = Offer.objects.select_related("volunteer")
        return rows.filter(pk=message.about_id, state__in=self.states).first()

    def recipient(self, message: Message) -> str | None:
        offer = self.offer(message)
        return offer.person.email if offer and offer.person else None

    def context(self, message: Message) -> dict:
        offer = self.offer(message)
        if offer is None:
            raise Offer.DoesNotExist
        return {
            "offer": offer,
            "person": offer.person,
            "title": collapsed(offer.page_title),
            "number": offer.sentences.count(),
            "code_page": absolute("private_code"),
            "link": links.make(self.purpose, offer.pk, message.language),
        } | self.more(offer, message)

    def more(self, offer: Offer, message: Message) -> dict:
        return {}


@register_mail
class Confirm(HelpMail):
    kind = "volunteers.confirm"
    title = staff_("Please confirm your translation")
    template = "volunteers/email/confirm.txt"
    states = (State.UNCONFIRMED,)
    purpose = CONFIRM


@register_mail
class Confirmed(HelpMail):
    kind = "volunteers.confirmed"
    title = staff_("Thanks for confirming a translation")
    template = "volunteers/email/confirmed.txt"
    is_counted = False


@register_mail
class Reviewed(HelpMail):
    """How many sentences were accepted, and why others were not."""

    kind = "volunteers.reviewed"
    title = staff_("Translation reviewed")
    template = "volunteers/email/reviewed.txt"
    states = (State.REVIEWED,)
    is_counted = False

    def more(self, offer: Offer, message: Message) -> dict:
        rows = list(offer.sentences.all())
        declined = [row for row in rows if row.state == Sentence.State.DECLINED]
        given = [row.reason for row in declined]
        return {
            "accepted": sum(row.state in Sentence.TAKEN for row in rows),
            "changed": sum(row.state == Sentence.State.CHANGED for row in rows),
            "declined": [
                {
                    "reason": Reason(reason).label,
                    "sentences": [
                        excerpt(row.text) for row in declined if row.reason == reason
                    ],
                }
                for reason in dict.fromkeys(given)
            ],
            "number_declined": len(declined),
            "words": message.data.get("words", ""),
            "help": absolute("help_translate"),
        }


def excerpt(text: str) -> str:
    """On one line, of a length that is bounded."""
    text = collapsed(text)
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"


def find_offers(numbers: list[int]) -> dict[int, Subject]:
    """What mails are about, for the outbox: the page, never the person."""
    found = Offer.objects.filter(pk__in=numbers).values_list("pk", "page_title")
    return {
        pk: Subject(title, reverse("volunteers_offer", args=[pk]))
        for pk, title in found
    }
