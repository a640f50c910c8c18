"""How far a page is, for the bar above its sentences."""

import hashlib
from collections.abc import Iterable

from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n

from openheritage.names import number
from translations.models import Tally

from .access import Work


def sums_of(work: Work) -> dict[str, object]:
    """From the tally, which was counted with whatever changed something."""
    tally = Tally.objects.filter(translation=work.translation).first()
    if tally is None:
        total, translated = work.translation.get_progress()
        return told(total, translated)
    return told(
        tally.total, tally.translated, tally.machine, tally.faulty, tally.words_left
    )


def told(
    total: int, translated: int, machine: int = 0, faulty: int = 0, left: int = 0
) -> dict[str, object]:
    words = [
        staff_n(
            "%(done)s of %(total)s sentence translated",
            "%(done)s of %(total)s sentences translated",
            total,
        )
        % {"done": number(translated), "total": number(total)}
    ]
    if machine:
        words.append(
            staff_n("%(count)s to confirm", "%(count)s to confirm", machine)
            % {"count": number(machine)}
        )
    if faulty:
        words.append(
            staff_n("%(count)s to mend", "%(count)s to mend", faulty)
            % {"count": number(faulty)}
        )
    if left:
        words.append(
            staff_n("%(count)s word left", "%(count)s words left", left)
            % {"count": number(left)}
        )
    if total == translated and not machine:
        words = [staff_("All is translated.")]
    return {
        "total": total,
        "translated": translated,
        "machine": machine,
        "faulty": faulty,
        "todo": number(total - translated + machine),
        "words": words,
    }


def version_of(places: Iterable[tuple[int, int]]) -> str:
    """Of context and string of all sentences: another one as soon as the original says
    anything else."""
    said = sorted(places)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
