"""What becomes of a volunteer's sentences. Nothing is ever taken by itself."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from rapidfuzz import fuzz
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from events.deeds import NotNowError
from events.models import Event
from openheritage.locales import open_locales
from translations import saving
from translations.editor import target_of
from translations.po import wrong_with
from translations.progress import locales_of
from translations.rights import COORDINATE

from . import typed
from .lines import found
from .models import Offer, Reason, Sentence
from .offering import SUBJECT, close_if_done, locked

RELEASE = "volunteers.change_offer"


class RefusedError(ValueError):
    """A sentence cannot be taken; the text tells the translator why."""


# Who may --------------------------------------------------------------------------


def languages_of(user: User) -> QuerySet[Locale]:
    """In which somebody looks at what volunteers send."""
    if user.has_perm(COORDINATE):
        return Locale.objects.exclude(pk=Locale.get_default().pk)
    return Locale.objects.filter(
        pk__in=[each.pk for each in locales_of(user, "change_page")]
    )


def may_release(user: User) -> bool:
    return user.has_perm(RELEASE)


def offers_for(user: User) -> QuerySet[Offer]:
    """What somebody may see: of their languages, what its sender has vouched for."""
    states = [Offer.State.WAITING, Offer.State.REVIEWED]
    if may_release(user):
        states.append(Offer.State.QUARANTINED)
    rows = Offer.objects.filter(locale__in=languages_of(user), state__in=states)
    return rows.select_related("locale", "volunteer")


# What a sentence meets ------------------------------------------------------------


@dataclass
class Place:
    """A sentence of an offer beside what stands in its place now."""

    row: Sentence
    segment: StringSegment | None
    translation: Translation | None
    current: StringTranslation | None = None
    # What the original says there now, where it has changed.
    says_now: str = ""
    # What others have offered for the same sentence.
    others: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.row.state == Sentence.State.OPEN

    @property
    def is_stale(self) -> bool:
        return self.segment is None

    @property
    def there(self) -> str:
        """The words in its place, a draft's too."""
        return self.current.data if self.current else ""

    @property
    def has_changed(self) -> bool:
        """Whether somebody has translated it since the volunteer wrote."""
        return self.there != self.row.before and self.there != self.row.text

    @property
    def is_there(self) -> bool:
        return self.there == self.row.text

    @property
    def problem(self) -> str:
        return self.against(self.row.text)

    def against(self, text: str) -> str:
        """Why a text cannot be taken, in words for staff."""
        if self.segment is None or self.translation is None:
            return staff_("The original has changed: this sentence is not on it now.")
        return wrong_with(self.segment, self.translation, text)

    @property
    def may_be_taken_as_it_is(self) -> bool:
        """Without a closer look: nothing is wrong, and nobody was faster."""
        return self.is_open and not self.has_changed and not self.problem


