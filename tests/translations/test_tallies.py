"""How far each page is in each language, whatever changes sentences."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations import saving, sentences, tallies
from translations.models import Tally

from .articles import progress, translate

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


def drift():
    """Translations whose tally is not what localize counts."""
    found = []
    for row in Translation.objects.select_related("tally"):
        tally = getattr(row, "tally", None)
        if tally is None or (tally.total, tally.translated) != row.get_progress():
            found.append((row.pk, row.get_progress(), str(tally)))
    return found


def tally_of(page, language):
    return Tally.objects.get(
        translation__source__object_id=page.translation_key,
        translation__target_locale__language_code=language,
    )


def reword(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_sample_content_is_counted():
    assert Tally.objects.count() == Translation.objects.count() > 50
    assert drift() == []


def test_whatever_changes_sentences_is_counted(article, sign_in):
    """Typed, taken away, by a file, by the memory, by the original, by deletion."""
    french = Translation.objects.get(
        source__object_id=article.translation_key, target_locale__language_code="fr"
    )
    segments = [*french.source.stringsegment_set.order_by("order")]
    user = get_user_model().objects.get(username="translator")
    assert tally_of(article, "fr").left == 0
    saving.remove(segments[0], french, user)
    tally = tally_of(article, "fr")
    assert (tally.left, tally.stale_since) == (1, None)
    assert tally.words_left > 0
    saving.store(segments[0], french, "Faux <b>mot", user)
    tally = tally_of(article, "fr")
    assert (tally.left, tally.faulty, tally.touched_by) == (1, 1, user)
    saving.store(segments[0], french, "Un mot", None, how=saving.How.MACHINE)
    assert (tally_of(article, "fr").left, tally_of(article, "fr").machine) == (0, 1)

    # As localize's own import and screens do.
    row = StringTranslation.objects.filter(locale=french.target_locale).first()
    row.delete()
    assert drift() == []
    po = french.export_po()
    for entry in po:
        entry.msgstr = entry.msgstr or "Des mots"
    french.import_po(po, user=user)
    assert drift() == []

    # The same words on another page come from the memory, in one set.
    copy = article.copy(update_attrs={"slug": "copy", "title": "Another"})
    Translation.objects.create(
        source=sentences.TranslationSource.get_or_create_from_instance(copy)[0],
        target_locale=french.target_locale,
    )
    assert tally_of(copy, "fr").translated > 1
    assert drift() == []

    german = Locale.objects.get(language_code="de")
    Page.objects.get(translation_key=article.translation_key, locale=german).delete()
    assert drift() == []
    article.delete()
    assert drift() == []


def test_it_is_stale_since_its_original_changed(published):
    article = published
    assert tally_of(article, "fr").stale_since is None
    before = timezone.now()
    reword(article, title="Another title")
    since = tally_of(article, "fr").stale_since
    assert before <= since <= timezone.now()
    assert drift() == []

    # Since the first of these changes, until nothing is missing.
    reword(article, summary="Another summary")
    assert tally_of(article, "fr").stale_since == since
    french = Page.objects.get(
        translation_key=article.translation_key, locale__language_code="fr"
    )
    translate_the_rest(french)
    assert tally_of(article, "fr").stale_since is None
    assert tally_of(article, "de").stale_since == since


def test_what_was_never_translated_is_not_stale(news_index):
    page = news_index.add_child(
        instance=NewsPage(title="New", slug="new", summary="One.")
    )
    page.save_revision().publish()
    french = Locale.objects.get(language_code="fr")
    from wagtail_localize.operations import translate_object

    translate_object(page, [french])
    reword(page, summary="Two.")
    tally = tally_of(page, "fr")
    assert (tally.translated, tally.stale_since) == (0, None)
    translate(page)
    reword(page, summary="Three.", search_description="More.")
    assert tally_of(page, "fr").stale_since is not None
    assert progress(page) == {"fr": (3, 1)}


def test_a_site_that_is_older_than_tallies_is_counted(published):
    """After the migrations, and by the worker."""
    reword(published, title="Another title")
    since = timezone.now() - timedelta(days=3)
    published.refresh_from_db()
    source = (
        Translation.objects.filter(source__object_id=published.translation_key)
        .first()
        .source
    )
    type(source).objects.filter(pk=source.pk).update(last_updated_at=since)
    number = Tally.objects.count()
    Tally.objects.all().delete()
    assert tallies.fill(3) == 3
    tallies.after_migrations()
    assert Tally.objects.count() == number
    assert drift() == []
    assert tally_of(published, "fr").stale_since == since
    assert tallies.fill() == 0


def test_many_are_counted_in_a_few_queries(django_assert_max_num_queries):
    every = [*Tally.objects.values_list("pk", flat=True)][: tallies.BATCH]
    assert len(every) > 50
    with django_assert_max_num_queries(8):
        tallies.count(every)
    assert drift() == []
