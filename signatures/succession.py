"""A signature outlives the person in office: another takes it over."""

from django.db import transaction

from consents.models import ConsentWording, give_consents
from correspondence.links import revoke
from correspondence.models import Link, Message
from correspondence.outbox import enqueue

from .models import Signatory, Signature
from .transitions import (
    CONFIRM,
    MANAGE,
    SUBJECT,
    SUCCEED,
    enqueue_mail,
    locked,
    record,
    waiting_mails,
    write_gone,
)


@transaction.atomic
def hand_over(
    signature: Signature, email: str, language: str, *, by_staff: bool = False
) -> None:
    """Invites a successor; the person in office stays until they accept.

    They are told: somebody else may have found their private link.
    """
    signature = locked(signature)
    if signature.state not in Signature.CONFIRMED:
        return
    end_invitation(signature)
    successor = Signatory.objects.create(
        signature=signature, is_current=False, email=email, language=language
    )
    record("successor named", signature)
    sent = enqueue(
        "signatures.succeed",
        signature.pk,
        language=language,
        address=email,
        # Whoever is named later has a mail of their own.
        data={"person": successor.pk},
        patient=True,
        by_staff=by_staff,
    )
    if sent is None:
        record("mail not sent", signature, kind="succeed", why="budget")
    # One that has not left tells of this successor too.
    if not waiting_mails(signature, "handing_over").exists():
        enqueue_mail(signature, "handing_over")


def end_invitation(signature: Signature) -> None:
    """Whoever was named must not accept any more, in nobody's place."""
    if signature.people.filter(is_current=False).delete()[0]:
        write_gone(signature, "successor")
    revoke(SUCCEED, signature.pk)
    waiting_mails(signature, "succeed").update(state=Message.State.DROPPED)


@transaction.atomic
def take_back(signature: Signature, link: Link | None) -> None:
    """Ends the invitation, and every private link but the one that it is done with:
    another may be in wrong hands."""
    signature = locked(signature)
    end_invitation(signature)
    revoke(MANAGE, signature.pk, but=link)
    record("successor taken back", signature)


@transaction.atomic
def succeed(
    signature: Signature,
    *,
    name: str,
    job_title: str,
    language: str,
    consents: list[ConsentWording],
) -> Signature:
    """The successor accepts, and takes the place of who was there before."""
    signature = locked(signature)
    successor = signature.people.filter(is_current=False).first()
    if successor and signature.state in Signature.CONFIRMED:
        signature.people.filter(is_current=True).delete()
        write_gone(signature, "predecessor")
        for purpose in (CONFIRM, MANAGE):
            revoke(purpose, signature.pk)
        successor.name, successor.job_title = name, job_title
        successor.language = language
        successor.is_current = True
        successor.save()
        give_consents(successor, consents)
        signature.set_duplicate_key(successor.email)
        signature.save()
        record("handed over", signature)
        forget_words(signature)
        # What was looked up before is the person who left.
        signature.__dict__.pop("signatory", None)
        enqueue_mail(signature, "succeeded")
    return signature


def forget_words(signature: Signature) -> None:
    """What was written to the person before is not the successor's to read."""
    # These are about that person, and would reach the successor.
    waiting_mails(signature, "data", "handing_over", "known").update(
        state=Message.State.DROPPED
    )
    mails = Message.objects.about(SUBJECT, signature.pk)
    mails.exclude(state=Message.State.WAITING).update(data={})
