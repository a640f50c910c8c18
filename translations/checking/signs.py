"""Which signs a language ends its sentences with, and puts around and into them.

A language that is not here has those of most that are written in Latin letters.
"""

from typing import NamedTuple

NBSP, NARROW = "\u00a0", "\u202f"


class Signs(NamedTuple):
    stop: str = "."
    question: str = "?"
    exclamation: str = "!"
    comma: str = ","
    semicolon: str = ";"
    colon: str = ":"
    # Opening and closing in turn: all that are right.
    quotes: str = "“”‘’«»„“‚‘"
    # A sentence needs no full stop.
    has_stop: bool = True


WIDE = Signs(
    stop="。",
    question="？",
    exclamation="！",
    comma="，",
    semicolon="；",
    colon="：",
    quotes="“”‘’「」『』《》〈〉",
)
ARABIC = Signs(question="؟", comma="،", semicolon="؛", quotes="«»‹›“”‘’")
DANDA = Signs(stop="।")
NORDIC = Signs(quotes="”“’‘»«„")
LOW_HIGH = Signs(quotes="„“‚‘«»»«›‹")

SIGNS = {
    "am": Signs(stop="።", comma="፣", semicolon="፤", colon="፦"),
    "ar": ARABIC._replace(quotes="«»‹›"),
    "as": DANDA,
    "bg": LOW_HIGH,
    "bn": DANDA,
    "cs": LOW_HIGH,
    "da": NORDIC,
    "de": Signs(quotes="„“‚‘"),
    "el": Signs(question=";", semicolon="·", quotes="«»“”"),
    "en": Signs(quotes="“”‘’"),
    "es": Signs(quotes="«»“”‘’"),
    "fa": ARABIC,
    "fi": NORDIC,
    "fr": Signs(quotes="«»‹›“”‘’"),
    "he": Signs(quotes="„”“״׳"),
    "hi": DANDA,
    "hu": Signs(quotes="„”»«"),
    "hy": Signs(stop="։", question="՞", semicolon=".", exclamation="՜", quotes="«»"),
    "id": Signs(quotes="“”‘’"),
    "it": Signs(quotes="«»“”‘’"),
    "ja": WIDE._replace(comma="、", quotes="「」『』《》〈〉"),
    "km": Signs(stop="។"),
    "lo": Signs(has_stop=False),
    "my": Signs(stop="။", comma="၊"),
    "ne": DANDA,
    "or": DANDA,
    "pa": DANDA,
    "pl": Signs(quotes="„”«»"),
    "ps": ARABIC,
    "pt": Signs(quotes="“”‘’"),
    "ro": Signs(quotes="„”«»"),
    "ru": Signs(quotes="«»„“"),
    "sa": DANDA,
    "sd": ARABIC,
    "sv": NORDIC,
    "sw": Signs(quotes="“”‘’"),
    "th": Signs(has_stop=False),
    "ti": Signs(stop="።", comma="፣", semicolon="፤", colon="፦"),
    "ug": ARABIC,
    "uk": Signs(quotes="«»„“"),
    "ur": ARABIC._replace(stop="۔"),
    "zh": WIDE._replace(quotes="“”‘’《》〈〉"),
}
# What is a sign of a kind in any language; the language's own stand in front.
KINDS = {
    "stop": ".。．։।۔።။។",
    "question": "?？؟;՞",
    "exclamation": "!！՜",
    "comma": ",，、،፣၊",
    "semicolon": ";；؛፤·",
    "colon": ":：፦",
    "ellipsis": "…⋯",
}
# Two halves of one: they stand for an ending of the other kind where a language joins
# its sentences otherwise.
SOFT = {"comma", "semicolon", "colon"}


def signs_of(language: str) -> Signs:
    return SIGNS.get(language, SIGNS.get(language.split("-")[0], Signs()))
