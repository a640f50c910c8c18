"""Everything asked by somebody of a role, and what they should not have come to."""

import random
from collections import defaultdict
from collections.abc import Collection, Container

from .addresses import admin_addresses
from .asking import ask
from .roles import HIDDEN_FROM, NO_SECRET_AT, OF_A_LANGUAGE, client_of
from .rows import SEARCHED, SECRETS
from .scene import Scene
from .table import Key, Table


def leaks(role: str, shown: str, text: str) -> list[str]:
    return [
        f"{role} reads {name} at {shown}"
        for name in HIDDEN_FROM[role]
        if SECRETS[name] in text
        and not shown.startswith(NO_SECRET_AT.get(name, ("nowhere",)))
    ]


def left_out(role: str, table: Table) -> set[Key]:
    """What one run spares: five sixths of what tells something new, for each seed
    others. ``python -m tests.rights`` asks for all."""
    found = of_one_line(role, table)
    asked = sorted(table.keys() - found)
    return found | set(random.sample(asked, 5 * len(asked) // 6))


def of_one_line(role: str, table: Table) -> set[Key]:
    """Who works in no language of their own may the same whoever's it is: of the cases
    in one line of the table they are asked one."""
    if role in OF_A_LANGUAGE:
        return set()
    lines: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    for key, answers in table.items():
        lines[*key[:2], *answers.values()].append(key)
    return {
        key for keys in lines.values() for key in random.sample(keys, len(keys) - 1)
    }


def as_heads(table: Table) -> set[Key]:
    """One in five of what is asked by GET."""
    read = sorted(key for key in table if key[1] == "GET")
    return set(random.sample(read, len(read) // 5))


def answers_to(
    role: str,
    scene: Scene,
    known: Container[tuple[str, str]] = (),
    spared: Collection[Key] = (),
    heads: Container[Key] = (),
) -> tuple[Table, list[str]]:
    """What comes of everything, and what should not have been seen or done.

    Addresses whose cases are ``known`` are not asked again, nor are keys of the table
    that are ``spared``; where some are, one list in three is searched. ``heads`` are
    asked as HEAD, of which the same must come.
    """
    client = client_of(role)
    # The first page of a session writes something of its own.
    client.get("/admin/")
    found: Table = {}
    faults: list[str] = []
    for address in admin_addresses():
        cases = [
            case
            for case in scene.cases(address)
            if (case.shown, case.name) not in known
        ]
        for case in cases:
            for method in address.methods():
                key = (case.shown, method, case.name)
                if key in spared:
                    continue
                asked = "HEAD" if key in heads else method
                answer = ask(client, asked, case.url, case.posted)
                found[key] = {role: answer.word}
                if method == "GET":
                    faults += leaks(role, case.shown, answer.text)
                if answer.word.startswith("error") or " but " in answer.word:
                    faults.append(f"{role}, {asked} {case.url}: {answer.detail}")
            is_searched = not spared or random.random() < 1 / 3  # noqa: S311 - no secret
            if not address.names and HIDDEN_FROM[role] and is_searched:
                text = ask(client, "GET", f"{case.url}?q={SEARCHED}").text
                faults += leaks(role, f"{case.shown}?q=", text)
    return found, faults
