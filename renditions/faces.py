"""Which typefaces words ask for that may be in any script, such as a name."""

import re
from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional

from openheritage.foreign import HAN, KANA, language_of_name, letters

from .document import FACES, LATIN, WIDE, script_of, tag_of

# Words of names are shorter, in German and in Finnish too.
ENDLESS = re.compile(r"\S{36}(?=\S)")
BREAKS = re.compile("[\\s\u200b\u2e80-\U0003ffff]+")
SANS_LANGUAGE = {"language": "und", "region": None}
JAPANESE, CHINESE = "Noto Serif JP", "Noto Serif SC"


@dataclass(frozen=True)
class Words:
    """Words with their language, if it is known; else with the country of a name."""

    words: str
    language: str = ""
    country: str = ""

    @property
    def scripts(self) -> list[str]:
        """Of the faces that they need, the first choice first."""
        found = letters(self.words).keys()
        language = self.language or language_of_name(self.words, self.country)
        own = script_of(language) if language else ""
        wanted = ["Arab"] if "ARABIC" in found else []
        if found & {HAN, *KANA}:
            # A character that one lacks the other may have.
            wanted += ["Jpan", "Hans"]
            if own != "Jpan" and not found & KANA:
                wanted[-2:] = ["Hans", "Jpan"]
        elif own in WIDE:
            wanted.append(own)
        return wanted

    @property
    def pieces(self) -> list[str]:
        """What no line ends within, ideographs apart."""
        return [word for word in BREAKS.split(self.breakable) if word]

    @property
    def breakable(self) -> str:
        """With places where a line may end in what nobody would write in one word."""
        return ENDLESS.sub("\\g<0>\u200b", self.words)

    @property
    def direction(self) -> str:
        """That of the first letter that has one."""
        for character in self.words:
            kind = bidirectional(character)
            if kind in ("L", "R", "AL"):
                return "ltr" if kind == "L" else "rtl"
        return "ltr"

    def typeset(self) -> dict[str, Any]:
        scripts = self.scripts
        language = self.language or language_of_name(self.words, self.country)
        fonts: list[Any] = []
        for script in scripts:
            fonts += [name for name in FACES[script][1] if name not in fonts]
        is_wide = bool({*scripts} & {*WIDE})
        return {
            "words": self.breakable,
            "pieces": self.pieces,
            "tag": tag_of(language) if language else SANS_LANGUAGE,
            "direction": self.direction,
            "fonts": [
                {"name": LATIN, "covers": "latin-in-cjk"}
                if is_wide and name == LATIN
                else name
                for name in fonts
            ],
            "bolden": is_wide,
            "is-tall": "Arab" in scripts,
        }


def faces_for(language: str, *texts: Words) -> dict[str, Any]:
    """Folders and families of a document whose own words are in a language."""
    script = script_of(language)
    folders, families = (list(each) for each in FACES.get(script, FACES["Latn"]))
    for text in texts:
        for other in text.scripts:
            more = FACES[other]
            folders += [name for name in more[0] if name not in folders]
            families += [name for name in more[1] if name not in families]
    return {
        "faces": folders,
        "families": families,
        "latin": [LATIN] if script in WIDE else [],
    }
