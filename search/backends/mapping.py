"""How entries lie in Elasticsearch: one index, a pair of fields for each language.

Fields appear with the first document of a language, so a language that staff add
needs no change here: ``standard`` cuts it into words until it is named below.
"""

from django.conf import settings

from search.analysis import words
from search.models import Entry, EntryKind

# The server's own analysers. A key is also a language's longer forms ("zh_hans"),
# so the longer key stands first.
ANALYSERS = {
    "pt_br": "brazilian", "pt": "portuguese", "zh": "cjk", "ja": "cjk", "ko": "cjk",
    "ar": "arabic", "bg": "bulgarian", "bn": "bengali", "ca": "catalan",
    "ckb": "sorani", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "gl": "galician", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "lv": "latvian",
    "nl": "dutch", "nb": "norwegian", "nn": "norwegian", "no": "norwegian",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "th": "thai",
    "tr": "turkish",
}  # fmt: skip

# What the databases search: `analysis.document` of all languages, whose stems find some
# forms that an analyser misses, and whose whole words find what is shown in a language
# whose fields it is not in, such as a name signed in another one.
TITLE_TOKENS, TEXT_TOKENS = "title_tokens", "text_tokens"


def field(name: str, language: str) -> str:
    return f"{name}_in_{language.lower().replace('-', '_')}"


def by_language(pattern: str, analyser: str) -> dict:
    return {
        "match": f"^(title|text)_in_{pattern}$",
        "match_pattern": "regex",
        "mapping": {"type": "text", "analyzer": analyser},
    }


TEMPLATES = [
    {f"in_{language}": by_language(f"{language}(_.*)?", analyser)}
    for language, analyser in ANALYSERS.items()
] + [{"in_others": by_language(".*", "standard")}]

KEYWORD = {"type": "keyword"}

WORDS = {"type": "text", "analyzer": "standard"}
TOKENS = {"type": "text", "analyzer": "whitespace"}


def new_index() -> dict:
    languages = [language for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    names = ["id", "thing", "part", "language", "kind", "shown_in"]
    # Nobody can ask for spellings of a field that is not there yet.
    spelled = [field("spelled", language) for language in languages]
    return {
        "settings": {
            "number_of_shards": 1,
            # A copy as soon as there is a second node to hold it.
            "auto_expand_replicas": "0-1",
            # Nobody reads it before it is whole.
            "refresh_interval": "-1",
        },
        "mappings": {
            "dynamic_templates": TEMPLATES,
            "date_detection": False,
            "properties": {
                **dict.fromkeys(names, KEYWORD),
                **dict.fromkeys(spelled, WORDS),
                **dict.fromkeys([TITLE_TOKENS, TEXT_TOKENS], TOKENS),
                "date": {"type": "date", "format": "strict_date"},
            },
        },
    }


def document(entry: Entry) -> dict:
    title, text = (
        " ".join(words(part, entry.language)) for part in (entry.title, entry.text)
    )
    spelled = f"{entry.title} {entry.text}"
    if entry.kind == EntryKind.SIGNATORY:
        # What others wrote with a signature is no model for spelling.
        spelled = ""
    return {
        # The server's own id cannot be sorted by.
        "id": entry.document_id,
        "thing": entry.thing,
        "part": entry.part,
        "language": entry.language,
        "shown_in": entry.shown_in.split(),
        "kind": entry.kind,
        "date": entry.date.isoformat() if entry.date else None,
        field("title", entry.language): title,
        field("text", entry.language): text,
        # With its accents: better spellings are taken from here.
        field("spelled", entry.language): spelled,
        TITLE_TOKENS: entry.title_tokens,
        TEXT_TOKENS: entry.text_tokens,
    }
