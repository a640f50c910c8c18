"""Articles and clauses of the Statement, however readers write them.

``Art. 16``, ``Статья шестнадцатая``, ``المادة ١٦``, ``第十六条`` and ``clause c``
become one token each, which the entry of that article or clause holds as well
(``sources.clauses``). The tables hold what is written in each language; a language
without one is understood by English alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

ARTICLE, CLAUSE = "article", "clause"
# Begins the tokens: what nobody writes by chance.
MARK = "zz"

# What an article is called, and a clause; some words stand for both.
ARTICLES = {
    "en": "article articles art arts section sec paragraph",
    "fr": "article articles art",
    "es": "artículo artículos art arto",
    "pt": "artigo artigos art",
    "it": "articolo articoli art",
    "de": "Artikel Artikels Artikeln Art Paragraph",
    "ru": "статья статьи ст",
    "ar": "مادة م",
    "sw": "ibara kifungu",
    "id": "pasal ps",
}
CLAUSES = {
    "en": "clause clauses cl recital recitals preamble preambular point letter",
    "fr": "considérant considérants clause alinéa al point lettre préambule",
    "es": "considerando cláusula inciso literal letra punto párrafo apartado preámbulo",
    "pt": "considerando cláusula alínea inciso letra ponto parágrafo preâmbulo",
    "it": "considerando capoverso clausola comma lettera punto preambolo",
    "de": "Erwägungsgrund Erwägung Klausel Absatz Abs Buchstabe Buchst lit Punkt "
    "Präambel",
    "ru": "пункт подпункт п пп абзац литера буква положение преамбула",
    "ar": "بند فقرة ديباجة حرف",
    "sw": "kifungu kipengele kipengee aya dibaji herufi ibara",
    "id": "klausul klausa butir huruf ayat konsiderans mukadimah pembukaan poin",
}
# What may stand between the word and its number.
BETWEEN = {
    "en": "no nr number num the of",
    "fr": "no n numéro num",
    "es": "no n nº núm número",
    "pt": "no n nº número",
    "it": "no n numero",
    "de": "Nr Nummer",
    "ru": "номер no",
    "ar": "رقم",
    "sw": "ya cha la namba nambari",
    "id": "nomor no ke",
}
# Cardinals and ordinals of one to seventeen, in their plain forms.
NUMBERS = {
    "en": "one first|two second|three third|four fourth|five fifth|six sixth|seven "
    "seventh|eight eighth|nine ninth|ten tenth|eleven eleventh|twelve twelfth|thirteen "
    "thirteenth|fourteen fourteenth|fifteen fifteenth|sixteen sixteenth|seventeen "
    "seventeenth",
    "fr": "un une premier première|deux deuxième second seconde|trois troisième|quatre "
    "quatrième|cinq cinquième|six sixième|sept septième|huit huitième|neuf neuvième|"
    "dix dixième|onze onzième|douze douzième|treize treizième|quatorze quatorzième|"
    "quinze quinzième|seize seizième|dix_sept dix_septième",
    "es": "uno un primero primer primera|dos segundo segunda|tres tercero tercer "
    "tercera|cuatro cuarto cuarta|cinco quinto quinta|seis sexto sexta|siete "
    "séptimo séptima "
    "sétimo|ocho octavo octava|nueve noveno novena|diez décimo décima|once undécimo "
    "decimoprimero décimo_primero|doce duodécimo decimosegundo décimo_segundo|trece "
    "decimotercero decimotercer décimo_tercero décimo_tercer|catorce decimocuarto "
    "décimo_cuarto|quince decimoquinto décimo_quinto|dieciséis diez_y_seis decimosexto "
    "décimo_sexto|diecisiete decimoséptimo décimo_séptimo",
    "pt": "um uma primeiro primeira|dois duas segundo segunda|três terceiro terceira|"
    "quatro quarto quarta|cinco quinto quinta|seis sexto sexta|sete sétimo sétima|oito "
    "oitavo oitava|nove nono nona|dez décimo décima|onze décimo_primeiro undécimo|doze "
    "décimo_segundo duodécimo|treze décimo_terceiro|catorze quatorze décimo_quarto|"
    "quinze décimo_quinto|dezesseis dezasseis décimo_sexto|dezessete dezassete "
    "décimo_sétimo",
    "it": "uno un primo prima|due secondo seconda|tre terzo terza|quattro quarto quarta"
    "|cinque quinto quinta|sei sesto sesta|sette settimo settima|otto ottavo ottava|"
    "nove nono nona|dieci decimo decima|undici undicesimo undecimo decimoprimo|dodici "
    "dodicesimo decimosecondo|tredici tredicesimo decimoterzo|quattordici "
    "quattordicesimo decimoquarto|quindici quindicesimo decimoquinto|sedici sedicesimo "
    "decimosesto|diciassette diciassettesimo decimosettimo",
    "de": "eins ein eine erste erster|zwei zweite zweiter|drei dritte dritter|vier "
    "vierte vierter|fünf fünfte fünfter|sechs sechste sechster|sieben siebte siebter "
    "siebente siebenter|acht achte achter|neun neunte neunter|zehn zehnte zehnter|elf "
    "elfte elfter|zwölf zwölfte zwölfter|dreizehn dreizehnte dreizehnter|vierzehn "
    "vierzehnte vierzehnter|fünfzehn fünfzehnte fünfzehnter|sechzehn sechzehnte "
    "sechzehnter|siebzehn siebzehnte siebzehnter",
    "ru": "один одна первый первая первой|два две второй вторая|три третий третья "
    "третьей|четыре четвёртый четвёртая четвёртой|пять пятый пятая пятой|шесть шестой "
    "шестая|семь седьмой седьмая|восемь восьмой восьмая|девять девятый девятая девятой|"
    "десять десятый десятая десятой|одиннадцать одиннадцатый одиннадцатая|двенадцать "
    "двенадцатый двенадцатая|тринадцать тринадцатый тринадцатая|четырнадцать "
    "четырнадцатый четырнадцатая|пятнадцать пятнадцатый пятнадцатая|шестнадцать "
    "шестнадцатый шестнадцатая|семнадцать семнадцатый семнадцатая",
    "ar": "واحد واحدة الأول الأولى أولى|اثنان اثنتان اثنين الثاني الثانية ثانية|ثلاث "
    "ثلاثة الثالث الثالثة ثالثة|أربع أربعة الرابع الرابعة|خمس خمسة الخامس الخامسة|ست "
    "ستة السادس السادسة|سبع سبعة السابع السابعة|ثمان ثمانية ثماني الثامن الثامنة|تسع "
    "تسعة التاسع التاسعة|عشر عشرة العاشر العاشرة|أحد_عشر إحدى_عشرة الحادي_عشر "
    "الحادية_عشرة|اثنا_عشر اثنتا_عشرة اثني_عشر الثاني_عشر الثانية_عشرة|ثلاثة_عشر "
    "ثلاث_عشرة الثالث_عشر الثالثة_عشرة|أربعة_عشر أربع_عشرة الرابع_عشر الرابعة_عشرة|"
    "خمسة_عشر خمس_عشرة الخامس_عشر الخامسة_عشرة|ستة_عشر ست_عشرة السادس_عشر "
    "السادسة_عشرة|سبعة_عشر سبع_عشرة السابع_عشر السابعة_عشرة",
    "sw": "moja kwanza|mbili pili|tatu|nne|tano|sita|saba|nane|tisa|kumi|kumi_na_moja|"
    "kumi_na_mbili|kumi_na_tatu|kumi_na_nne|kumi_na_tano|kumi_na_sita|kumi_na_saba",
    "id": "satu kesatu pertama|dua kedua|tiga ketiga|empat keempat|lima kelima|enam "
    "keenam|tujuh ketujuh|delapan kedelapan|sembilan kesembilan|sepuluh kesepuluh|"
    "sebelas kesebelas|dua_belas kedua_belas duabelas|tiga_belas ketiga_belas "
    "tigabelas|empat_belas keempat_belas empatbelas|lima_belas kelima_belas limabelas|"
    "enam_belas "
    "keenam_belas enambelas|tujuh_belas ketujuh_belas tujuhbelas",
}
# Written behind digits: 16th, 16º, 16-я.
SUFFIX = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|o|a|e|er|ere|eme|re|te|ter|ого|ой|ый|ая|ую|я|й|го)?"
)
SUFFIXES = frozenset("я й ая ой ый ого го ую th st nd rd e er eme o a".split())  # noqa: SIM905 - a list
ROMAN = re.compile("(?=.)(x{0,2})(ix|iv|v?i{0,3})")
ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
# "An article about …" is not the first one.
INDEFINITE = frozenset("un une uno una um uma ein eine one один одна".split())  # noqa: SIM905 - a list
# Letters that are words as well, and end no reference but at the end of a query.
LITTLE_WORDS = frozenset("aeiouyавиксуоя")
ATTACHED = re.compile(r"([^\W\d_]{1,12})(\d{1,2})")

# Letters of clauses by their place, in the order in which each script counts.
LATIN = "abcdefghijklmnopqrstuvwxyz"
ORDERS = (
    LATIN,
    "абвгдежзиклмнопрстуфхцчшщ",
    "абвгдеёжзийклмнопрстуфхцчш",
    "ابجدهوزحطيكلمنسعفصقرشتثخذض",
    "ابتثجحخدذرزسشصضطظعغفقكلمنه",
    "甲乙丙丁戊己庚辛壬癸",
    "あいうえおかきくけこさしすせそたちつてとなにぬね",
    "いろはにほへとちりぬるを",
)
# Letters that look like those which the Statement shows.
ALIKE = dict(zip("аеорсухк", "aeopcyxk", strict=True))

DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0
}
HAN_NUMBER = "[0-9]{1,2}|[〇零一二三四五六七八九十]{1,3}"
HAN_ARTICLE = re.compile(f"第?\\s*({HAN_NUMBER})\\s*[条條](?![件约約例文])")
HAN_CLAUSE = "[段款项項号號条條]"
HAN_CLAUSES = re.compile(
    f"(?:序言|前文)第?\\s*([a-z{ORDERS[5]}{ORDERS[6]}])(?:\\s*{HAN_CLAUSE})?(?![a-z])"
    f"|第\\s*([a-z{ORDERS[5]}])\\s*{HAN_CLAUSE}"
    f"|(?<![a-z])([a-z])\\s*{HAN_CLAUSE}"
    f"|(?:条款|{HAN_CLAUSE})\\s*([a-z])(?![a-z])"
)

Stem = Callable[[str, str], str]


@dataclass(frozen=True)
class Reference:
    """The tokens of what may be meant, the likeliest first, and what was typed."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]


