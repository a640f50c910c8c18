"""veraPDF, the judge of tagged PDF, from Maven Central."""

import subprocess
from pathlib import Path

from .java import JARS, assemble, fetch, java

POM = JARS / "verapdf.xml"


def refused(files: list[Path], profile: str) -> list[str]:
    """Lines about files that are not valid (``ua1``, ``2a``), by one Java."""
    folder = assemble("verapdf", lambda place: fetch(POM, place), [POM])
    done = subprocess.run(
        [
            *(java(), "-cp", f"{folder}/lib/*"),
            "org.verapdf.apps.GreenfieldCliWrapper",
            *("-f", profile, "--format", "text", *files),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    passed = [line for line in lines if line.startswith("PASS ")]
    wrong = [line for line in lines if not line.startswith("PASS ")]
    if not wrong and len(passed) != len(files):
        return [done.stderr[-2000:] or "It said nothing."]
    return wrong
