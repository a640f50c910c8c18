"""Pages that the server in front shows while the application cannot answer.

One file for each language and error, in ``VAR_DIR/errors``. They stand at the address
that was asked for, so that loading them again sends the same once more, forms too.
"""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from openheritage import spoken, unavailable
from openheritage.locales import open_locales

KINDS = ("429", "502", "503", "504")


def folder() -> Path:
    return Path(settings.VAR_DIR) / "errors"


def put(path: Path, text: str) -> bool:
    """Whole or not at all; whether anything is new."""
    content = text.encode()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The server in front runs as somebody else.
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
    return True


def write() -> list[Path]:
    """The files that are new or have changed; those of closed languages go."""
    spoken.refresh()
    changed = []
    languages = [*open_locales()]
    for language in languages:
        text = unavailable.standing(language)
        paths = [folder() / language / f"{kind}.html" for kind in KINDS]
        changed += [path for path in paths if put(path, text)]
    for path in folder().glob("*/*.html"):
        if path.parent.name not in languages:
            path.unlink(missing_ok=True)
    return changed
