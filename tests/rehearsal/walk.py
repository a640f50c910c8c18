"""What an operator is told to type, out of the document that tells it."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path("docs/operations.md")
BLOCK = re.compile(r"^```sh walk\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    heading: str
    commands: str


def steps(text: str) -> list[Step]:
    found = []
    for block in BLOCK.finditer(text):
        headings = HEADING.findall(text, 0, block.start())
        found.append(Step(headings[-1], block[1]))
    return found
