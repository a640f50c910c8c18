"""Which parts of the text of record have changed since the version that a translation
follows."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from openheritage.facts import Facts
from openheritage.locales import locale_ids

from .comparing import GONE, MOVED, NEW, SAME, anchor_of, name_of, rows_between
from .models import StatementText


@dataclass(frozen=True)
class Affected:
    """A clause or an article; the title, the opening and headings have no label."""

    label: str
    state: str

    @property
    def name(self) -> str:
        return name_of(self.label)

    @property
    def anchor(self) -> str:
        return anchor_of(self.label)

    @property
    def is_new(self) -> bool:
        """Whether the translation has no such part."""
        return self.state == NEW

    @property
    def is_moved(self) -> bool:
        return self.state == MOVED

    @property
    def is_gone(self) -> bool:
        return self.state == GONE


@dataclass(frozen=True)
class Lag:
    """What a translation lacks: parts with a label, and whether anything else."""

    parts: tuple[Affected, ...]
    has_others: bool


LAGS: Facts[tuple[UUID, int, int], Lag] = Facts("what translations lag behind in")


def ask(key: UUID, old: int, new: int) -> Lag:
    """One query for the last words of two versions of the original."""
    newest = Window(RowNumber(), partition_by=[F("version")], order_by=F("pk").desc())
    texts = dict(
        StatementText.objects.filter(
            Q(version__number=old) | Q(version__number=new),
            version__translation_key=key,
            locale=locale_ids()[settings.LANGUAGE_CODE],
        )
        .annotate(place=newest)
        .filter(place=1)
        .order_by()
        .values_list("version__number", "text")
    )
    if len(texts) < 2:
        return Lag((), False)
    changed = [row for row in rows_between(texts[old], texts[new]) if row.state != SAME]
    labelled = tuple(Affected(row.label, row.state) for row in changed if row.label)
    return Lag(labelled, len(labelled) < len(changed))


def lag_of(text: StatementText | None) -> Lag | None:
    """``None`` unless the text is a translation that follows an older version."""
    if text is None or not text.is_behind or text.is_record:
        return None
    key = (text.version.translation_key, text.version.number, text.newest_number)
    return LAGS.of(key, lambda: ask(*key))
