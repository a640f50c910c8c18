"""Puts the sample texts of other languages where translators put theirs."""

from collections import defaultdict

from django.utils import timezone
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from .texts import is_rich, texts


def as_stored(key: str, text: str) -> str:
    """A text as wagtail-localize stores it: inline HTML in every case."""
    return text if is_rich(key) else StringValue.from_plaintext(text).data


def key_index(words: dict[str, str] | None = None) -> dict[str, str]:
    """Of the English words, or of these."""
    return {as_stored(key, text): key for key, text in (words or texts("en")).items()}


class Original:
    """What is to be translated, taken apart once for all languages.

    Raises ``KeyError`` for words that no key has, unless there may be some.
    """

    def __init__(
        self,
        instance: TranslatableMixin,
        keys: dict[str, str],
        *,
        others: bool = False,
    ) -> None:
        self.source, _created = TranslationSource.get_or_create_from_instance(instance)
        segments = self.source.stringsegment_set.select_related("string")
        if others:
            keys = defaultdict(str, keys)
        self.segments = [(segment, keys[segment.string.data]) for segment in segments]

    def translate(self, locale: Locale) -> bool:
        """Translates what the language has words for; publishes what is complete.

        Nothing is made in a language that has no word for it. Returns whether a
        translation was made.
        """
        return self.fill(locale, texts(locale.language_code), publish=True)

    def fill(self, locale: Locale, words: dict[str, str], *, publish: bool) -> bool:
        found = [(segment, key) for segment, key in self.segments if key in words]
        # What a picture shows is said in every language, and makes no translation.
        if all(key.startswith("image.") for _segment, key in found):
            return False
        now = timezone.now()
        StringTranslation.objects.bulk_create(
            (
                StringTranslation(
                    translation_of=segment.string,
                    locale=locale,
                    context_id=segment.context_id,
                    data=as_stored(key, words[key]),
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    updated_at=now,
                    has_error=False,
                    field_error="",
                )
                for segment, key in found
            ),
            # From an earlier load.
            ignore_conflicts=True,
        )
        # Last, since whoever hears of it counts what is there.
        translation = Translation.objects.create(
            source=self.source, target_locale=locale
        )
        # ``save_target`` would publish after the transaction, and from a page that
        # knows nothing of the children it has got since.
        translation.save_target(publish=False)
        if publish and len(found) == len(self.segments):
            translation.get_target_instance().latest_revision.publish()
        return True
