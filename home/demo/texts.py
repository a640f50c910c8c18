import json
import re
from functools import cache
from pathlib import Path

DEMO = Path(__file__).parent
LANGUAGES = [
    "en",
    "fr",
    "es",
    "ar",
    "zh-hans",
    "ru",
    "pt-br",
    "de",
    "it",
    "sw",
    "ja",
    "id",
]


@cache
def texts(language: str) -> dict[str, str]:
    """``{key: text}``; a key that a language lacks is not translated there. Beside the
    first file there is one for each subject: ``stories/fr.json``."""
    found: dict[str, str] = {}
    for path in files(language):
        found |= json.loads(path.read_text("utf-8"))
    return found


def files(language: str) -> list[Path]:
    folder = DEMO / "texts"
    return [folder / f"{language}.json", *sorted(folder.glob(f"*/{language}.json"))]


def english(key: str) -> str:
    return texts("en")[key]


def rich(keys: list[str], pages: dict) -> str:
    """Paragraphs as Wagtail stores them; ``pages`` maps names to page ids. A link to
    a page that is not there leads home."""
    links = json.loads((DEMO / "links.json").read_text("utf-8"))

    def paragraph(key: str) -> str:
        def link(match: re.Match) -> str:
            target = pages.get(links[key][match[1]], pages["home"])
            return f'<a linktype="page" id="{target}">'

        return re.sub(r'<a id="(a\d+)">', link, english(key))

    return "".join(f"<p>{paragraph(key)}</p>" for key in keys)


def numbered(prefix: str) -> list[str]:
    """The keys ``prefix1``, ``prefix2`` … that exist."""
    keys = (f"{prefix}{number}" for number in range(1, 100))
    return [key for key in keys if key in texts("en")]


def is_rich(key: str) -> bool:
    """Whether the text is HTML, to be taken as it is, or plain."""
    return bool(re.search(r"\.p\d+$", key))
