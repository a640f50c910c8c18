"""Some entries in many languages, for all backends alike."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from search import references, sources
from search.models import Entry, EntryKind

LANGUAGES = ["en", "fr", "es", "ar", "zh-hans", "ru", "pt-br", "de", "ja", "sw", "hi"]

# thing: (kind, language, title, text)
ROWS = {
    "glass": ("page", "en", "Glass plates", "The city archive digitised its plates."),
    "fees": ("page", "en", "Reading rooms", "A museum charges no fees for copies."),
    "copies": ("page", "en", "Copies", "Anybody may use them; no fee was charged."),
    "opening": ("page", "en", "Opening", "Those who open a library grant access."),
    "access": ("page", "en", "Open access", "Libraries that grant it."),
    "biblio": ("page", "fr", "Les bibliothèques", "Elles numérisaient l’égalité."),
    "archivo": ("page", "es", "Archivos", "La digitalización de las colecciones."),
    "maktaba": ("page", "ar", "التراث", "والمكتبات تحفظ التراث المفتوح"),
    "yichan": ("page", "zh-hans", "文化遗产", "图书馆和博物馆开放文化遗产。"),
    "nasledie": ("page", "ru", "Наследие", "Музеи хранят культурное наследие. Ёлка."),
    "patrimonio": ("page", "pt-br", "Acervos", "As instituições e a digitalização."),
    "laender": ("page", "de", "Länder", "Straßen und Büchereien der Gemeinden."),
    "isan": ("page", "ja", "図書館", "図書館は文化遺産をデータベースで公開する。"),
    "urithi": ("page", "sw", "Urithi", "Makumbusho huhifadhi urithi wa ng'ombe."),
    "virasat": ("page", "hi", "विरासत", "पुस्तकालय और संग्रहालय"),
    "old": ("news", "en", "Kite festival", "A kite over the river."),
    "new": ("news", "en", "Kite festival", "A kite over the river."),
    "kite-member": ("member", "en", "Kite makers", "They join the coalition."),
    "kite-signatory": ("signatory", "fr", "Cerfs-volants", "Kite makers sign."),
}
# Originals that have no translation, and names, are shown under others too.
EVERYWHERE = {"glass", "kite-signatory"}
CLAUSE = "c1"


def spaced(*languages: str) -> str:
    return f" {' '.join(languages)} "


def rows() -> Iterator[Entry]:
    today = timezone.now().date()
    days = {"old": 900, "new": 3}
    for number, (thing, row) in enumerate(ROWS.items(), start=1):
        kind, language, title, text = row
        yield sources.entry(
            thing=f"page:{thing}",
            language=language,
            shown_in=spaced(*LANGUAGES) if thing in EVERYWHERE else spaced(language),
            kind=kind,
            title=title,
            text=text,
            path=f"{thing}/",
            date=today - timedelta(days=days[thing]) if thing in days else None,
            source="home.contentpage",
            source_id=number,
        )
    yield sources.entry(
        thing="page:statement",
        part=CLAUSE,
        language="en",
        shown_in=spaced("en", "sw"),
        kind=EntryKind.CLAUSE,
        title="Article 16: Hidden marks",
        text="No watermarks are put on faithful copies.",
        path="statement/#article-16",
        source="statement.statementpage",
        source_id=1000,
        also_titled=references.token(references.ARTICLE, "16"),
    )
