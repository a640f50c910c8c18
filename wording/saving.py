"""The one way in which words of the site are given, and taken back."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.models import Locale

from consents.models import ConsentText
from openheritage import spoken
from openheritage.signals import CORRECTED, languages_changed, public_changed

from . import compiled
from .entries import vocabulary
from .held import held
from .judge import faults_of, number_of_forms, tidied
from .messages import Message
from .models import Change, Edition, Word
from .plurals import Plurals, plurals_of

Given = tuple[Message, list[str]]


class ConflictError(Exception):
    """Somebody else was quicker; ``current`` is what they gave."""

    def __init__(self, current: list[str]) -> None:
        super().__init__("These words have changed in the meantime.")
        self.current = current


class RefusedError(Exception):
    """``faults`` says of each form what is wrong with it; none if nobody may change
    this message here."""

    def __init__(self, faults: dict[int, list[str]]) -> None:
        super().__init__("These words cannot stand for the message.")
        self.faults = faults


def lock(locale: Locale) -> Edition:
    Edition.objects.get_or_create(locale=locale)
    return Edition.objects.select_for_update().get(locale=locale)


def tidy(message: Message, forms: list[str], plurals: Plurals) -> list[str]:
    wanted = number_of_forms(message, plurals)
    originals = [message.words] + [message.plural] * (wanted - 1)
    originals += [message.plural or message.words] * (len(forms) - wanted)
    return [
        tidied(original, text) for original, text in zip(originals, forms, strict=False)
    ]


def write(
    edition: Edition, given: Iterable[Given], user: AbstractBaseUser | None, how: str
) -> list[Message]:
    """Under the lock, of what has been judged; returns what has changed by it.

    What is the same as in the catalogue needs no row.
    """
    locale, language = edition.locale, edition.locale.language_code
    shipped = compiled.forms_in(language, plurals_of(language).number)
    rows = {row.digest: row for row in Word.objects.filter(locale=locale)}
    gone, words, changes = [], [], []
    for message, texts in given:
        forms = [] if texts == shipped.get(message.key) else texts
        row = rows.get(message.digest)
        if forms == (row.forms if row else []):
            continue
        facts = {
            "locale": locale,
            "digest": message.digest,
            "context": message.context,
            "message": message.words,
            "plural": message.plural,
            "forms": forms,
            "by": user,
        }
        gone.append(message.digest)
        words += [Word(**facts)] if forms else []
        changes.append((message, Change(**facts, how=how)))
    if not changes:
        return []
    Word.objects.filter(locale=locale, digest__in=gone).delete()
    Word.objects.bulk_create(words, batch_size=200)
    Change.objects.bulk_create([change for _, change in changes], batch_size=200)
    done = [message for message, _ in changes]
    touch(edition, {file for message in done for file in message.files})
    return done


def touch(edition: Edition, files: Iterable[str] = ()) -> None:
    """Tells everybody: other processes by the mark, those that keep a copy of what is
    said by the files in which it stands."""
    edition.mark = uuid.uuid4()
    edition.save()
    public_changed.send(Edition, instance=edition, change=CORRECTED, files={*files})
    language = edition.locale.language_code
    if vocabulary(language).is_whole != (language in spoken.whole()):
        # All that is said on its pages is in another language now.
        languages_changed.send(Locale, instance=edition.locale)


def current_forms(locale: Locale, message: Message) -> list[str]:
    """What staff gave; nothing where the catalogue's words hold."""
    row = Word.objects.filter(locale=locale, digest=message.digest).first()
    return row.forms if row else []


@transaction.atomic
def store(
    locale: Locale,
    message: Message,
    forms: list[str],
    user: AbstractBaseUser | None,
    *,
    how: str = Change.TYPED,
    seen: list[str] | None = None,
) -> bool:
    """Gives words for a message; whether that changes anything.

    ``seen`` is what whoever gives them had before their eyes.
    """
    edition, language = lock(locale), locale.language_code
    current = current_forms(locale, message)
    plurals = plurals_of(language)
    forms = tidy(message, forms, plurals)
    if seen is not None and seen != current and forms != current:
        raise ConflictError(current)
    if message.key in held(language):
        raise RefusedError({})
    if wrong := faults_of(message, forms, plurals):
        raise RefusedError(wrong)
    return bool(write(edition, [(message, forms)], user, how))


@transaction.atomic
def take_back(locale: Locale, message: Message, user: AbstractBaseUser | None) -> bool:
    """The catalogue's words hold again, or none, if it has none."""
    return bool(write(lock(locale), [(message, [])], user, Change.UNDONE))


@transaction.atomic
def undo(change: Change, user: AbstractBaseUser | None) -> bool:
    """What was said before a change is said again; it is judged anew."""
    message = Message(change.context, change.message, change.plural)
    edition, language = lock(change.locale), change.locale.language_code
    before = Change.objects.filter(
        locale=change.locale, digest=change.digest, pk__lt=change.pk
    ).first()
    forms = before.forms if before else []
    if message.key in held(language):
        raise RefusedError({})
    if forms and (wrong := faults_of(message, forms, plurals_of(language))):
        raise RefusedError(wrong)
    return bool(write(edition, [(message, forms)], user, Change.UNDONE))


def consents_changed(instance: ConsentText, **kwargs: object) -> None:
    """A language is whole with its texts of consents, too."""
    edition = Edition.objects.filter(locale=instance.locale_id).first()
    if edition:
        touch(edition)