def token(kind: str, label: str) -> str:
    return f"{MARK}{kind}{label.lower()}"


def articles(number: int) -> tuple[str, ...]:
    return (token(ARTICLE, str(number)),)


def clauses(letter: str) -> tuple[str, ...]:
    found = [ALIKE[letter]] if letter in ALIKE else []
    found += [LATIN[order.index(letter)] for order in ORDERS if letter in order]
    return tuple(token(CLAUSE, each) for each in dict.fromkeys(found))


class Table:
    """What one language calls articles, clauses and numbers, as stems."""

    def __init__(self, language: str, stem: Stem, split: Callable) -> None:
        def stems(text: str) -> set[str]:
            return {stem(word, language) for word in split(text, language)}

        self.articles = stems(ARTICLES.get(language, ""))
        self.clauses = stems(CLAUSES.get(language, ""))
        self.between = stems(BETWEEN.get(language, "")) | {"n", "no", "nr"}
        self.numbers: dict[tuple[str, ...], int] = {}
        # Before the word they count: "sixteen articles".
        self.cardinals: set[tuple[str, ...]] = set()
        for number, spelled in enumerate(NUMBERS.get(language, "").split("|"), 1):
            cardinal = spelled.partition(" ")[0]
            self.cardinals.add(tuple(split(cardinal, language)))
            for each in spelled.split():
                key = tuple(stem(word, language) for word in split(each, language))
                if key:
                    self.numbers.setdefault(key, number)
        self.longest = max(map(len, self.numbers), default=1)

    def number(self, stems: list[str], at: int) -> tuple[int, int]:
        """The number that begins there, and where it ends."""
        for size in range(self.longest, 0, -1):
            if number := self.numbers.get(tuple(stems[at : at + size])):
                return number, at + size
        return 0, at


