"""Swahili words without the prefixes of their class and of their verb forms.

Nobody has a stemmer for it. This one is light: it knows prefixes, some endings and a
few dozen words that are not what they look like, and rather leaves a word as it is
than makes two words one (``tests/search/test_swahili.py``).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

# What may begin a root: at most one consonant, or sounds that go together.
ONSET = re.compile(
    "(?:[bcdfghjklmnprstvwyz]|ch|dh|gh|kh|ny|sh|th|mb|mp|nd|ng|nj|nz|mv|ngw|mbw|ndw"
    "|[bdfgklmnprstvyz][wy]|chw|shw|ngh?|pr|kr|tr|br|dr|gr|fr|st|sk|sp)?[aeiou]"
)

# Plurals and agreements that no rule makes.
IRREGULAR = {
    "mambo": "jambo", "macho": "jicho", "meno": "jino", "mawe": "jiwe",
    "meko": "jiko", "majiko": "jiko", "meza": "meza",
    "nyaraka": "waraka", "nyakati": "wakati", "nyimbo": "wimbo", "nyuso": "uso",
    "nyembe": "wembe", "nyenzo": "wenzo", "nyua": "ua", "nyufa": "ufa",
    "nyavu": "wavu", "nyayo": "wayo", "kurasa": "ukurasa",
    "wanawake": "mwanamke", "wanaume": "mwanamume", "mwanaume": "mwanamume",
    "wezi": "mwizi", "wevi": "mwizi", "waana": "mwana",
    "wana": "mwana", "wanangu": "mwana", "miili": "mwili",
    "mioyo": "moyo", "mioto": "moto", "miisho": "mwisho",
    "walimu": "mwalimu", "wenyeviti": "mwenyekiti", "miezi": "mwezi",
    "wenzi": "mwenzi", "wenzake": "mwenzi", "wenye": "mwenye",
    "wengi": "ingi", "mengi": "ingi",
    "nyingi": "ingi", "mwingi": "ingi", "mingi": "ingi", "kingi": "ingi",
    "vingi": "ingi", "mwingine": "ingine", "wengine": "ingine",
    "mengine": "ingine", "nyingine": "ingine", "kingine": "ingine",
    "vingine": "ingine", "jingine": "ingine", "lingine": "ingine",
    "mingine": "ingine", "pengine": "pengine", "kwingine": "ingine",
    "ndefu": "refu", "mbili": "wili", "njema": "ema", "jema": "ema", "mwema": "ema",
    "wema": "ema", "chema": "ema", "vyema": "ema", "mema": "ema", "nyeupe": "eupe",
    "mweupe": "eupe", "weupe": "eupe", "cheupe": "eupe", "vyeupe": "eupe",
    "nyeusi": "eusi", "mweusi": "eusi", "weusi": "eusi", "cheusi": "eusi",
    "vyeusi": "eusi", "jeusi": "eusi", "meusi": "eusi", "nyekundu": "ekundu",
    "mwekundu": "ekundu", "wekundu": "ekundu", "chekundu": "ekundu",
    "vyekundu": "ekundu", "jekundu": "ekundu", "mekundu": "ekundu",
    "nyeti": "nyeti", "pamoja": "pamoja", "maisha": "maisha", "mara": "mara",
    "vita": "vita", "viza": "viza", "kisha": "kisha", "kila": "kila",
    "waziwazi": "wazi", "unesco": "unesco", "wazo": "wazo", "mawazo": "wazo",
}  # fmt: skip

# Adjectives and numbers, which take the prefixes of every class.
ADJECTIVES = frozenset(
    "zuri kubwa dogo refu fupi pana baya pya gumu tamu kali zito embamba nene zima "  # noqa: SIM905 - a list
    "tupu kuu chache kongwe geni wili tatu nne tano nane moja vivu bovu chafu bichi "
    "kavu erevu jinga kweli ovu pevu sawa nyofu epesi angavu".split()
)
AGREEMENTS = (
    *("mw", "wa", "mi", "ki", "vi", "li", "ji", "ma", "pa", "ku", "ny", "zi", "ya"),
    *("m", "n", "u", "i", "w"),
)

# Roots that begin like a prefix, with what follows them.
ROOTS = (
    *("tafsiri", "tafiti", "tafut", "tazam", "tawal", "tawanyik", "taj", "tangaz"),
    *("tangul", "tamaduni", "tamko", "tandao", "tambu", "tarajia", "taasisi", "tegem"),
    *("tayarish", "takatif", "takwimu", "taarifa", "tamani", "tazamio", "takia"),
    *("nakil", "nakala", "namna", "nadharia", "naswa", "nafasi", "nafuu"),
    *("linda", "linz", "linganish", "linganis", "lipa", "lipo", "lipi", "lima"),
    *("meneja", "mezea", "methali", "kumbu", "kumbush", "kumbuk", "kundi", "kusany"),
    *("kubal", "kubwa", "kutub", "kulima", "kuza", "kufuli", "kurasa"),
    *(
        "kurugenz",
        "kusini",
        "kusudi",
        "kuhani",
        "kuhusu",
        "kuweli",
        "kutubi",
        "kutana",
        "kutano",
    ),
    *("hudum", "hurum", "hukum", "hujum", "hudhur", "huzun", "husik", "hubir"),
    *("hujaj", "husian", "hakimiliki", "hakikish", "hatimiliki", "halmashaur"),
    *("hamasish", "hatarish", "kituo", "kiongoz", "kimya", "kikundi", "kimataifa"),
    *(
        "miliki",
        "milik",
        "mitaa",
        "msingi",
        "pamoja",
        "mwalimu",
        "jifunz",
        "makini",
        "maktaba",
    ),
    *("malkia", "maalum", "maarifa", "maana", "madini", "manukuu", "mashine"),
    *("mashariki", "magharibi", "masikini", "masihi", "mahakama", "mahali"),
    *("masharti", "wakala", "wakili", "wasifu", "wasiwasi", "waraka"),
    *("wakati", "walakini", "wasia", "uamuzi", "ukumb", "ukurasa", "umri", "ungan"),
    *("undw", "unda", "uliz", "umba", "uzwa", "uza", "wek", "wez", "tunz", "hifadh"),
)

# Verbs too short to be told from endings.
SHORT_VERBS = {"tia", "toa", "jua", "ona", "kaa", "vaa", "zaa", "tua", "fua", "faa"}
SUBJECTS = "ni|u|a|tu|m|wa|i|ki|vi|li|ya|zi|ku|pa"
TENSED = re.compile(
    f"(?:(?:{SUBJECTS})(?:na|li|ta|taka|me|mesha|nge|ngali|naka)"
    "|(?:tu|wa|a|ni|i|zi|u)ki|si(?:ta|ku|ja)"
    "|ha(?:tu|m|wa|i|u|ki|vi|li|ya|zi|ku|pa)(?:ta|ku|ja)?)"
)
PLAIN = re.compile("ku|hu")
RELATIVE = re.compile("(?:ye|o|cho|vyo|yo|zo|lo|po|ko|mo)(?=[^aeiou]|[aeiou][^aeiou])")
OBJECT = re.compile("ni|ku|mw|m|tu|wa|ki|vi|li|ya|i|zi|u|ji|pa")
# The others look too much like the beginning of a root.
CLEAR_OBJECTS = ("ya", "zi", "vi", "wa", "mw", "ji")
NOUN = re.compile("mwana|wana|mw(?=[aeio])|w(?=e)|wa|mi|ma|ki|vi|u|m")
NASAL = re.compile("n(?=[dgzj][aeiou]...)")
SINGULAR = {"wa": "m", "mi": "m", "vi": "ki"}

# Each is cut off once where so much is left: in a place, who does it, passive,
# causing, with each other, for.
ENDINGS = (
    (re.compile("ni$"), 4),
    (re.compile("(?<=[aei])ji$"), 3),
    (re.compile("(?:li|le|i|e)?w[aei]$"), 3),
    (re.compile("[ie]sh[aeio]?$"), 3),
    (re.compile("[ie]z[aeio]?$"), 3),
    (re.compile("[ie]?an[aoi]$"), 4),
    (re.compile("[ie][aoe]$"), 3),
    (re.compile("(?<=[^aeiou])[aeio]$|(?<=u)a$"), 3),
)


def is_root(rest: str, shortest: int = 3) -> bool:
    return len(rest) >= shortest and bool(ONSET.match(rest))


def known(word: str) -> bool:
    return word.startswith(ROOTS)


@lru_cache(maxsize=2**14)
def stem(word: str) -> str:
    """Of a folded word."""
    if not word.isalpha() or not word.isascii():
        return word
    word = IRREGULAR.get(word, word)
    if word.startswith("vy"):
        word = "ch" + word[2:]
    return without_endings(next(readings(word), word))


def readings(word: str) -> Iterator[str]:
    """What may be the root, the most likely first."""
    if known(word) or word in ADJECTIVES:
        yield word
        return
    if word.startswith("vi") and known("ki" + word[2:]):
        yield "ki" + word[2:]
    for prefix in AGREEMENTS:
        if word.startswith(prefix) and word[len(prefix) :] in ADJECTIVES:
            yield word[len(prefix) :]
    plain, tensed, noun = (each.match(word) for each in (PLAIN, TENSED, NOUN))
    for each in (plain, noun):
        if each and known(word[each.end() :]):
            yield word[each.end() :]
    if tensed:
        yield from verb_roots(without_relative(word[tensed.end() :]), 4)
    if plain:
        yield from verb_roots(word[plain.end() :], 3)
    if noun:
        rest = word[noun.end() :]
        if rest[:2] in ("aa", "ii", "uu"):
            rest = rest[1:]
        if is_root(rest):
            yield rest
        elif noun[0] in SINGULAR and len(rest) == 2 and rest[0] not in "aeiou":
            # Watu, miti, vitu: too short to be cut.
            yield SINGULAR[noun[0]] + rest
    if NASAL.match(word):
        yield word[1:]


def without_relative(rest: str) -> str:
    relative = RELATIVE.match(rest)
    return rest[relative.end() :] if relative and is_verb(rest, relative) else rest


def is_verb(rest: str, prefix: re.Match) -> bool:
    return is_root(rest[prefix.end() :], 4)


def verb_roots(rest: str, shortest: int) -> Iterator[str]:
    if known(rest):
        yield rest
    concerning = OBJECT.match(rest)
    if concerning:
        inner = rest[concerning.end() :]
        if known(inner) or (concerning[0] in CLEAR_OBJECTS and is_root(inner, 5)):
            yield inner
    if is_root(rest, shortest) or rest in SHORT_VERBS:
        yield rest


def without_endings(word: str) -> str:
    for ending, shortest in ENDINGS:
        rest = ending.sub("", word)
        if len(rest) >= shortest:
            word = rest
    return word
