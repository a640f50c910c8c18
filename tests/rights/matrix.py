"""Everything asked by somebody of a role, and what they should not have come to."""

from collections.abc import Container

from .addresses import admin_addresses
from .asking import ask
from .roles import HIDDEN_FROM, NO_SECRET_AT, client_of
from .rows import SEARCHED, SECRETS
from .scene import Scene
from .table import Table


def leaks(role: str, shown: str, text: str) -> list[str]:
    return [
        f"{role} reads {name} at {shown}"
        for name in HIDDEN_FROM[role]
        if SECRETS[name] in text
        and not shown.startswith(NO_SECRET_AT.get(name, ("nowhere",)))
    ]


def answers_to(
    role: str, scene: Scene, known: Container[tuple[str, str]] = ()
) -> tuple[Table, list[str]]:
    """What comes of everything, and what should not have been seen or done.

    Addresses whose cases are ``known`` are not asked again.
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
                answer = ask(client, method, case.url, case.posted)
                found[case.shown, method, case.name] = {role: answer.word}
                if method == "GET":
                    faults += leaks(role, case.shown, answer.text)
                if answer.word.startswith("error") or " but " in answer.word:
                    faults.append(f"{role}, {method} {case.url}: {answer.detail}")
            if not address.names and HIDDEN_FROM[role]:
                text = ask(client, "GET", f"{case.url}?q={SEARCHED}").text
                faults += leaks(role, f"{case.shown}?q=", text)
    return found, faults
