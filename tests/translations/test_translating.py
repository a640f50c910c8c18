"""What translators see, what they may do, and what follows the original."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from home.models import ContentPage
from members.models import MemberPage
from news.models import NewsPage

pytestmark = pytest.mark.django_db

TRANSLATED = "site-in-twelve-languages"
PARTLY_TRANSLATED = "city-archive-opens-glass-plates"


def english(slug, model=NewsPage):
    return model.objects.get(slug=slug, locale__language_code="en")


def in_language(page, language):
    return type(page).objects.get(
        translation_key=page.translation_key, locale__language_code=language
    )


def translation_of(page, language):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=language
    )


def publish_in_editor(client, page):
    """Presses "Publish" in the translation editor; returns the messages."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, {"action": "publish"})
    if response.status_code in (302, 200):
        return [str(message) for message in get_messages(response.wsgi_request)]
    return response.status_code


def test_the_sample_texts_stand_where_a_translator_would_have_put_them(
    sign_in, french_statement
):
    translation = translation_of(french_statement, "fr")
    total, done = translation.get_progress()
    assert total == done > 60
    edit = reverse("wagtailadmin_pages:edit", args=[french_statement.pk])
    html = sign_in("translator").get(edit, follow=True).text
    assert html.count("data-sentence=") == total


def test_a_partly_translated_page_is_a_draft(client):
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    total, done = translation_of(draft, "es").get_progress()
    assert 0 < done < total
    assert not draft.live
    assert draft.title not in client.get(f"/es/news/{PARTLY_TRANSLATED}/").text


def test_labels_are_not_offered_for_translation(french_statement):
    source = TranslationSource.objects.get(object_id=french_statement.translation_key)
    strings = source.stringsegment_set.values_list("string__data", flat=True)
    assert not {"a", "w", "1", "17"} & set(strings)


def test_a_published_original_updates_progress_at_once():
    page = english(TRANSLATED)
    total, done = translation_of(page, "fr").get_progress()
    assert total == done
    page.summary = "Quite another summary"
    page.save_revision()
    assert translation_of(page, "fr").get_progress() == (total, done), "only a draft"
    page.save_revision().publish()
    assert translation_of(page, "fr").get_progress() == (total, done - 1)


def test_an_incomplete_translation_is_not_published(sign_in):
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    client = sign_in("moderator")
    said = publish_in_editor(client, draft)
    assert "texts are translated" in said[0]
    draft.refresh_from_db()
    assert not draft.live


def test_a_complete_translation_is_published_by_who_may(sign_in):
    page = in_language(english(TRANSLATED), "fr")
    StringTranslation.objects.filter(
        context__object_id=page.translation_key, locale=page.locale, data=page.title
    ).update(data="Autre titre")
    publish_in_editor(sign_in("translator"), page)
    page.refresh_from_db()
    assert page.title != "Autre titre", "a translator does not publish"
    publish_in_editor(sign_in("reviewer"), page)
    page.refresh_from_db()
    assert page.title == "Autre titre"


def test_sync_and_publish_does_not_mix_languages(sign_in):
    page = english(TRANSLATED)
    page.summary = "Quite another summary"
    page.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(page)
    french = in_language(page, "fr").summary
    response = sign_in("moderator").post(
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        {"publish_translations": "on"},
    )
    assert "Nothing was published" in str(
        next(iter(get_messages(response.wsgi_request)))
    )
    assert in_language(page, "fr").summary == french


def test_a_locked_translation_is_not_published_past_the_lock(sign_in, superuser):
    page = in_language(english(TRANSLATED), "fr")
    page.locked, page.locked_by = True, superuser
    page.save()
    assert "locked" in publish_in_editor(sign_in("reviewer"), page)[0]


def test_withdrawing_the_original_withdraws_its_translations(client):
    page = english(TRANSLATED)
    page.unpublish()
    for language in ("en", "fr", "ar"):
        assert client.get(f"/{language}/news/{TRANSLATED}/").status_code == 404


def test_deleting_the_original_deletes_its_translations():
    page = english(TRANSLATED)
    key = page.translation_key
    page.delete()
    assert not Page.objects.filter(translation_key=key).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_deleting_a_translation_leaves_the_original(client):
    in_language(english(TRANSLATED), "fr").delete()
    html = client.get(f"/fr/news/{TRANSLATED}/").text
    assert english(TRANSLATED).title in html


