"""How far the work on a page in a language is: draft, ready, approved, live.

Somebody says so (``Step``), and the sentences may say otherwise: they win. What lacks
a sentence, and what somebody else has changed since it was called ready, is a draft
again, whatever was said of it. Readers are told none of this: see ``status``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import DraftStateMixin, get_translatable_models
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.names import day, number

from .models import State, Step, Tally
from .people import called
from .sentences import REUSED
from .tallies import count

# A page or snippet in a language.
Pair = tuple[UUID, int]

SAID = (State.READY, State.APPROVED)


@dataclass
class Standing:
    """The state of a translation, and what it follows from."""

    translation: Translation
    tally: Tally
    # Whether readers have some text, be it an older one.
    is_live: bool = False
    published_at: datetime | None = None
    state: State = State.DRAFT
    # The last step: who took it, when, and why it was sent back.
    said: str = ""
    at: datetime | None = None
    by: int | None = None
    by_name: str = ""
    note: str = ""
    # Why what was said holds no longer, in words; empty if it holds.
    because: str = ""

    @property
    def pair(self) -> Pair:
        return pair_of(self.translation)

    @property
    def is_whole(self) -> bool:
        """Every sentence has words without an error."""
        return self.tally.translated == self.tally.total

    @property
    def is_newer(self) -> bool:
        """Something was translated since readers were last given it."""
        touched = self.tally.touched_at
        return bool(touched and (not self.published_at or touched > self.published_at))

    @property
    def is_sent_back(self) -> bool:
        return bool(self.note) and self.state == State.DRAFT

    @property
    def is_faulted(self) -> bool:
        """Sent back since readers were given it: what they have is not good."""
        published = self.published_at
        return bool(self.note and self.at and (not published or self.at > published))

    @property
    def in_words(self) -> str:
        """The state, with who and when."""
        if self.is_sent_back and self.at:
            words = (
                staff_("Sent back by %(name)s on %(date)s")
                if self.by_name
                else staff_("Sent back on %(date)s")
            )
            return words % {"name": self.by_name, "date": day(self.at)}
        if not self.at or self.said != self.state or self.state == State.DRAFT:
            return str(self.state.label)
        words = (
            staff_("%(state)s, by %(name)s on %(date)s")
            if self.by_name
            else staff_("%(state)s, on %(date)s")
        )
        return words % {
            "state": self.state.label,
            "name": self.by_name,
            "date": day(self.at),
        }


def pair_of(translation: Translation) -> Pair:
    return translation.source.object_id, translation.target_locale_id


def states(pairs: Iterable[Pair]) -> dict[Pair, Standing]:
    """The states of as many translations as one likes, in the same few queries.

    A pair that has no translation has no answer.
    """
    wanted = set(pairs)
    rows = Translation.objects.filter(
        source__object_id__in={key for key, _locale in wanted},
        target_locale__in={locale for _key, locale in wanted},
        enabled=True,
    ).select_related("source", "target_locale", "tally")
    return states_of(row for row in rows if pair_of(row) in wanted)


def state_of(translation: Translation) -> Standing:
    return states_of([translation])[pair_of(translation)]


def states_of(translations: Iterable[Translation]) -> dict[Pair, Standing]:
    """Whoever has the rows at hand need not have them asked for again."""
    rows = list(translations)
    count_what_is_not(rows)
    found = {pair_of(row): Standing(row, row.tally) for row in rows}
    if found:
        add_what_readers_have(found)
        add_steps(found)
        decide(found)
    return found


def count_what_is_not(rows: list[Translation]) -> None:
    """After an upgrade, until the worker has been there."""
    if missing := [row for row in rows if not hasattr(row, "tally")]:
        count([row.pk for row in missing])
        tallies = Tally.objects.in_bulk([row.pk for row in missing])
        for row in missing:
            row.tally = tallies[row.pk]


def add_what_readers_have(found: dict[Pair, Standing]) -> None:
    here = {
        "translation_key__in": {key for key, _locale in found},
        "locale__in": {locale for _key, locale in found},
    }
    for model in get_translatable_models():
        names = ["translation_key", "locale_id"]
        if issubclass(model, DraftStateMixin):
            names += ["live", "last_published_at"]
        for key, locale, *seen in model.objects.filter(**here).values_list(*names):
            if standing := found.get((key, locale)):
                # What knows no drafts is public as soon as it is there.
                standing.is_live, standing.published_at = seen or (True, None)


def add_steps(found: dict[Pair, Standing]) -> None:
    newest = (
        Step.objects.filter(
            translation_key__in={key for key, _locale in found},
            locale__in={locale for _key, locale in found},
        )
        .order_by()
        .values("translation_key", "locale")
        .annotate(last=Max("pk"))
        .values("last")
    )
    steps = [
        (standing, step)
        for step in Step.objects.filter(pk__in=newest).select_related("by")
        if (standing := found.get((step.translation_key, step.locale_id)))
    ]
    for standing, step in steps:
        standing.said, standing.note = step.state, step.note
        standing.at, standing.by = step.at, step.by_id
        standing.by_name = called(step.by) if step.by else ""


def decide(found: dict[Pair, Standing]) -> None:
    """What was said holds as long as the sentences agree."""
    said = []
    for standing in found.values():
        if not standing.is_whole:
            if standing.said in SAID:
                standing.because = lacking(standing.tally)
        elif standing.is_live and not (standing.is_newer or standing.is_faulted):
            standing.state = State.LIVE
        elif standing.said in SAID:
            said.append(standing)
    changed = changed_by_others(said)
    for standing in said:
        if words := changed.get(standing.pair):
            standing.because = words
        else:
            standing.state = State(standing.said)


def lacking(tally: Tally) -> str:
    left = tally.total - tally.translated
    return staff_n(
        "Draft again: %(left)s sentence of the original has no translation.",
        "Draft again: %(left)s sentences of the original have no translation.",
        left,
    ) % {"left": number(left)}


def changed_by_others(standings: list[Standing]) -> dict[Pair, str]:
    """Those that somebody has changed since another person called them ready."""
    if not standings:
        return {}
    by_locale = defaultdict(list)
    for standing in standings:
        by_locale[standing.translation.target_locale_id].append(standing)
    rows = StringTranslation.objects.filter(
        locale__in=by_locale,
        updated_at__gt=min(standing.at for standing in standings if standing.at),
        context__in=StringSegment.objects.filter(
            source__in={standing.translation.source_id for standing in standings}
        ).values("context"),
    ).select_related("last_translated_by", "context")
    places = defaultdict(set)
    for source, string, context in StringSegment.objects.filter(
        source__in={standing.translation.source_id for standing in standings},
        context__in={row.context_id for row in rows},
    ).values_list("source_id", "string_id", "context_id"):
        places[source].add((string, context))
    found: dict[Pair, str] = {}
    for row in sorted(rows, key=lambda row: row.updated_at):
        for standing in by_locale[row.locale_id]:
            place = row.translation_of_id, row.context_id
            if (
                standing.at
                and row.updated_at > standing.at
                and place in places[standing.translation.source_id]
                and not is_own(row, standing)
            ):
                found[standing.pair] = reworded(row)
    return found


def is_own(row: StringTranslation, standing: Standing) -> bool:
    """Whoever called it ready may still mend what they see."""
    is_theirs = standing.by and row.last_translated_by_id == standing.by
    return bool(is_theirs) and row.tool_name != REUSED


def reworded(row: StringTranslation) -> str:
    date = day(row.updated_at)
    if row.tool_name == REUSED:
        words = staff_(
            "Draft again: the original changed on %(date)s, and sentences were filled "
            "in from the memory."
        )
        return words % {"date": date}
    if row.last_translated_by:
        words = staff_("Draft again: %(name)s changed a sentence on %(date)s.")
        return words % {"name": called(row.last_translated_by), "date": date}
    words = staff_("Draft again: a sentence was changed on %(date)s.")
    return words % {"date": date}
