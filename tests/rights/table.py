"""The table as a file: one line for all cases of which the same is true."""

import csv
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).with_name("table.csv")
HEAD = ("address", "asked", "whose")
BETWEEN = "; "

# An address, a method and whose it is.
Key = tuple[str, str, str]
Table = dict[Key, dict[str, str]]


def read() -> Table:
    found: Table = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            address, method, whose = (row.pop(name) for name in HEAD)
            for each in whose.split(BETWEEN):
                found[address, method, each] = row
    return found


def write(table: Table, roles: list[str]) -> None:
    lines: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for (address, method, whose), answers in table.items():
        cells = tuple(answers.get(role, "") for role in roles)
        lines[address, method, *cells].append(whose)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*HEAD, *roles])
        for (address, method, *rest), whose in sorted(
            lines.items(), key=lambda item: (item[0][:2], item[1])
        ):
            writer.writerow([address, method, BETWEEN.join(whose), *rest])
