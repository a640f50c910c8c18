"""What staff put on top of a query."""

from django.db.models.signals import pre_save

from openheritage.locales import language_of, locale_ids

from . import analysis
from .models import Promotion
from .sources import page_thing

# More would hide what was found.
MOST = 3


def analyse(instance: Promotion, **kwargs) -> None:
    """The words are compared as those of queries are: inflected, without accents."""
    tokens = analysis.tokens(instance.words, language_of(instance.locale_id))
    instance.tokens = " ".join(dict.fromkeys(tokens))[:200]


def connect() -> None:
    pre_save.connect(analyse, sender=Promotion)


def promoted(query: str, language: str) -> list[str]:
    """The things that staff put on top of a query, the oldest promise first."""
    tokens = set(analysis.tokens(query, language))
    rows = Promotion.objects.filter(locale_id=locale_ids()[language])
    found = [
        page_thing(key)
        for words, key in rows.order_by("pk").values_list(
            "tokens", "page__translation_key"
        )
        if words and tokens.issuperset(words.split())
    ]
    return list(dict.fromkeys(found))[:MOST]