def test_what_has_no_language_follows_the_original_at_once(client):
    page = english(TRANSLATED)
    page.slug, page.kind = "another-address", "story"
    page.save_revision().publish()
    french = in_language(page, "fr")
    assert (french.slug, french.kind) == ("another-address", "story")
    assert client.get("/fr/news/another-address/").status_code == 200
    assert french.title in client.get("/fr/news/another-address/").text
    response = client.get(f"/fr/news/{TRANSLATED}/")
    assert response["Location"] == "/fr/news/another-address/"


def test_a_slug_with_letters_of_another_script_is_kept_out():
    draft = in_language(english(PARTLY_TRANSLATED), "es")
    assert draft.slug == PARTLY_TRANSLATED


def test_a_page_that_is_not_public_is_so_in_every_language(client):
    page = english(TRANSLATED)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    for language in ("en", "fr", "ar"):
        response = client.get(f"/{language}/news/{TRANSLATED}/")
        assert response.status_code == 302, language
    restriction.delete()
    for language in ("en", "fr", "ar"):
        assert client.get(f"/{language}/news/{TRANSLATED}/").status_code == 200


def test_a_page_of_its_own_words_is_private_with_its_original(client):
    """Members write for a language without translating anything."""
    closed = {"restriction_type": PageViewRestriction.LOGIN}
    first, second = MemberPage.objects.filter(locale__language_code="en")[:2]
    french = Locale.objects.get(language_code="fr")

    def own(page: MemberPage) -> str:
        MemberPage.objects.filter(
            translation_key=page.translation_key, locale=french
        ).delete()
        TranslationSource.objects.filter(object_id=page.translation_key).delete()
        copy = page.copy_for_translation(french, copy_parents=True)
        copy.save_revision().publish()
        return f"/fr/coalition/{page.slug}/"

    path = own(first)
    assert client.get(path).status_code == 200
    restriction = PageViewRestriction.objects.create(page=first, **closed)
    assert client.get(path).status_code == 302
    restriction.delete()
    assert client.get(path).status_code == 200
    PageViewRestriction.objects.create(page=second, **closed)
    assert client.get(own(second)).status_code == 302


def test_what_the_machine_keeps_of_a_member_is_nobodys_to_translate(sign_in):
    translator = sign_in("translator")
    page = MemberPage.objects.filter(locale__language_code="fr").first()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = translator.get(url, follow=True).text
    assert page.sentence in html
    assert "search title" not in html.lower()
    # A site that was asked for one before forgets what was said.
    segment = OverridableSegment.objects.get(
        source__object_id=page.translation_key, context__path="title"
    )
    TranslationContext.objects.filter(pk=segment.context_id).update(path="search_title")
    SegmentOverride.objects.create(
        context_id=segment.context_id, locale=page.locale, data_json='"It"'
    )
    others = OverridableSegment.objects.count() - 1
    migration = import_module("members.migrations.0013_no_search_titles_to_translate")
    with connection.schema_editor() as editor:
        migration.forget(apps, editor)
    assert OverridableSegment.objects.count() == others
    assert not SegmentOverride.objects.filter(context=segment.context_id).exists()


@pytest.fixture
def archive(news_index):
    """A second list of news, with its French translation."""
    home = news_index.get_parent()
    archive = home.add_child(instance=ContentPage(title="Old", slug="old"))
    french = Locale.objects.get(language_code="fr")
    return archive, archive.copy_for_translation(french)


def test_translations_follow_their_original_to_its_new_place(archive):
    page = english(TRANSLATED)
    page.move(archive[0], pos="last-child")
    assert in_language(page, "fr").is_child_of(archive[1])


def test_a_translation_that_is_moved_moves_nothing_else(archive):
    """Nor does it take the original with it, or the other languages."""
    page = english(TRANSLATED)
    places = {
        row.pk: row.path
        for row in Page.objects.filter(translation_key=page.translation_key)
    }
    french = in_language(page, "fr")
    french.move(archive[1], pos="last-child")
    moved = {
        row.pk
        for row in Page.objects.filter(translation_key=page.translation_key)
        if row.path != places[row.pk]
    }
    assert moved == {french.pk}


def test_a_title_in_italics_stays_within_its_sentence():
    page = english(TRANSLATED)
    paragraph = page.body.stream_block.child_blocks["paragraph"]
    assert "italic" in paragraph.features
    sentence = "She wrote <i>Orlando</i> in 1928."
    page.body = NewsPage.body.field.to_python(
        [{"type": "paragraph", "value": f"<p>{sentence}</p>"}]
    )
    page.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(page)
    found = source.stringsegment_set.filter(context__path__startswith="body")
    assert [segment.string.data for segment in found] == [sentence]