class Review:
    """An offer and what it meets."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer

    @cached_property
    def page(self) -> Page | None:
        """The original; ``None`` once it is deleted."""
        rows = Page.objects.filter(
            translation_key=self.offer.page_key, locale=Locale.get_default()
        )
        page = rows.first()
        return page.specific if page else None

    @cached_property
    def is_public(self) -> bool:
        return self.page is not None and self.page.live

    @cached_property
    def is_language_open(self) -> bool:
        return self.offer.locale_id in open_locales().values()

    @cached_property
    def places(self) -> list[Place]:
        translation, segments = self.on_the_page()
        by_place = {(each.context.path, each.string.data): each for each in segments}
        said = self.said(segments)
        others = self.others()
        places = []
        for row in self.offer.sentences.all():
            segment = by_place.get((row.path, row.original))
            place = Place(row, segment, translation)
            place.others = others.get((row.path, row.original), [])
            if segment is None:
                place.says_now = nearest(row, segments)
            elif segment.string_id:
                place.current = said.get((segment.string_id, segment.context_id))
            places.append(place)
        return places

    def on_the_page(self) -> tuple[Translation | None, list[StringSegment]]:
        if self.page is None:
            return None, []
        return found(self.page, self.offer.locale)

    def said(
        self, segments: list[StringSegment]
    ) -> dict[tuple[int, int], StringTranslation]:
        strings = {each.string_id for each in segments if each.string_id}
        rows = StringTranslation.objects.filter(
            locale=self.offer.locale_id, translation_of__in=strings
        )
        return {(row.translation_of_id, row.context_id): row for row in rows}

    def others(self) -> dict[tuple[str, str], list[str]]:
        rows = Sentence.objects.filter(
            offer__page_key=self.offer.page_key,
            offer__locale=self.offer.locale_id,
            offer__state=Offer.State.WAITING,
            state=Sentence.State.OPEN,
        ).exclude(offer=self.offer)
        made: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            made.setdefault((row.path, row.original), []).append(row.text)
        return made


def nearest(row: Sentence, segments: list[StringSegment]) -> str:
    here = [each.string.data for each in segments if each.context.path == row.path]
    return max(here, key=lambda words: fuzz.ratio(words, row.original), default="")


# Deeds ----------------------------------------------------------------------------


def place_of(sentence: Sentence) -> Place:
    places = Review(
        Offer.objects.select_related("locale").get(pk=sentence.offer_id)
    ).places
    return next(place for place in places if place.row.pk == sentence.pk)


def begin(sentence: Sentence, user: User) -> Place:
    """The place of a sentence, with the rows that hold it: a page that was never sent
    to translators is sent now, into this language."""
    place = place_of(sentence)
    if place.segment is None or place.translation is None:
        raise RefusedError(place.against(sentence.text))
    row = place.translation
    if row.pk is None or not row.enabled:
        review = Review(sentence.offer)
        creator = TranslationCreator(user, [sentence.offer.locale])
        creator.create_translations(review.page)
        place = place_of(sentence)
    if place.segment is None or place.translation is None or not place.translation.pk:
        raise RefusedError(staff_("The page cannot be translated at the moment."))
    return place


def refuse_if_locked(place: Place, user: User) -> None:
    if place.translation is None:
        return
    target = target_of(place.translation)
    if isinstance(target, Page) and target.permissions_for_user(user).page_locked():
        raise RefusedError(staff_("This page is locked."))


@transaction.atomic
def accept(sentence: Sentence, user: User, text: str = "", seen: str = "") -> Sentence:
    """Stores a sentence, as it came or with changes, for whoever translates the page.

    ``seen`` is what stood there before the eyes of the translator. Raises
    ``NotNowError``, ``RefusedError``, and ``saving.Conflict``.
    """
    sentence = turn(sentence)
    try:
        words = typed.spelt(text, sentence.original) if text else sentence.text
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from None
    place = begin(sentence, user)
    refuse_if_locked(place, user)
    if reason := place.against(words):
        raise RefusedError(reason)
    if place.segment is None or place.translation is None:
        raise NotNowError
    try:
        saving.store(
            place.segment,
            place.translation,
            words,
            user,
            how="volunteer",
            # The number leads to the credit, as long as there is one.
            tool=f"Volunteer {sentence.offer_id}",
            seen=seen,
        )
    except saving.Refused as refused:
        raise RefusedError(str(refused)) from None
    is_same = words == sentence.text
    state = Sentence.State.ACCEPTED if is_same else Sentence.State.CHANGED
    return decide(sentence, user, state)


@transaction.atomic
def decline(sentence: Sentence, user: User, reason: str) -> Sentence:
    """Raises ``NotNowError``."""
    sentence = turn(sentence)
    sentence.reason = Reason(reason)
    return decide(sentence, user, Sentence.State.DECLINED)


def turn(sentence: Sentence) -> Sentence:
    """The row, when nobody else decides on it at this moment."""
    offer = locked(sentence.offer)
    row = Sentence.objects.select_related("offer__locale").get(pk=sentence.pk)
    if offer.state != Offer.State.WAITING or row.state != Sentence.State.OPEN:
        raise NotNowError
    return row


def decide(sentence: Sentence, user: User, state: str) -> Sentence:
    sentence.state, sentence.decided_by = state, user
    sentence.decided_at = timezone.now()
    sentence.save()
    Event.objects.record(
        str(state), SUBJECT, sentence.offer_id, actor=user, sentence=sentence.pk
    )
    return sentence


@transaction.atomic
def end(offer: Offer, note: str = "") -> bool:
    """Keeps what the translator says, and tells the volunteer once all is decided."""
    offer = locked(offer)
    if offer.state != Offer.State.WAITING:
        return False
    if offer.note != note:
        offer.note = note
        offer.save()
    return close_if_done(offer, words=note)


def waiting_for(user: User) -> int:
    """How many offers wait in the languages of somebody."""
    return offers_for(user).filter(state=Offer.State.WAITING).count()
