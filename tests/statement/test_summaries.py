"""What an article says in plain words: beside the signed text, no part of it."""

import hashlib
import re

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation

from search.sources import entries, page_thing
from statement.models import ArticleSummary, StatementPage, StatementText

from .admin import confirm, press_publish

pytestmark = pytest.mark.django_db

PLAIN = re.compile(r'<details class="notice not-printed">.*?</details>', re.DOTALL)
LIST = "wagtailsnippets_statement_articlesummary:list"


def shown(client, language="en"):
    return PLAIN.findall(client.get(f"/{language}/statement/").text)


def of(label, language="en"):
    return ArticleSummary.objects.get(label=label, locale__language_code=language)


def edit_url(summary):
    return reverse("wagtailsnippets_statement_articlesummary:edit", args=[summary.pk])


def published_by(client, summary, text):
    data = {"article": summary.article, "text": text, "action-publish": "1"}
    return client.post(edit_url(summary), data, follow=True)


def with_article(page, label, change):
    """The Statement's body, of which an article was changed, or left out."""
    parts = []
    for part in page.body.get_prep_value():
        if isinstance(part["value"], dict) and part["value"]["label"] == label:
            if (value := change(part["value"])) is None:
                continue
            part["value"] = value
        parts.append(part)
    page.body = StatementPage.body.field.to_python(parts)
    return page


def test_each_article_has_its_fold_and_the_signed_text_has_none(client):
    for language in ("en", "ar", "ja"):
        folds = shown(client, language)
        rows = ArticleSummary.objects.filter(locale__language_code=language)
        assert len(folds) == rows.count() == 17
        for row in rows:
            assert any(row.text in fold for fold in folds)
        text = client.get(f"/{language}/statement.txt")
        assert not any(row.text in text.text for row in rows)
        digest = hashlib.sha256(text.content).hexdigest()
        assert text["X-Checksum-Sha256"] == digest


def test_a_moderator_writes_one_and_no_text_is_made_by_it(
    client, sign_in, french_statement
):
    texts = StatementText.objects.count()
    french = Translation.objects.get(
        source__object_id=french_statement.translation_key,
        target_locale=french_statement.locale,
    )
    before = french.get_progress()
    moderator = sign_in("moderator")
    response = published_by(moderator, of("3"), "Free <b>of</b> charge.\n\nReally.")
    assert response.status_code == 200
    fold = next(fold for fold in shown(client) if "Really." in fold)
    assert "<p>Free &lt;b&gt;of&lt;/b&gt; charge.</p>" in fold
    assert StatementText.objects.count() == texts
    assert french.get_progress() == before
    # Its own translation is what is behind; readers keep what they had.
    assert of("3", "fr").text in "".join(shown(client, "fr"))
    own = Translation.objects.get(
        source__object_id=of("3").translation_key,
        target_locale=french_statement.locale,
    )
    total, done = own.get_progress()
    assert done < total

    too_long = published_by(moderator, of("3"), "x" * 601)
    assert "600" in too_long.text
    assert "Really." in "".join(shown(client))


def test_an_article_has_one_and_it_begins_in_the_language_of_record(sign_in):
    moderator = sign_in("moderator")
    add = reverse("wagtailsnippets_statement_articlesummary:add")
    summary = of("5")
    data = {"article": summary.article, "text": "Again.", "action-publish": "1"}
    assert "This article has a summary already." in moderator.post(add, data).text
    part = summary.article
    for row in ArticleSummary.objects.filter(article=part):
        row.delete()
    refused = moderator.post(f"{add}?locale=fr", data)
    assert "in the language of record first" in refused.text
    assert moderator.post(add, data).status_code == 302
    assert of("5").text == "Again."


def test_its_reviewer_translates_it_and_no_other_language(client, sign_in):
    translator = sign_in("translator")
    for language, status in (("fr", 200), ("de", 302)):
        translation = Translation.objects.get(
            source__object_id=of("1").translation_key,
            target_locale__language_code=language,
        )
        url = reverse("workbench_edit", args=[translation.pk])
        assert translator.get(url).status_code == status
    assert translator.get(edit_url(of("1"))).status_code == 302
    of("1", "fr").unpublish()
    assert len(shown(client, "fr")) == 16, "none instead of another language's"


def test_staff_are_told_when_an_article_has_changed_and_when_it_has_gone(
    client, sign_in, statement
):
    moderator = sign_in("moderator")
    assert "changed since" not in moderator.get(reverse(LIST)).text
    with_article(statement, "4", lambda value: value | {"text": "Use it as you like."})
    with_article(statement, "17", lambda value: None)
    told = confirm(moderator, press_publish(moderator, statement))
    assert "written for other words of their articles: 4, 17." in told.text
    listed = moderator.get(reverse(LIST)).text
    assert listed.count("The article has changed since") == 1
    assert listed.count("The article has gone") == 1
    assert "Use for any purpose" in listed, "the article's title"
    folds = "".join(shown(client))
    assert of("17").text not in folds
    assert of("4").text in folds

    assert "has changed since" in moderator.get(edit_url(of("4"))).text
    published_by(moderator, of("4"), of("4").text)
    assert "has changed since" not in moderator.get(reverse(LIST)).text


def test_an_article_is_found_by_it_as_itself(sign_in, statement):
    published_by(sign_in("moderator"), of("2"), "No zanzibars here.")
    (found,) = [
        entry
        for entry in entries(page_thing(statement.translation_key))
        if entry.language == "en" and "zanzibar" in entry.text_tokens
    ]
    assert found.path.endswith("#article-2")
    assert "zanzibar" not in found.text


def test_summaries_cost_a_page_one_query_and_then_none(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    from statement import summaries

    summaries.SHOWN.forget()
    locale = of("1").locale_id
    with django_assert_num_queries(1):
        summaries.shown_in(locale)
        summaries.shown_in(locale)
    shown(client)
    with django_assert_max_num_queries(12):
        assert len(shown(client)) == 17
