"""Puts the sample texts of other languages where translators put theirs."""

from django.utils import timezone
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from .texts import is_rich, texts


def as_stored(key: str, text: str) -> str:
    """A text as wagtail-localize stores it: inline HTML in every case."""
    return text if is_rich(key) else StringValue.from_plaintext(text).data


def key_index() -> dict[str, str]:
    return {as_stored(key, text): key for key, text in texts("en").items()}


def translate(
    instance: TranslatableMixin, locale: Locale, keys: dict[str, str]
) -> bool:
    """Translates what the language has words for; publishes what is complete.

    Nothing is made in a language that has no word for it. Returns whether a
    translation was made. Raises ``KeyError`` for words that no key has.
    """
    words = texts(locale.language_code)
    source, _created = TranslationSource.get_or_create_from_instance(instance)
    segments = list(source.stringsegment_set.select_related("string"))
    found = {
        segment: words[key]
        for segment in segments
        if (key := keys[segment.string.data]) in words
    }
    if not found:
        return False
    translation = Translation.objects.create(source=source, target_locale=locale)
    now = timezone.now()
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=segment.string,
            locale=locale,
            context_id=segment.context_id,
            data=as_stored(keys[segment.string.data], text),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            updated_at=now,
            has_error=False,
            field_error="",
        )
        for segment, text in found.items()
    )
    # ``save_target`` would publish after the transaction, and from a page that
    # knows nothing of the children it has got since.
    translation.save_target(publish=False)
    if len(found) == len(segments):
        translation.get_target_instance().latest_revision.publish()
    return True
