"""What is done to signatures in a restored database, by what the journal tells."""

from datetime import datetime
from typing import Any

from correspondence.links import revoke
from correspondence.models import Message
from journal import kinds
from journal.kinds import Report, Written
from organisations.models import Organisation
from statement.models import StatementText

from .models import Signature
from .models.signature import FACTS
from .retention import forget, forget_mails
from .transitions import (
    CONFIRM,
    JOURNAL_GONE,
    JOURNAL_STATE,
    MANAGE,
    SUBJECT,
    moment,
    record,
)

State = Signature.State

# What shows that somebody believes to have signed.
CONFIRMING = {"confirm", "answer", "publish", "ask"}


def find(reference: str) -> Signature | None:
    rows = Signature.objects.select_for_update(of=("self",))
    return rows.filter(reference=reference).first()


def read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def replay_state(line: Written, report: Report) -> None:
    data = line.data
    signature = find(data["reference"])
    if signature is None:
        # If it is public, the register's line makes it anew.
        if data["deed"] in CONFIRMING:
            report.lost[data["reference"]] = (
                f"Signature {data['reference']}: confirmed or decided on after the "
                "backup, and not in it. Who signed has to sign again."
            )
        elif data["state"] in Signature.CLOSED:
            report.lost.pop(data["reference"], None)
        return
    signature.state = data["state"]
    signature.was_public = data["was_public"]
    for name in ("confirmed_at", "published_at", "closed_at"):
        setattr(signature, name, read_time(data[name]))
    into = find(data["into"]) if data["into"] else None
    signature.merged_into = into
    if signature.state == State.PUBLISHED:
        signature.organisation = organisation_of(signature, data["organisation"])
    signature.save()
    if data["deed"] == "withdraw":
        signature.corrections.all().delete()
    if signature.closed_at:
        waiting = Message.objects.about(SUBJECT, signature.pk)
        waiting.filter(state=Message.State.WAITING).update(state=Message.State.DROPPED)
    record("told by the journal", signature, deed=data["deed"])


def organisation_of(signature: Signature, number: int | None) -> Organisation:
    """The one it was published under, if the backup has it; else one of its facts."""
    found = Organisation.objects.filter(pk=number).first() if number else None
    # A number may have been given again.
    if found is not None and found.country == signature.country:
        return found
    shared = ("name", "name_latin", "kind", "sector", "country", "website")
    return signature.organisation or Organisation.objects.create(
        **{name: getattr(signature, name) for name in shared}
    )


def replay_gone(line: Written, report: Report) -> None:
    """Persons are forgotten again. No line names them: their signature does."""
    reference, what = line.data["reference"], line.data["what"]
    signature = find(reference)
    if what == "row":
        report.lost.pop(reference, None)
    if signature is None:
        return
    if what == "successor":
        signature.people.filter(is_current=False, created_at__lte=line.at).delete()
    elif what == "predecessor":
        hand_over_again(signature, report)
    else:
        forget(signature)
    if what == "row" and not signature.was_public:
        signature.delete()
        return
    record("told by the journal", signature, deed=f"{what} forgotten")


def hand_over_again(signature: Signature, report: Report) -> None:
    """Who handed over is out of office; who accepted is known no more, unless they
    were invited before the backup."""
    signature.people.filter(is_current=True).delete()
    for purpose in (CONFIRM, MANAGE):
        revoke(purpose, signature.pk)
    signature.forget_address()
    signature.save()
    forget_mails(signature)
    report.notes.append(
        f"Signature {signature.reference} was handed over after the backup: its person "
        "is gone, and the successor has to be invited again."
    )


# What the register shows -------------------------------------------------------------


def beside_facts(signature: Signature) -> dict[str, Any]:
    """What a public signature is, beside its public facts."""
    return {
        "reference": signature.reference,
        "language": signature.language,
        "organisation": signature.organisation_id,
        "created_at": moment(signature.created_at),
        "confirmed_at": moment(signature.confirmed_at),
        "published_at": moment(signature.published_at),
    }


def show_again(facts: dict, row: dict, report: Report) -> Signature | None:
    """The signature with the facts that the public has seen, made anew if the backup
    lacks it; then nobody answers for it. ``None`` where its text is missing too."""
    reference = row["reference"]
    text = StatementText.objects.filter(sha256=facts["text_sha256"]).first()
    signature = find(reference)
    if signature is None:
        if text is None:
            report.lost[reference] = (
                f"Signature {reference}: public, of a text that was published after "
                "the backup. Publish the same words again, then replay the journal."
            )
            return None
        signature = Signature(reference=reference, text=text)
        signature.forget_address()
        signature.created_at = read_time(row["created_at"]) or signature.created_at
        report.lost.pop(reference, None)
        report.notes.append(
            f"Signature {reference} was published after the backup: it is public "
            "again, and nobody answers for it. Invite its person again."
        )
    for name in FACTS:
        setattr(signature, name, facts[name])
    if text is not None:
        signature.text = text
    signature.language = row["language"]
    signature.signed_on = datetime.fromisoformat(facts["signed_on"]).date()
    signature.source, signature.is_sample = facts["source"], facts["sample"]
    signature.confirmed_at = read_time(row["confirmed_at"])
    signature.published_at = read_time(row["published_at"])
    signature.state, signature.was_public = State.PUBLISHED, True
    signature.closed_at = None
    signature.organisation = organisation_of(signature, row["organisation"])
    person = signature.signatory if signature.pk else None
    if person or signature.source != Signature.Source.WEB:
        signature.set_duplicate_key(person.email if person else "")
    signature.save()
    return signature


def register_kinds() -> None:
    kinds.register(JOURNAL_STATE, replay_state)
    kinds.register(JOURNAL_GONE, replay_gone)
