"""EPUBCheck, the judge of books, from Maven Central."""

import json
import subprocess
from pathlib import Path

from .java import JARS, assemble, fetch, java

POM = JARS / "epubcheck.xml"


def messages(book: Path) -> list[str]:
    """All that it finds: errors, warnings and remarks about use."""
    folder = assemble("epubcheck", lambda place: fetch(POM, place), [POM])
    told = book.with_suffix(".json")
    subprocess.run(
        [
            *(java(), "-cp", f"{folder}/lib/*"),
            "com.adobe.epubcheck.tool.Checker",
            *("--json", told, book),
        ],
        capture_output=True,
        check=False,
    )
    return [
        f"{message['severity']} {message['ID']}: {message['message']}"
        for message in json.loads(told.read_text())["messages"]
    ]
