"""What was published is kept, and anybody can check it."""

import re
import subprocess
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from openheritage.models import Language
from statement.blocks import StatementBlock, paragraphs
from statement.models import (
    StatementPage,
    StatementText,
    StatementVersion,
    canonical_text,
)
from tests.conftest import LANGUAGES, translate_the_rest
from tests.signing import text_in

pytestmark = pytest.mark.django_db


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def reword(page, words="Other words;"):
    """Changes clause a of an original and publishes it."""
    body = page.body.get_prep_value()
    clause = next(part for part in body if part["type"] == "clause")
    clause["value"]["text"] = words
    page.body = StatementPage.body.field.to_python(body)
    return publish(page)


def body(*parts):
    return StatementPage.body.field.to_python(
        [{"type": kind, "value": value} for kind, value in parts]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_digest_on_the_page_is_what_sha256sum_says_of_the_file(
    client, tmp_path, language
):
    html = client.get(f"/{language}/statement/").text
    shown = re.search(r'<code class="digest"[^>]*>([0-9a-f]{64})<', html)[1]
    served = client.get(f"/{language}/statement.txt")
    assert served["Content-Type"] == "text/plain; charset=utf-8"
    path = tmp_path / "statement.txt"
    path.write_bytes(served.content)
    printed = subprocess.run(["sha256sum", path], capture_output=True, check=True)
    assert printed.stdout.decode().split()[0] == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_canonical(client, language):
    text = client.get(f"/{language}/statement.txt").content.decode()
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    assert "\r" not in text
    lines = text.removesuffix("\n").split("\n")
    for line in lines:
        label, words = line.split("\t")
        assert re.fullmatch(r"[a-z]{0,2}|[1-9]\d{0,2}", label)
        assert words == " ".join(words.split()) != ""
    labels = list(dict.fromkeys(line.split("\t")[0] for line in lines))
    letters = [chr(code) for code in range(ord("a"), ord("w") + 1)]
    assert [label for label in labels if label] == letters + [
        str(number) for number in range(1, 18)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_and_article_has_the_same_address_in_every_language(
    client, language
):
    html = client.get(f"/{language}/statement/").text
    anchors = set(re.findall(r'id="((?:clause|article)-\w+)"', html))
    assert len(anchors) == 23 + 17
    assert {"clause-a", "clause-w", "article-1", "article-16"} <= anchors


def test_blocks_have_the_same_ids_in_every_language(statement, french_statement):
    assert [part.id for part in statement.body] == [
        part.id for part in french_statement.body
    ]


def test_canonical_text_collapses_space_and_separates_paragraphs():
    text = canonical_text(
        "The  title",
        body(
            ("opening", "One\n\n two "),
            ("heading", "Part"),
            ("clause", {"label": "a", "text": "Cafe\u0301\n here;"}),
            ("article", {"label": "1", "title": "First", "text": "x\r\n\r\ny"}),
        ),
    )
    assert text == (
        "\tThe title\n\tOne\n\ttwo\n\tPart\na\tCafé here;\n1\tFirst\n1\tx\n1\ty\n"
    )


def test_paragraphs_are_divided_by_empty_lines():
    assert paragraphs("a\nb\n \nc\n\n\n") == ["a b", "c"]


def test_new_words_in_the_original_make_a_version(statement):
    before = StatementVersion.objects.count()
    page = reword(statement)
    assert StatementVersion.objects.count() == before + 1
    text = StatementText.objects.shown_on(page)
    assert text.version.number == 2
    assert "a\tOther words;\n" in text.text


def test_publishing_the_same_words_again_makes_nothing(statement, french_statement):
    versions, texts = StatementVersion.objects.count(), StatementText.objects.count()
    statement.search_description = "Something else"
    publish(statement)
    translate_the_rest(french_statement)
    publish(french_statement)
    assert StatementVersion.objects.count() == versions
    assert StatementText.objects.count() == texts


def test_a_language_that_lags_says_so_and_keeps_its_text(client, statement):
    before = client.get("/fr/statement.txt").content
    reword(statement)
    assert client.get("/fr/statement.txt").content == before
    html = client.get("/fr/statement/").text
    assert "This translation" not in html
    assert "Cette traduction suit la version" in html
    french = text_in("fr")
    assert french.version.number == 1
    assert "Other words;" in client.get("/en/statement/").text


def test_a_language_published_again_follows_the_newest_version(
    statement, french_statement
):
    reword(statement)
    translate_the_rest(french_statement)
    publish(french_statement)
    shown = StatementText.objects.shown_on(french_statement)
    assert shown.version.number == shown.newest == 2


def test_older_versions_are_served_by_number(client, statement):
    first = client.get("/en/statement.txt").content
    reword(statement)
    assert client.get("/en/statement.txt?version=1").content == first
    assert client.get("/en/statement.txt?version=2").content != first
    assert client.get("/en/statement.txt?version=3").status_code == 404
    assert client.get("/fr/statement.txt?version=2").status_code == 404


def test_a_withdrawn_translation_is_found_by_its_digest_alone(client):
    text = text_in("sw")
    StatementPage.objects.get(locale__language_code="sw").unpublish()
    assert client.get("/sw/statement.txt").status_code == 404
    assert client.get(text.address).content.decode() == text.text


def test_a_language_without_translation_is_served_the_original(client):
    language = Language.objects.get_or_create(
        locale=Locale.objects.create(language_code="nl")
    )[0]
    language.is_open = True
    language.opened_at = timezone.now()
    language.save()
    response = client.get("/nl/statement.txt")
    assert response["Content-Language"] == "en"
    assert response.content == client.get("/en/statement.txt").content


def test_a_text_is_written_once(statement):
    text = StatementText.objects.shown_on(statement)
    text.text = "Other words"
    with pytest.raises(TypeError):
        text.save()


def test_a_version_with_texts_cannot_be_deleted(statement):
    with pytest.raises(ProtectedError):
        StatementVersion.objects.first().delete()


@pytest.mark.parametrize(
    "parts",
    [
        [
            ("clause", {"label": "y", "text": "x"}),
            ("clause", {"label": "y", "text": "y"}),
        ],
        [("article", {"label": "0", "title": "x", "text": "x"})],
        [("article", {"label": "a", "title": "x", "text": "x"})],
        [("clause", {"label": "1", "text": "x"})],
        [("clause", {"label": "", "text": "x"})],
        [("clause", {"label": "a b", "text": "x"})],
    ],
)
def test_a_label_is_given_once_and_well_formed(parts):
    with pytest.raises(ValidationError):
        StatementBlock().clean(body(*parts))


def test_a_clause_and_an_article_may_be_near_in_name():
    # Labels that nobody has signed: a signed one stays where it is.
    value = body(
        ("clause", {"label": "y", "text": "x"}),
        ("article", {"label": "99", "title": "x", "text": "x"}),
    )
    assert len(StatementBlock().clean(value)) == 2


def test_a_published_statement_is_not_deleted_but_politely_refused(
    sign_in, superuser, statement, home
):
    client = sign_in("root")
    for page in (statement, home):
        response = client.post(f"/admin/pages/{page.pk}/delete/", follow=True)
        assert "cannot be deleted" in response.text
    assert StatementPage.objects.filter(pk=statement.pk).exists()


def test_bulk_deletion_spares_a_published_statement(sign_in, superuser, statement):
    url = f"/admin/bulk/wagtailcore/page/delete/?id={statement.pk}"
    response = sign_in("root").post(url, follow=True)
    assert response.status_code == 200
    assert StatementPage.objects.filter(pk=statement.pk).exists()


def test_reading_time_counts_characters_where_words_have_no_spaces(statement):
    japanese = StatementPage.objects.get(locale__language_code="ja")
    assert 5 <= statement.minutes <= 12
    assert 5 <= japanese.minutes <= 20


def test_only_one_statement_lives_under_a_home(home):
    assert not StatementPage.can_create_at(home)


def test_no_locale_with_texts_can_be_deleted():
    with pytest.raises(ProtectedError):
        Locale.objects.get(language_code="fr").delete()


def test_the_day_of_opening_is_read_from_the_original_alone(client, statement):
    StatementPage.objects.filter(locale__language_code="fr").update(opened_on=None)
    assert "6 octobre 2025" in client.get("/fr/statement/").text
    StatementPage.objects.filter(pk=statement.pk).update(opened_on="2025-12-24")
    assert "24 décembre 2025" in client.get("/fr/statement/").text


def test_no_words_of_a_private_statement_are_listed(client, statement, home):
    paths = ("statement/changes/", "statement.txt?version=1", "statement.txt")
    addresses = [f"/{code}/{path}" for code in ("en", "fr") for path in paths]
    for page in (statement, home):
        PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.LOGIN
        )
        assert {client.get(url).status_code for url in addresses} == {404}
        PageViewRestriction.objects.all().delete()
    assert client.get("/en/statement.txt?version=1").status_code == 200
