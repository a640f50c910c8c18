"""A slip is mended under the same version, and nobody signs it unawares."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from events.models import Event
from openheritage.furniture import speaking
from signatures.models import Signature
from statement.differences import changes, labels_of
from statement.models import StatementPage, StatementText, StatementVersion
from tests.conftest import translate_the_rest
from tests.signing import EMAIL, answers, fill_in, make_signature, press

from .admin import confirm, correct, press_publish, press_publish_in_translation

pytestmark = pytest.mark.django_db

NEW = "Recalling everything, with its comma;"


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderator")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def progress(language: str) -> tuple[int, int]:
    page = StatementPage.objects.get(locale__language_code=language)
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )
    return translation.get_progress()


def test_a_corrigendum_is_a_text_with_its_own_digest_under_the_same_version(
    client, moderator, statement
):
    signature = make_signature()
    before = StatementText.objects.shown_on(statement)
    versions = StatementVersion.objects.count()
    correct(moderator, statement, NEW, "A comma was missing.")
    after = StatementText.objects.shown_on(statement)
    assert StatementVersion.objects.count() == versions
    assert after.version == before.version
    assert after.pk != before.pk
    assert f"a\t{NEW}\n" in after.text
    assert after.sha256 == digest(after.text) != before.sha256
    event = Event.objects.about("statement", after.pk).get()
    assert (event.verb, event.actor.username) == ("corrigendum", "moderator")
    assert event.data["note"] == "A comma was missing."
    # Who signed before keeps the text; who signs now is given the new one.
    signature.refresh_from_db()
    assert signature.text == before
    assert make_signature().text == after
    # The version leads to the newest, each digest to its own text.
    for query, text in (
        (f"version={before.version.number}", after),
        (f"text={before.sha256}", before),
        (f"text={after.sha256.upper()}", after),
        (f"text={after.sha256}&version={after.version.number}", after),
    ):
        served = client.get(f"/en/statement.txt?{query}")
        assert digest(served.text) == text.sha256, query
    assert "immutable" in client.get(before.address)["Cache-Control"]
    assert "immutable" not in client.get("/en/statement.txt?version=1")["Cache-Control"]


def test_translations_stay_complete_and_follow_the_version(
    client, moderator, statement, french_statement
):
    french = client.get("/fr/statement.txt").content
    assert progress("fr") == progress("ar")
    total, done = progress("fr")
    assert total == done
    correct(moderator, statement, NEW)
    assert progress("fr") == progress("ar") == (total, total)
    assert client.get("/fr/statement.txt").content == french
    assert StatementText.objects.shown_on(french_statement).is_behind is False
    # The same words again, given back: they find their translations, too.
    statement.refresh_from_db()
    old = StatementText.objects.of(statement).last().text
    words = next(line for line in old.splitlines() if line.startswith("a\t"))[2:]
    correct(moderator, statement, words)
    assert progress("fr") == (total, total)
    texts = StatementText.objects.of(statement)
    assert [text.version.number for text in texts] == [1, 1, 1]
    assert texts[0].sha256 == texts[2].sha256
    # Published again, with nothing new in it, French makes no text.
    before = StatementText.objects.of(french_statement).count()
    french_statement.save_revision().publish()
    assert StatementText.objects.of(french_statement).count() == before


def test_what_was_not_translated_is_not_translated_by_a_corrigendum(
    moderator, statement
):
    total, _done = progress("fr")
    StringTranslation.objects.filter(
        locale__language_code="fr", context__path="formal_title"
    ).delete()
    shown = press_publish(
        moderator, statement, NEW, formal_title="The Statement itself"
    )
    confirm(moderator, shown, "corrigendum", "Title and comma.")
    assert progress("fr") == (total, total - 1)
    assert progress("ar") == (total, total)


def test_words_outside_the_text_of_record_are_translated_anew(moderator, statement):
    total, _done = progress("fr")
    shown = press_publish(moderator, statement, NEW, notice="Quite another notice")
    confirm(moderator, shown, "corrigendum", "A comma.")
    assert progress("fr") == (total, total - 1)


def test_the_corrigendum_is_listed_with_date_note_and_difference(
    client, moderator, statement
):
    before = StatementText.objects.shown_on(statement)
    correct(moderator, statement, NEW, "A <comma> was missing.")
    after = StatementText.objects.shown_on(statement)
    page = BeautifulSoup(client.get("/en/statement/").text, "html.parser")
    link = page.select_one(f'a[href="/en/statement/changes/#text-{after.pk}"]')
    assert link.get_text().startswith("Corrigendum, published on ")
    listed = BeautifulSoup(client.get("/en/statement/changes/").text, "html.parser")
    assert [heading["id"] for heading in listed.select("main h2[id]")] == [
        f"text-{after.pk}",
        f"text-{before.pk}",
    ]
    assert "A <comma> was missing." in listed.main.get_text()
    for text in (before, after):
        assert listed.main.select_one(f'a[href="{text.address}"]')
    (change,) = listed.select(".change")
    assert change.select_one(".label").get_text() == "a"
    for hidden in change.select(".visually-hidden"):
        hidden.extract()
    for gone in change.select("del"):
        gone.extract()
    assert change.get_text().split(maxsplit=1)[1] == NEW
    # French readers are led to it.
    french = client.get("/fr/statement/changes/").text
    assert 'href="/en/statement/changes/"' in french
    assert "Corrigendum" not in french


@pytest.mark.parametrize(
    "query",
    [
        *("text=", "text=abc", f"text={'0' * 64}", f"text={'z' * 64}"),
        *("text=%00", f"text={'٣' * 64}", "text={french}", "text={english}&version=9"),
    ],
)
def test_an_address_of_no_text_of_this_language_is_not_found_in_words(
    client, statement, french_statement, query
):
    french = StatementText.objects.shown_on(french_statement).sha256
    english = StatementText.objects.shown_on(statement).sha256
    response = client.get(
        f"/en/statement.txt?{query.format(french=french, english=english)}"
    )
    assert response.status_code == 404
    assert "<h1" in response.text
    assert "immutable" not in response["Cache-Control"]


def test_a_corrigendum_needs_its_sentence_and_the_same_parts(moderator, statement):
    make_signature()
    shown = press_publish(moderator, statement, NEW)
    refused = confirm(moderator, shown, "corrigendum", "")
    assert "Nothing was published." in refused.text
    assert StatementText.objects.of(statement).count() == 1
    # A clause less is no slip.
    parts = statement.body.get_prep_value()
    parts.remove(next(p for p in parts if p["type"] == "clause"))
    statement.body = StatementPage.body.field.to_python(parts)
    shown = press_publish(moderator, statement)
    assert "a clause or an article comes, goes or moves" in shown.text
    assert 'value="corrigendum"' not in shown.text
    assert confirm(moderator, shown, "corrigendum", "No.").status_code == 404
    assert StatementText.objects.of(statement).count() == 1
    # Nor is a heading more; a paragraph that is divided may be one.
    one = "\tTitle\na\tWords and words\n"
    assert labels_of(one) == labels_of("\tTitle\na\tWords\na\tand words\n")
    assert labels_of(one) != labels_of("\tTitle\n\tMore\na\tWords and words\n")


def test_who_looked_at_the_old_text_is_asked_again(client, moderator, statement):
    page = fill_in(client)
    before = StatementText.objects.shown_on(statement)
    assert before.address in page.text
    correct(moderator, statement, NEW)
    after = StatementText.objects.shown_on(statement)
    again = press(client, page, "send", **answers())
    assert "has changed in the meantime" in again.text
    assert after.address in again.text
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    press(client, again, "send", **answers())
    assert Signature.objects.get(people__email=EMAIL).text == after


def test_a_translation_is_corrected_under_its_version(
    client, sign_in, french_statement, django_capture_on_commit_callbacks
):
    reviewer = sign_in("reviewer")
    before = StatementText.objects.shown_on(french_statement)
    rows = StringTranslation.objects.filter(
        locale=french_statement.locale, context__path="formal_title"
    )
    rows.update(data="Un titre corrigé")
    shown = press_publish_in_translation(reviewer, french_statement)
    assert "which this translation follows already" in shown.text
    assert StatementText.objects.shown_on(french_statement) == before
    with django_capture_on_commit_callbacks(execute=True):
        confirm(reviewer, shown, "corrigendum", "Une coquille.")
    after = StatementText.objects.shown_on(french_statement)
    assert after.version == before.version
    assert after.text.startswith("\tUn titre corrigé\n")
    assert after.note == "Une coquille."
    html = client.get("/fr/statement/changes/").text
    assert "Une coquille." in html
    assert "<ins>" in html
    # Again, with nothing new.
    shown = press_publish_in_translation(reviewer, french_statement)
    assert "No text is made" in shown.text
    with django_capture_on_commit_callbacks(execute=True):
        confirm(reviewer, shown)
    assert StatementText.objects.shown_on(french_statement) == after


def test_a_translation_says_which_version_it_will_follow(
    sign_in, statement, french_statement, django_capture_on_commit_callbacks
):
    body = statement.body.get_prep_value()
    next(p for p in body if p["type"] == "clause")["value"]["text"] = NEW
    statement.body = StatementPage.body.field.to_python(body)
    statement.save_revision().publish()
    reviewer = sign_in("reviewer")
    refused = press_publish_in_translation(reviewer, french_statement)
    assert "texts are translated" in refused.text
    translate_the_rest(french_statement)
    shown = press_publish_in_translation(reviewer, french_statement)
    assert "This translation will follow version 2" in shown.text
    with django_capture_on_commit_callbacks(execute=True):
        confirm(reviewer, shown)
    text = StatementText.objects.shown_on(french_statement)
    assert text.version.number == 2
    assert (text.note, text.is_behind) == ("", False)


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("a\tThe teh end\n", "a\tThe the end\n", "The [-teh][+the] end"),
        ("a\tOne two\n", "a\tOne, two\n", "One[+,] two"),
        ("a\t知識的自由\n", "a\t知識の自由\n", "知識[-的][+の]自由"),
        ("a\tالتراث الثقافيّ\n", "a\tالتراث الثقافي\n", "التراث [-الثقافيّ][+الثقافي]"),
        ("a\tx\n", "a\tx\na\tNew\n", "[+New]"),
        ("\tA b c\n", "\tB c\n", "[-A b][+B] c"),
    ],
)
def test_differences_are_told_by_words(old, new, html):
    (change,) = changes(old, new)
    marks = {"same": "{}", "deleted": "[-{}]", "inserted": "[+{}]"}
    assert "".join(marks[kind].format(words) for kind, words in change.pieces) == html


def test_the_page_of_changes_is_there_before_anything_changed(client):
    for language in ("en", "fr"):
        response = client.get(f"/{language}/statement/changes/")
        assert response.status_code == 200
        assert "Cookie" not in response.get("Vary", "")
    assert client.post(reverse("statement_changes")).status_code == 405


def test_words_about_a_difference_are_marked_as_what_they_are():
    (change,) = changes("a\tOne word\n", "a\tTwo words\n")
    # Hebrew has no catalogue: what is heard is English.
    with speaking("he"):
        assert 'lang="en">[deleted: ' in change.html
