"""How long a translator waits for the memory: 50,000 sentences, on PostgreSQL.

    DATABASE_URL=postgres://… python -m benchmarks.memory

It writes into a transaction that is rolled back. Without ``pg_trgm``, or on SQLite,
it says what comparing all sentences in Python takes.
"""

import os
import random
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.dev")
django.setup()

from django.db import connection, transaction  # noqa: E402
from wagtail.models import Locale  # noqa: E402
from wagtail_localize.models import (  # noqa: E402
    String,
    StringTranslation,
    TranslationContext,
)

from home.demo import texts  # noqa: E402
from translations import memory  # noqa: E402

SENTENCES, QUESTIONS = 50_000, 40


def sentences(seed: int) -> list[str]:
    """Made of the words of the samples, as long as theirs."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    words = " ".join(texts.texts("en").values()).split()
    return [
        " ".join(dice.choices(words, k=dice.randint(3, 40))) + f" {number}"
        for number in range(SENTENCES)
    ]


def fill(locale: Locale) -> list[str]:
    english = Locale.get_default()
    said = sentences(1)
    context = TranslationContext.objects.first()
    strings = String.objects.bulk_create(
        String(locale=english, data=data, data_hash=String._get_data_hash(data))
        for data in said
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=string, context=context, locale=locale, data=string.data
        )
        for string in strings
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # What a vacuum does: the index is one, without a list of what is new.
        if memory.can_ask_database():
            cursor.execute("SELECT gin_clean_pending_list('translations_memory')")
    return said


def main() -> None:
    locale = Locale.objects.get(language_code="fr")
    with transaction.atomic():
        said = fill(locale)
        dice = random.Random(2)  # noqa: S311 - no secret
        by_database = memory.can_ask_database()
        questions = QUESTIONS if by_database else 3
        times = []
        for text in dice.sample(said, questions):
            words = text.split()
            words[dice.randrange(len(words))] = "another"
            start = time.perf_counter()
            found = memory.suggestions(" ".join(words), locale.pk)
            times.append((time.perf_counter() - start) * 1000)
            if not found and len(words) > 12:
                raise SystemExit(f"Nothing is like “{text}”.")
        name = "pg_trgm" if by_database else "Python"
        print(
            f"{SENTENCES} sentences, {name}: median {statistics.median(times):.0f} ms, "
            f"slowest {max(times):.0f} ms"
        )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
