"""An article with everything that can be translated, and what became of it."""

from django.contrib.auth import get_user_model
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation

RICH = (
    "<p>One <b>bold <i>and</i></b> word, a <a linktype='page' id='3'><b>link</b></a>."
    "</p>"
    "<ul><li>Caf\u00e9 &amp; bar\u00a0!</li></ul><p><b>Whole <i>bold</i></b></p>"
)


def progress(page):
    return {
        translation.target_locale.language_code: translation.get_progress()
        for translation in Translation.objects.filter(
            source__object_id=page.translation_key
        ).select_related("target_locale")
    }


def body(text, *, ids=True, reverse_order=False):
    """One block of each kind that holds words."""
    parts = [
        ("heading", "A heading of this very page"),
        ("paragraph", RichText(RICH)),
        ("quotation", {"text": text("quotation"), "source": "Somebody we quote"}),
        ("question", {"question": "Why this page?", "answer": RichText(RICH)}),
        (
            "timeline",
            [{"date": None, "title": "It began there", "text": text("timeline")}],
        ),
    ]
    return parts[::-1] if reverse_order else parts


def lines(end):
    """Texts of three paragraphs, as somebody's system ends its lines."""
    return lambda key: f"First {key}{end}{end}second {key}{end}third line"


def translate(page):
    """Somebody translates what has no words yet, in whatever language."""
    for translation in Translation.objects.filter(
        source__object_id=page.translation_key
    ):
        for segment in translation.source.stringsegment_set.all():
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                defaults={
                    "data": f"Mots {segment.string_id}",
                    "last_translated_by": get_user_model().objects.get(
                        username="translator"
                    ),
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )


def assert_complete(page):
    assert progress(page)
    for language, (total, done) in progress(page).items():
        assert total == done > 0, language
