"""Pages by the thousand in languages by the dozen, written set by set.

Pages have a row in Wagtail's table alone: enough for lists, and for nothing that opens
one of them.
"""

import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from home.models import ContentPage, HomePage
from openheritage import locales
from translations import tallies

BATCH = 5000
# Pages of a section.
SECTION = 50


def make_locales(number: int) -> list[Locale]:
    """So many besides the original's, those that are there among them."""
    there = [row for row in Locale.objects.all() if row.language_code != "en"]
    codes = {row.language_code for row in there} | {"en"}
    missing = [code for code, _name in settings.LANGUAGES if code not in codes]
    new = [Locale(language_code=code) for code in missing[: number - len(there)]]
    Locale.objects.bulk_create(new)
    locales.KNOWN.forget()
    return [*there, *new][:number]


def children(
    parent: Page, titles: list[str], keys: list[uuid.UUID], chance: random.Random
) -> list[Page]:
    last = parent.get_last_child()
    start = int(last.path[-4:], 36) if last else 0
    kind = ContentType.objects.get_for_model(ContentPage)
    now = timezone.now()
    return [
        Page(
            title=title,
            draft_title=title,
            slug=f"many-{key}",
            path=parent.path + Page._int2str(start + number).rjust(4, "0"),
            depth=parent.depth + 1,
            numchild=0,
            content_type=kind,
            locale=parent.locale,
            translation_key=key,
            url_path=f"{parent.url_path}many-{key}/",
            live=chance.random() < 0.6,
            last_published_at=now - timedelta(days=chance.randrange(20)),
        )
        for number, (title, key) in enumerate(zip(titles, keys, strict=True), start=1)
    ]


def fill(
    pages: int = 1000,
    languages: int = 40,
    sentences: int = 15,
    *,
    seed: int = 1,
    users: tuple[int, ...] = (),
) -> list[Page]:
    chance = random.Random(seed)  # noqa: S311 - the same pages each time
    into = make_locales(languages)
    home = HomePage.objects.get(locale=Locale.get_default())
    keys = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(pages)]
    titles = [f"Page {number} of many" for number in range(pages)]
    homes = {row.locale_id: row for row in HomePage.objects.all()}
    originals: list[Page] = []
    for locale in [home.locale, *into]:
        top = homes.get(locale.pk)
        if top is None:
            top = Page.objects.get(depth=1).add_child(
                instance=HomePage(
                    title=f"Home {locale.language_code}",
                    slug=f"home-many-{locale.language_code}",
                    locale=locale,
                    translation_key=home.translation_key,
                    live=False,
                )
            )
        made = children(top, titles, keys, chance)
        Page.objects.bulk_create(made, BATCH)
        Page.objects.filter(pk=top.pk).update(numchild=top.numchild + pages)
        originals = originals or made
    Page.objects.filter(pk__in=[row.pk for row in originals]).update(live=True)
    translate(originals, into, sentences, chance, users)
    return originals


def translate(
    originals: list[Page],
    into: list[Locale],
    sentences: int,
    chance: random.Random,
    users: tuple[int, ...],
) -> None:
    page_type = ContentType.objects.get_for_model(Page)
    specific = ContentType.objects.get_for_model(ContentPage)
    now = timezone.now()
    TranslatableObject.objects.bulk_create(
        [
            TranslatableObject(
                translation_key=row.translation_key, content_type=page_type
            )
            for row in originals
        ],
        BATCH,
    )
    sources = TranslationSource.objects.bulk_create(
        [
            TranslationSource(
                object_id=row.translation_key,
                specific_content_type=specific,
                locale_id=row.locale_id,
                object_repr=row.title,
                content_json="{}",
                last_updated_at=now - timedelta(days=10),
            )
            for row in originals
        ],
        BATCH,
    )
    places = [(source, number) for source in sources for number in range(sentences)]
    strings = []
    for source, number in places:
        data = f"Sentence {number} of {source.object_repr} with a few words more."
        strings.append(
            String(
                locale_id=source.locale_id,
                data=data,
                data_hash=String._get_data_hash(data),
            )
        )
    String.objects.bulk_create(strings, BATCH)
    contexts = TranslationContext.objects.bulk_create(
        [
            TranslationContext(
                object_id=source.object_id,
                path=f"body.{number}",
                path_id=TranslationContext._get_path_id(f"body.{number}"),
                field_path="body",
            )
            for source, number in places
        ],
        BATCH,
    )
    StringSegment.objects.bulk_create(
        [
            StringSegment(*(None, source.pk, context.pk, number, string.pk), attrs="{}")
            for (source, number), context, string in zip(
                places, contexts, strings, strict=True
            )
        ],
        BATCH,
    )
    translations = Translation.objects.bulk_create(
        [
            Translation(source=source, target_locale=locale)
            for source in sources
            for locale in into
        ],
        BATCH,
    )
    kinds = [value for value, _label in StringTranslation.TRANSLATION_TYPE_CHOICES]
    for locale in into:
        share = chance.choice([0.2, 0.6, 0.9, 1.0])
        StringTranslation.objects.bulk_create(
            [
                StringTranslation(
                    translation_of=string,
                    context=context,
                    locale=locale,
                    data=f"Words of {locale.language_code}",
                    translation_type=kinds[chance.random() < 0.1],
                    last_translated_by_id=chance.choice(users) if users else None,
                    has_error=chance.random() < 0.01,
                    updated_at=now - timedelta(days=chance.randrange(1, 30)),
                )
                for string, context in zip(strings, contexts, strict=True)
                if chance.random() < share
            ],
            BATCH,
        )
    tallies.count(translation.pk for translation in translations)
