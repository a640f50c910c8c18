"""What did not change stays translated, and what comes back finds its words again."""

import importlib
import json

import polib
import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail_localize.models import (
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from home.models import Announcement
from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations.sentences import REUSED
from translations.spelling import loosely, sentence, tidy

from .articles import assert_complete, body, lines, progress, translate
from .forms import posted, publish
from .test_translating import TRANSLATED, english, in_language, translation_of

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

SAME_RICH = (
    '<p data-block-key="k1">One&nbsp;<strong>bold </strong><em><b>and</b></em>\r\n'
    '  word,  a\u200b <b><a id="3" linktype="page">link</a></b>.<br></p>\r\n'
    "<ul>\r\n<li> Cafe\u0301 &#38; bar&nbsp;! </li></ul>"
    "<p data-block-key='k2'><b>Whole </b><i><b>bold</b></i><br /></p>"
)


def test_one_changed_word_of_the_statement_is_one_sentence_to_translate(
    sign_in, statement
):
    client = sign_in("moderator")
    data = posted(client, statement)
    name = next(name for name in data if name.endswith("-value-text"))
    assert any("\r\n" in str(value) for value in data.values())
    publish(client, statement, **{name: f"{data[name]} Indeed."})
    assert len(progress(statement)) == 11
    for total, done in progress(statement).values():
        assert (total, done) == (67, 66)
    statement.refresh_from_db()
    assert "\r" not in str(statement.body.get_prep_value())

    publish(client, statement, **{name: data[name]})
    assert set(progress(statement).values()) == {(67, 67)}, "the old words are back"


def test_line_ends_and_white_space_are_no_new_words(article):
    """As an older revision may hold them, or what a command has read from a file."""
    for end in ("\r\n", "\r", "\n \n\n  \n", "  \n\t"):
        text = lines(end)
        for field in ("summary", "search_description"):
            setattr(article, field, f" {text(field.removeprefix('search_'))}\r\n")
        for block in article.body:
            if block.block_type == "quotation":
                block.value["text"] = text("quotation")
            elif block.block_type == "timeline":
                block.value[0]["text"] = text("timeline")
            elif block.block_type == "paragraph":
                block.value = RichText(SAME_RICH)
            elif block.block_type == "question":
                block.value["answer"] = RichText(SAME_RICH)
        article.save_revision().publish()
        assert_complete(article)


def test_everything_that_the_form_posts_is_no_new_word(sign_in, article):
    client = sign_in("moderator")
    before = set(progress(article).values())
    publish(client, article)
    assert set(progress(article).values()) == before
    data = posted(client, NewsPage.objects.get(pk=article.pk))
    publish(client, article, summary=data["summary"].replace("third", "fourth"))
    ((total, done),) = set(progress(article).values())
    assert total - done == 1


def test_blocks_in_another_order_or_made_anew_keep_their_translations(article):
    article.body = body(lines("\n"), reverse_order=True)
    article.save_revision().publish()
    assert_complete(article)
    found = StringTranslation.objects.filter(
        context__object_id=article.translation_key, tool_name=REUSED
    )
    assert found
    for row in found:
        assert row.last_translated_by.username == "translator"
        assert row.translation_type == "manual"
        assert "Mots" in row.data


def test_a_block_that_was_deleted_and_comes_back_is_translated(article):
    whole = list(article.body.get_prep_value())
    article.body = [("heading", "Nothing but a heading")]
    article.save_revision().publish()
    article.body = [{"type": part["type"], "value": part["value"]} for part in whole]
    article.body = article.body.stream_block.to_python(
        [{"type": part["type"], "value": part["value"]} for part in whole]
    )
    article.save_revision().publish()
    assert_complete(article)


def test_what_a_program_wrote_without_ids_is_offered_for_translation(article):
    """As the items of a list are that came as plain JSON."""
    event = {"date": None, "title": "Written by a program", "text": "Its words"}
    timeline = [{"type": "timeline", "value": [event]}]
    article.body = json.dumps(timeline)
    for _again in range(2):
        article.save_revision().publish()
        translate(article)
        article.refresh_from_db()
        source = TranslationSource.objects.get(object_id=article.translation_key)
        said = source.stringsegment_set.values_list("string__data", flat=True)
        assert {"Written by a program", "Its words"} <= set(said)
    (part,) = article.body.raw_data
    assert part["id"]
    assert part["value"][0]["id"]
    contexts = TranslationContext.objects.filter(
        object_id=article.translation_key, path__endswith=".title"
    )
    before = contexts.count()
    article.save_revision().publish()
    assert contexts.count() == before, "the places are the same"


def test_a_link_that_leads_elsewhere_in_a_translation_still_does(article):
    french = Locale.objects.get(language_code="fr")
    page = english(TRANSLATED)
    link = '<p>Read <a href="https://example.org/a.b/">this</a>.</p>'
    article.body = [("paragraph", RichText(link))]
    article.save_revision().publish()
    source = TranslationSource.objects.get(object_id=article.translation_key)
    (segment,) = source.overridablesegment_set.filter(context__path__contains="'")
    SegmentOverride.objects.create(
        context=segment.context, locale=french, data_json='"https://example.org/fr/"'
    )
    article.body = [("heading", "No link"), ("paragraph", RichText(link))]
    article.save_revision().publish()
    page.body = [("paragraph", RichText(link))]
    page.save_revision().publish()
    for changed in (article, page):
        translation = Translation.objects.get(
            source__object_id=changed.translation_key, target_locale=french
        )
        draft = translation.source.get_ephemeral_translated_instance(
            french, fallback=True
        )
        assert "https://example.org/fr/" in str(draft.body.get_prep_value())


def test_an_older_revision_brings_its_translations_back(sign_in, published):
    """They are complete then, and staff read which of them is not what is live."""
    client = sign_in("moderator")
    old = published.latest_revision
    data = posted(client, published)
    response = publish(client, published, summary="Something else")
    assert len(list(get_messages(response.wsgi_request))) == 1
    ((total, done),) = set(progress(published).values())
    assert total - done == 1
    # One language keeps up.
    translate_the_rest(in_language(published, "de"))
    translation_of(published, "de").save_target(publish=False)
    in_language(published, "de").latest_revision.publish()

    url = reverse("wagtailadmin_pages:revisions_revert", args=[published.pk, old.pk])
    assert client.get(url).status_code == 200
    data |= {"action-publish": "1", "revision": old.pk}
    edit = reverse("wagtailadmin_pages:edit", args=[published.pk])
    response = client.post(edit, data)
    assert_complete(published)
    told = " ".join(map(str, get_messages(response.wsgi_request)))
    assert "until you publish it there too: Deutsch." in told


def test_a_page_that_is_deleted_and_written_anew_is_translated(
    article, news_index, settings
):
    settings.WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
    article.delete()
    again = news_index.add_child(
        instance=NewsPage(
            title=article.title,
            slug=article.slug,
            summary=article.summary,
            search_description=article.search_description,
            body=body(lines("\n")),
        )
    )
    translate_object(again, Locale.objects.filter(language_code="fr"))
    assert_complete(again)


def test_a_copy_of_a_page_is_translated_as_soon_as_it_is_submitted(
    sign_in, article, news_index
):
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:copy", args=[article.pk])
    data = {
        "new_title": article.title,
        "new_slug": "a-copy",
        "new_parent_page": news_index.pk,
        "publish_copies": "on",
    }
    assert client.post(url, data).status_code == 302
    copy = NewsPage.objects.get(slug="a-copy")
    assert copy.translation_key != article.translation_key
    french = Locale.objects.get(language_code="fr")
    client.post(
        reverse("wagtail_localize:submit_page_translation", args=[copy.pk]),
        {"locales": [french.pk]},
    )
    assert_complete(copy)
    there = in_language(copy, "fr")
    assert not there.live, "nothing goes live by it"
    assert there.title.startswith("Mots")
    assert there.draft_title == there.title


def test_a_translation_that_is_stopped_and_begun_again_knows_what_came(article):
    translation = Translation.objects.get(
        source__object_id=article.translation_key, target_locale__language_code="fr"
    )
    translation.enabled = False
    translation.save()
    article.body = body(lines("\n"))
    article.save_revision().publish()
    translation.enabled = True
    translation.save()
    total, done = translation.get_progress()
    assert total == done


def test_the_words_of_this_page_are_nearest(article):
    """Then those of the same field; what does not fit or has an error is left."""
    source = TranslationSource.objects.get(object_id=article.translation_key)
    title = source.stringsegment_set.get(context__path="title")
    french = Locale.objects.get(language_code="fr")
    other = english(TRANSLATED)
    elsewhere = StringTranslation.objects.create(
        translation_of=title.string,
        context=TranslationContext.objects.get(
            object_id=other.translation_key, path="title"
        ),
        locale=french,
        data="Titre d’ailleurs",
        translation_type="manual",
    )
    here = StringTranslation.objects.get(
        translation_of=title.string, context=title.context, locale=french
    )
    article.title, article.summary = "Now without", article.title
    article.save_revision().publish()
    summary = StringTranslation.objects.filter(
        context__object_id=article.translation_key,
        context__path="summary",
        translation_of=title.string,
        locale=french,
    )
    assert summary.get().data == here.data

    summary.delete()
    here.delete()
    StringTranslation.objects.filter(pk=elsewhere.pk).update(data="long " * 200)
    article.title = article.summary
    article.save_revision().publish()
    assert summary.get().data.startswith("long"), "a summary may be long"
    assert not StringTranslation.objects.filter(
        context=title.context, translation_of=title.string, locale=french
    ), "a title may not"


def test_an_announcement_keeps_its_translation_too():
    original = Announcement.objects.filter(locale__language_code="en").first()
    source, _created = TranslationSource.update_or_create_from_instance(original)
    french = Locale.objects.get(language_code="fr")
    translation, _created = Translation.objects.get_or_create(
        source=source, target_locale=french
    )
    translate(original)
    original.text = f"  {original.text.replace(' ', chr(160))}\r\n"
    original.save_revision().publish()
    total, done = translation.get_progress()
    assert total == done > 0


def test_a_file_made_before_finds_its_sentence(sign_in, article):
    translation = Translation.objects.get(
        source__object_id=article.translation_key, target_locale__language_code="fr"
    )
    po = translation.export_po()
    entry = next(entry for entry in po if entry.msgctxt == "summary")
    assert "\r" not in entry.msgid
    old = polib.POFile()
    old.metadata = po.metadata
    entry.msgid = entry.msgid.replace("<br/>", "\r<br/>")
    entry.msgstr = "Du fichier"
    old.append(entry)
    assert translation.import_po(old) == []
    assert StringTranslation.objects.filter(
        context__path="summary", data="Du fichier"
    ).exists()


def test_sites_that_hold_older_spellings_are_brought_into_step(article):
    """As a site was before: 4 of 67 sentences empty, their words kept as obsolete."""
    segment = StringSegment.objects.get(
        source__object_id=article.translation_key, context__path="summary"
    )
    good = segment.string
    before = StringTranslation.objects.get(
        translation_of=good, context=segment.context, locale__language_code="fr"
    )
    raw = good.data.replace("<br/>", "\r<br/>")
    other = String.objects.create(
        locale=good.locale, data=raw, data_hash="0" * 31 + "1"
    )
    StringSegment.objects.filter(pk=segment.pk).update(string=other)
    newer = StringTranslation.objects.create(
        translation_of=other,
        context=segment.context,
        locale=Locale.objects.get(language_code="de"),
        data="Neuer",
        translation_type="manual",
        updated_at=timezone.now(),
    )
    lone = String.objects.create(
        locale=good.locale, data="Nobody\u00a0else says this", data_hash="0" * 31 + "2"
    )
    kept = StringTranslation.objects.create(
        translation_of=lone,
        context=segment.context,
        locale=before.locale,
        data="Personne",
        translation_type="manual",
    )
    migration = importlib.import_module("translations.migrations.0002_spelling")
    for _again in range(2):
        migration.spell(apps, None)
    assert not String.objects.filter(pk=other.pk).exists()
    assert_complete(article)
    before.refresh_from_db()
    newer.refresh_from_db()
    assert before.translation_of == newer.translation_of == good
    lone.refresh_from_db()
    kept.refresh_from_db()
    assert lone.data == "Nobody else says this"
    assert kept.translation_of == lone
    assert lone.data_hash == String._get_data_hash(lone.data)


def test_a_sentence_has_one_spelling():
    assert tidy(tidy(SAME_RICH)) == tidy(SAME_RICH)
    assert sentence("<b>a</b><b>b</b> <i></i>c<br>") == "<b>ab</b> c"
    assert sentence('<b><a id="a1"> x </a></b>y') == '<a id="a1"><b>x</b></a> y'
    assert sentence("a\r<br/>\r<br/>b") == sentence("a\n<br/> <br/> <br/>b")
    assert sentence("a<br/>b") != sentence("a b")
    assert loosely("a<br/>b") == loosely("a b") == loosely("a<br/><br/>b")
    assert loosely("<i>a</i> <b>b</b>") == loosely("a <b>b</b>") != loosely("a b")
    assert sentence("2 &lt; 3 <!-- no -->") == "2 &lt; 3"
    picture = '<p><a href="/x/"><embed embedtype="image" id="1"/></a></p>'
    assert tidy(picture) == picture


def test_nobody_is_told_of_what_did_not_happen(sign_in, article):
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    response = client.post(url, posted(client, article) | {"action-publish": "1"})
    assert len(list(get_messages(response.wsgi_request))) == 1
