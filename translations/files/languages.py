"""Whether the language that a file names is that of a page."""

from babel.core import get_global


def written_as(language: str) -> tuple[str, str]:
    """A language and its script, which may go without saying: ``zh_TW`` is written
    otherwise than ``zh_Hans``, ``pt`` as ``pt_BR``."""
    parts = language.split("@")[0].split(".")[0].replace("-", "_").split("_")
    name = parts[0].lower()
    script = next((part for part in parts[1:] if len(part) == 4), "")
    region = next((part for part in parts[1:] if len(part) == 2), "")
    likely = get_global("likely_subtags")
    found = likely.get(f"{name}_{region.upper()}") or likely.get(name, "")
    return name, (script or "".join(found.split("_")[1:2])).lower()