@cache
def table(language: str, stem: Stem, split: Callable) -> Table:
    return Table(language, stem, split)


def number_of(word: str) -> int:
    """Of digits, or in Roman ones."""
    if digits := SUFFIX.fullmatch(word):
        return int(digits[1])
    if roman := ROMAN.fullmatch(word):
        return 10 * len(roman[1]) + ONES.index(roman[2])
    return 0


def han_number(text: str) -> int:
    """第16条, 第十六条, 第一六条."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(DIGITS[char]) for char in text))
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


def in_han(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for match in HAN_ARTICLE.finditer(text):
        if number := han_number(match[1]):
            yield match.start(), match.end(), articles(number)
    for match in HAN_CLAUSES.finditer(text):
        (letter,) = filter(None, match.groups())
        yield match.start(), match.end(), clauses(letter)


def in_words(
    words: list[str], known: Table, stems: list[str]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    at = 0
    while at < len(words):
        end, tokens = reference_at(words, known, stems, at)
        if tokens:
            yield at, end, tokens
        at = max(end, at + 1)


def reference_at(
    words: list[str], known: Table, stems: list[str], at: int
) -> tuple[int, tuple[str, ...]]:
    """What begins there, and where it ends: a word and its number, or the reverse."""
    is_article, is_clause = stems[at] in known.articles, stems[at] in known.clauses
    if not (is_article or is_clause):
        return number_first(words, known, stems, at)
    next_at = at + 1
    while next_at < len(words) - 1 and stems[next_at] in known.between:
        next_at += 1
    # "Clauses of the preamble: c".
    if next_at < len(words) - 1 and stems[next_at] in known.clauses:
        next_at += 1
    if next_at >= len(words):
        return at, ()
    word = words[next_at]
    letter = clauses(word) if len(word) == 1 else ()
    if word in LITTLE_WORDS and next_at < len(words) - 1:
        letter = ()
    if letter and is_clause:
        return next_at + 1, letter
    spelled, end = known.number(stems, next_at)
    number = spelled or number_of(word)
    if not number:
        return (next_at + 1, letter) if letter else (at, ())
    end = end if spelled else next_at + 1
    if not spelled and end < len(words) and words[end] in SUFFIXES:
        end += 1
    return end, articles(number)


def number_first(
    words: list[str], known: Table, stems: list[str], at: int
) -> tuple[int, tuple[str, ...]]:
    """Sixteenth article, 16. Artikel, 16-я статья."""
    number, end = known.number(stems, at)
    if words[at] in INDEFINITE or (number and tuple(words[at:end]) in known.cardinals):
        return at, ()
    if not number and SUFFIX.fullmatch(words[at]):
        number, end = number_of(words[at]), at + 1
        if end < len(words) and words[end] in SUFFIXES:
            end += 1
    if number and end < len(words) and stems[end] in known.articles:
        return end + 1, articles(number)
    return at, ()


def apart(words: list[str]) -> list[str]:
    """Art16 as two words."""
    found: list[str] = []
    for word in words:
        match = ATTACHED.fullmatch(word)
        found += match.groups() if match else [word]
    return found


def find(
    text: str, languages: list[str], stem: Stem, split: Callable
) -> tuple[list[Reference], str]:
    """The references of a folded query, and the rest of it."""
    found: list[Reference] = []
    for start, end, tokens in sorted(in_han(text), reverse=True):
        if end <= len(text):
            found.append(Reference(tokens, tuple(split(text[start:end], "zh"))))
            text = f"{text[:start]} {text[end:]}"
    text = text.replace("§", " paragraph ")
    words = apart(split(text, languages[0]))
    for language in languages:
        known = table(language, stem, split)
        stems = [stem(word, language) for word in words]
        if known.articles.isdisjoint(stems) and known.clauses.isdisjoint(stems):
            continue
        places = [*in_words(words, known, stems)]
        if places:
            for start, end, tokens in reversed(places):
                found.append(Reference(tokens, tuple(words[start:end])))
                del words[start:end]
            return found, " ".join(words)
    return found, text
