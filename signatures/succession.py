"""A signature outlives the person in office: another takes it over."""

from django.db import transaction

from correspondence.links import revoke
from correspondence.outbox import enqueue

from .models import ConsentWording, Signatory, Signature
from .signing import (
    CONFIRM,
    MANAGE,
    STANDING,
    SUCCEED,
    give_consents,
    locked,
    record,
    write,
)


@transaction.atomic
def hand_over(signature: Signature, email: str, language: str) -> None:
    """Invites a successor; the person in office stays until they accept."""
    signature = locked(signature)
    if signature.state not in STANDING:
        return
    signature.people.filter(is_current=False).delete()
    # Whoever was named before must not accept in the place of the new one.
    revoke(SUCCEED, signature.pk)
    Signatory.objects.create(
        signature=signature, is_current=False, email=email, language=language
    )
    record("successor named", signature)
    enqueue("signatures.succeed", signature.pk, language=language, address=email)


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
    if successor and signature.state in STANDING:
        signature.people.filter(is_current=True).delete()
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
        # What was looked up before is the person who left.
        signature.__dict__.pop("signatory", None)
        write(signature, "succeeded")
    return signature
