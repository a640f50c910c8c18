"""What an applicant does, each as one transaction. Nothing here sends or counts."""

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, When
from django.utils import timezone

from events.deeds import ChangedError
from limits import repeats
from limits.networks import network_of
from openheritage.matching import order_free
from openheritage.pseudonyms import key

from .answers import Answers
from .models import Application, Contact
from .transitions import (
    CONFIRM,
    duplicate_key,
    enqueue_mail,
    forget_person,
    give_person,
    locked,
    move,
    record,
    shown,
    waiting_mails,
)

State = Application.State

# How often a form that meets another one of its kind looks again for what stands.
TRIES = 5


@transaction.atomic
def submit(answers: Answers, sent: str) -> None:
    """Takes a form. What becomes of it, its sender learns by mail alone.

    ``sent`` tells it from others: the second of the same name changes nothing, and
    writes no mail. Each way through asks the database about as often as the others,
    and ends with a mail, though it may be held: how long it takes tells nobody who has
    applied.
    """
    is_repeated = not repeats.is_first(sent)
    with repeats.undone(is_repeated):
        take(answers)


def take(answers: Answers) -> None:
    application = fill(Application(), answers)
    for _try in range(TRIES):
        found = find_open(application, answers.email)
        if found is not None:
            with transaction.atomic():
                apply_again(found, answers)
            return
        try:
            with transaction.atomic():
                application.save()
        except IntegrityError:
            # Another form was faster. It may be closed by now: then this one is the
            # first again.
            continue
        add_person(application, answers)
        record("submitted", application, flags=answers.flags)
        held = answers.is_suspicious
        enqueue_mail(application, "confirm", patient=True, held=held)
        return
    raise IntegrityError("An application is in the way that cannot be found.")


def find_open(application: Application, address: str) -> Application | None:
    """What else stands in the way of an application from this mailbox, locked: the
    same name, or its words in another order."""
    wanted = order_free(application.name)
    people = Contact.objects.of(address).filter(
        is_current=True, application__state__in=Application.OPEN
    )
    alike = [
        pk
        for pk, name in people.values_list("application", "application__name")
        if order_free(name) == wanted
    ]
    found = Application.objects.filter(
        Q(duplicate_key=application.duplicate_key) | Q(pk__in=alike),
        state__in=Application.OPEN,
    ).exclude(pk=application.pk)
    exact = Case(When(duplicate_key=application.duplicate_key, then=0), default=1)
    return found.order_by(exact, "pk").select_for_update(of=("self",)).first()


def fill(application: Application, answers: Answers) -> Application:
    for name, value in answers.facts.items():
        setattr(application, name, value)
    application.motivation = answers.motivation
    application.text = answers.text
    application.language = answers.language
    application.flags = answers.flags
    application.duplicate_key = duplicate_key(answers.email, application.name)
    if application.pk is None:
        application.state = first_state(answers)
    return application


def first_state(answers: Answers) -> str:
    return State.QUARANTINED if answers.is_suspicious else State.UNCONFIRMED


def add_person(
    application: Application, answers: Answers, instead: Contact | None = None
) -> None:
    """``instead``: the person whose row is written anew."""
    give_person(
        application,
        answers.consents,
        pk=instead.pk if instead else None,
        name=answers.name,
        job_title=answers.job_title,
        email=answers.email,
        language=answers.language,
        network_key=key(network_of(answers.ip), "network"),
    )


def apply_again(application: Application, answers: Answers) -> None:
    """The same organisation from the same mailbox: the first application stands.

    Until it is confirmed, what was written last replaces what was written before. A
    mail that has not left yet tells of that: there is no second one.
    """
    record("submitted again", application, flags=answers.flags)
    # None has been mailed before: this one may wait for a free day.
    is_first = application.state == State.QUARANTINED
    is_confirmed = application.state in Application.CONFIRMED
    is_known = is_confirmed or (answers.is_suspicious and not is_first)
    kind = "known" if is_known else "confirm"
    held = waiting_mails(application, kind).exists() or answers.is_suspicious
    # What changes nothing takes as long as what does.
    with repeats.undone(is_known):
        write_anew(application, answers)
    if is_known:
        application = locked(application)
        enqueue_mail(application, kind, held=held)
    else:
        enqueue_mail(application, kind, patient=is_first, held=held)


def write_anew(application: Application, answers: Answers) -> None:
    fill(application, answers)
    # The new mail promises as many days as the first one.
    application.created_at = timezone.now()
    if application.state in Application.UNFINISHED:
        move(application, "apply again", first_state(answers))
    else:
        application.save()
    before = application.contact
    if before is not None:
        before.consents.all().delete()
    add_person(application, answers, instead=before)


def as_shown(application: Application, seen: str | None) -> Application:
    """The row, locked. Raises ``ChangedError`` if other answers were ``seen``."""
    application = locked(application)
    is_open = application.state == State.UNCONFIRMED
    if is_open and seen is not None and seen != shown(application):
        raise ChangedError
    return application


@transaction.atomic
def confirm(application: Application, seen: str | None = None) -> Application:
    """Pressing the button any number of times confirms once."""
    application = as_shown(application, seen)
    if application.state == State.UNCONFIRMED:
        application.confirmed_at = timezone.now()
        move(application, "confirm")
        record("confirmed", application)
        enqueue_mail(application, "confirmed")
    return application


@transaction.atomic
def disown(application: Application, seen: str | None = None) -> Application:
    """“That was not us”: forgets the person and their words at once. Later presses
    change nothing."""
    application = as_shown(application, seen)
    if application.state == State.UNCONFIRMED:
        move(application, "disown")
        # The link of the mail stays until it expires, to say so when it is pressed
        # again.
        forget_person(application, keep=(CONFIRM,))
        record("disowned", application)
    return application


@transaction.atomic
def withdraw(application: Application) -> Application:
    application = locked(application)
    if application.state in Application.CONFIRMED:
        move(application, "withdraw")
        record("withdrawn", application)
        enqueue_mail(application, "withdrawn")
    return application


@transaction.atomic
def correct(
    application: Application, facts: dict[str, str], motivation: str, answer: str = ""
) -> Application:
    """What is not decided on yet may be changed. An answer to reviewers who asked back
    puts the application into their queue again.

    Raises ``IntegrityError`` if another open one from this mailbox has the new name.
    """
    application = locked(application)
    if application.state not in Application.CONFIRMED:
        return application
    wanted = facts | {"motivation": motivation}
    changed = sorted(
        name for name, value in wanted.items() if value != getattr(application, name)
    )
    for name in changed:
        setattr(application, name, wanted[name])
    person = application.contact
    if "name" in changed and person is not None:
        application.duplicate_key = duplicate_key(person.email, application.name)
    is_answer = application.state == State.ASKED and bool(answer or changed)
    if answer:
        application.answer = answer
    if is_answer:
        move(application, "answer")
    elif changed or answer:
        application.save()
    if changed or answer:
        record("answered" if is_answer else "corrected", application, fields=changed)
    return application
