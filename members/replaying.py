"""What is done to applications and contacts in a restored database, by what the journal
tells."""

from datetime import date, datetime

from journal import kinds
from journal.kinds import Report, Written

from . import changing, contacting, transitions
from .membership import JOURNAL_LEFT, set_left
from .models import Application, Contact, ProfileChange

State = Application.State


def read_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def find(line: Written) -> Application | None:
    """Numbers are given again after a restore; the moment of a row is its own, but for
    quarantine, out of which it is counted anew."""
    rows = Application.objects.select_for_update(of=("self",))
    made = datetime.fromisoformat(line.data["made"])
    return rows.filter(pk=line.data["application"], created_at__lte=made).first()


def replay_state(line: Written, report: Report) -> None:
    application = find(line)
    if application is None:
        return
    data = line.data
    application.state = data["state"]
    application.closed_at = read_time(data["closed"])
    application.save()
    if application.state == State.DISOWNED:
        transitions.forget_person(application)
    elif application.closed_at:
        waiting = transitions.Message.State.WAITING
        mails = transitions.mails_about(application).filter(state=waiting)
        mails.update(state=transitions.Message.State.DROPPED)
    if application.state == State.ACCEPTED and application.member_id is None:
        report.notes.append(
            f"Application {application.pk} was accepted after the backup: its profile "
            "is not there. Take the decision back, and accept it again."
        )
    transitions.record("told by the journal", application, deed=data["deed"])


def replay_gone(line: Written, report: Report) -> None:
    application = find(line)
    if application is None:
        return
    transitions.record("told by the journal", application, deed="forget")
    for contact in Contact.objects.filter(application=application):
        contacting.forget(contact)
    transitions.forget_person(application)
    if application.state != State.ACCEPTED:
        application.delete()


def replay_contact(line: Written, report: Report) -> None:
    """They are forgotten again. No line names them: their number does."""
    made = datetime.fromisoformat(line.data["made"])
    rows = Contact.objects.select_for_update(of=("self",))
    contact = rows.filter(pk=line.data["contact"], created_at=made).first()
    if contact is None:
        return
    contacting.record("told by the journal", contact, deed=line.data["deed"])
    if line.data["deed"] == "erase":
        ProfileChange.objects.filter(contact=contact).delete()
    if contact.is_current and contact.member_key:
        report.notes.append(
            f"Nobody speaks for the member “{contacting.name_of(contact)}” any more: "
            "who did was forgotten or succeeded after the backup."
        )
    contacting.forget(contact)


def replay_change(line: Written, report: Report) -> None:
    rows = ProfileChange.objects.select_for_update(of=("self",))
    change = rows.filter(pk=line.data["change"], created_at__lte=line.at).first()
    if change is None:
        return
    change.state, change.decided_at = line.data["state"], line.at
    if change.state == ProfileChange.State.WAITING:
        if changing.others_wait(change):
            return
        change.decided_at, change.replaced = None, {}
    if change.state == ProfileChange.State.WITHDRAWN:
        changing.empty(change)
    change.save()


def replay_left(line: Written, report: Report) -> None:
    told = line.data["left_on"]
    set_left(line.data["member"], date.fromisoformat(told) if told else None)


def register_kinds() -> None:
    kinds.register(transitions.JOURNAL_STATE, replay_state)
    kinds.register(transitions.JOURNAL_GONE, replay_gone)
    kinds.register(contacting.JOURNAL_DEED, replay_contact)
    kinds.register(changing.JOURNAL_CHANGE, replay_change)
    kinds.register(JOURNAL_LEFT, replay_left, last_of=("member",))
