"""Bans stay in a restored database, and what has ended has ended.

A network of one address is that address: the journal holds what is banned encrypted.
"""

from journal import kinds, lines
from journal.kinds import Report, Written
from openheritage.pseudonyms import key
from openheritage.sealed import seal, unseal

from .models import Ban

JOURNAL_BAN = "ban"
# In seconds; the journal itself forgets sooner.
LONGEST = 10 * 366 * 24 * 3600


def name_of(ban: Ban) -> str:
    return key(f"{ban.kind} {ban.value}", "ban")


def write_banned(instance: Ban, **kwargs: object) -> None:
    values = {
        "kind": instance.kind,
        "value": instance.value,
        "reason": instance.reason,
    }
    lines.write(JOURNAL_BAN, ban=name_of(instance), sealed=seal(values, JOURNAL_BAN))


def write_ended(instance: Ban, **kwargs: object) -> None:
    lines.write(JOURNAL_BAN, ban=name_of(instance), sealed=None)


def replay_ban(line: Written, report: Report) -> None:
    sealed = line.data["sealed"]
    if sealed is None:
        for ban in Ban.objects.all():
            if name_of(ban) == line.data["ban"]:
                ban.delete()
        return
    values = unseal(sealed, JOURNAL_BAN, LONGEST)
    if values is None:
        report.notes.append("A ban cannot be read: SECRET_KEY is another one.")
        return
    name = {"kind": values["kind"], "value": values["value"]}
    Ban.objects.get_or_create(**name, defaults={"reason": values["reason"]})


def register_kinds() -> None:
    kinds.register(JOURNAL_BAN, replay_ban, last_of=("ban",))
