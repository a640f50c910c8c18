"""What signatories are told. Each mail finds its reader when it leaves."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_

from correspondence import links
from correspondence.emails import Mail, register_mail
from correspondence.models import Message
from openheritage.composed import Composed
from openheritage.text import collapsed

from .models import Question, Reason, Signatory, Signature
from .transitions import ADDRESS, CONFIRM, MANAGE, SUBJECT, SUCCEED

State = Signature.State


def absolute(name: str, *args: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def kept_until(signature: Signature, person: Signatory) -> date:
    """The day on which the person is forgotten (``retention``), as things stand."""
    days = [person.retain_until]
    if signature.state in Signature.CLOSED and signature.closed_at:
        closed_for = timedelta(days=settings.CLOSED_DAYS)
        days.append((signature.closed_at + closed_for).date())
    if signature.state in (State.QUARANTINED, State.UNCONFIRMED):
        open_for = timedelta(days=settings.UNCONFIRMED_DAYS)
        days.append((signature.created_at + open_for).date())
    return min(days)


@Composed
def of_number(number: int) -> QuerySet:
    return Signature.objects.filter(pk=number).order_by()


class SignatureMail(Mail):
    """Wanted as long as the signature is in one of ``states``."""

    about = SUBJECT
    states: tuple[str, ...] = Signature.CONFIRMED
    # Whether it brings the private link to the signature.
    has_link = True

    def signature(self, message: Message) -> Signature | None:
        if "signature" not in message.found:
            row = of_number.row(Signature, number=message.about_id)
            is_wanted = row is not None and row.state in self.states
            message.found["signature"] = row if is_wanted else None
        return message.found["signature"]

    def person(self, signature: Signature, message: Message) -> Signatory | None:
        return signature.signatory

    def recipient(self, message: Message) -> str | None:
        signature = self.signature(message)
        person = self.person(signature, message) if signature else None
        return person.email if person else None

    def context(self, message: Message) -> dict:
        signature = self.signature(message)
        if signature is None:
            raise Signature.DoesNotExist
        context = {
            "signature": signature,
            "person": self.person(signature, message),
            "words": message.data.get("words", ""),
            "days": settings.REVIEW_DAYS,
            "code_page": absolute("private_code"),
        }
        if self.has_link:
            context["link"] = links.make(MANAGE, signature.pk, message.language)
        return context | self.more(signature, message)

    def more(self, signature: Signature, message: Message) -> dict:
        return {}


@register_mail
class Confirm(SignatureMail):
    kind = "signatures.confirm"
    title = staff_("Please confirm")
    template = "signatures/email/confirm.txt"
    states = (State.UNCONFIRMED,)
    has_link = False

    def language(self, message: Message) -> str:
        """Of the form that was sent last: it may have been sent again meanwhile."""
        signature = self.signature(message)
        person = self.person(signature, message) if signature else None
        return person.language if person else message.language

    def more(self, signature: Signature, message: Message) -> dict:
        return {"link": links.make(CONFIRM, signature.pk, message.language)}


@register_mail
class Known(SignatureMail):
    """Somebody has signed again for an organisation from its own mailbox."""

    kind = "signatures.known"
    title = staff_("Signed already")
    template = "signatures/email/known.txt"


@register_mail
class Confirmed(SignatureMail):
    kind = "signatures.confirmed"
    title = staff_("Thanks for confirming")
    template = "signatures/email/confirmed.txt"
    is_counted = False


@register_mail
class Rejected(SignatureMail):
    kind = "signatures.rejected"
    title = staff_("Rejected")
    template = "signatures/email/rejected.txt"
    is_counted = False
    states = (State.REJECTED,)
    has_link = False

    def more(self, signature: Signature, message: Message) -> dict:
        reason = message.data.get("reason")
        known = reason in Reason.values and reason != Reason.OTHER
        return {
            "reason": Reason(reason).label if known else "",
            "sign": absolute("sign"),
        }


@register_mail
class Asked(SignatureMail):
    kind = "signatures.asked"
    title = staff_("Question")
    template = "signatures/email/asked.txt"
    is_counted = False
    states = (State.ASKED,)

    def more(self, signature: Signature, message: Message) -> dict:
        question = message.data.get("question")
        known = question in Question.values
        return {"question": Question(question).label if known else ""}


@register_mail
class Merged(SignatureMail):
    kind = "signatures.merged"
    title = staff_("Merged into another signature")
    template = "signatures/email/merged.txt"
    is_counted = False
    states = (State.MERGED,)
    has_link = False


@register_mail
class Reopened(SignatureMail):
    """After a decision that the signatory has been told of already."""

    kind = "signatures.reopened"
    title = staff_("Decision taken back")
    template = "signatures/email/reopened.txt"
    is_counted = False
    states = (State.WAITING, State.ASKED)


@register_mail
class Declined(SignatureMail):
    kind = "signatures.declined"
    title = staff_("Correction declined")
    template = "signatures/email/declined.txt"
    is_counted = False


@register_mail
class Withdrawn(SignatureMail):
    kind = "signatures.withdrawn"
    title = staff_("Withdrawn")
    template = "signatures/email/withdrawn.txt"
    is_counted = False
    states = (State.WITHDRAWN,)
    has_link = False

    def more(self, signature: Signature, message: Message) -> dict:
        closed_for = timedelta(days=settings.CLOSED_DAYS)
        return {"sign": absolute("sign"), "closed_for": closed_for}


@register_mail
class Succeed(SignatureMail):
    """To whoever has been named as successor."""

    kind = "signatures.succeed"
    title = staff_("Invitation to take over")
    template = "signatures/email/succeed.txt"
    has_link = False

    def person(self, signature: Signature, message: Message) -> Signatory | None:
        # Another may have been named since.
        named = message.data.get("person")
        return signature.people.filter(is_current=False, pk=named).first()

    def more(self, signature: Signature, message: Message) -> dict:
        return {
            "before": signature.signatory,
            "link": links.make(SUCCEED, signature.pk, message.language),
        }


@register_mail
class HandingOver(SignatureMail):
    """To the person in office, who may not be the one who named a successor."""

    kind = "signatures.handing_over"
    title = staff_("A successor is named")
    template = "signatures/email/handing_over.txt"
    is_counted = False

    def person(self, signature: Signature, message: Message) -> Signatory | None:
        is_open = signature.people.filter(is_current=False).exists()
        return signature.signatory if is_open else None


@register_mail
class Succeeded(SignatureMail):
    kind = "signatures.succeeded"
    title = staff_("Taken over")
    template = "signatures/email/succeeded.txt"
    is_counted = False


@register_mail
class Data(SignatureMail):
    """All that is kept about a signatory."""

    kind = "signatures.data"
    title = staff_("Copy of their data")
    template = "signatures/email/data.txt"
    is_counted = False
    states = tuple(State)
    has_link = False

    def more(self, signature: Signature, message: Message) -> dict:
        person = signature.signatory
        if person is None:
            raise Signatory.DoesNotExist
        return {
            "kept_until": kept_until(signature, person),
            "consents": person.consents.select_related("wording").order_by("pk"),
            # On one line each: one of their own could be taken for ours.
            "comment": collapsed(signature.comment),
            "answer": collapsed(person.answer),
            "corrections": [
                {
                    "day": correction.created_at,
                    "words": collapsed("; ".join(correction.wanted.values())),
                }
                for correction in signature.corrections.all()
            ],
            "mails": Message.objects.about(SUBJECT, signature.pk).count(),
        }


@register_mail
class Links(Mail):
    """A private link to each live signature of an address, if there is any.

    The row says no more than the hash of the address.
    """

    kind = "signatures.links"
    title = staff_("Private links, as asked for")
    about = ADDRESS
    template = "signatures/email/links.txt"
    is_counted = False
    states = Signature.LIVE

    def can_find_reader(self, message: Message) -> bool:
        return bool(message.address_key)

    def people(self, message: Message) -> list[Signatory]:
        rows = Signatory.objects.select_related("signature").order_by("signature")
        return list(
            rows.filter(
                address_key=message.address_key,
                is_current=True,
                signature__state__in=self.states,
            )
        )

    def recipient(self, message: Message) -> str | None:
        if not self.can_find_reader(message):
            return None
        people = self.people(message)
        return people[-1].email if people else None

    def context(self, message: Message) -> dict:
        people = self.people(message)
        found = [person.signature for person in people]
        return {
            "person": people[-1],
            "code_page": absolute("private_code"),
            "entries": [
                {
                    "signature": row,
                    "link": links.make(self.purpose(row), row.pk, message.language),
                    "is_confirmed": row.state != State.UNCONFIRMED,
                }
                for row in found
            ],
        }

    @staticmethod
    def purpose(signature: Signature) -> str:
        return CONFIRM if signature.state == State.UNCONFIRMED else MANAGE
