"""The Statement in forms for programs: the same words in each, by its own judge."""

import hashlib
import json
import re
from io import BytesIO
from zipfile import ZipFile

import jsonschema
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from lxml import etree
from wagtail.models import Locale

from openheritage.keeping import FOR_CDN
from openheritage.names import bcp47, direction
from renditions import akoma_ntoso, epub, machine_json, markdown
from renditions.kinds import KINDS
from renditions.parts import parts_of
from statement.models import StatementPage, StatementText
from tests.conftest import LANGUAGES, add_language
from tests.statement.admin import correct
from tests.statement.test_texts import body, publish, reword

from . import judges

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

MADE = {"json", "akn.xml", "epub", "md"}
FORMS = [kind for kind in KINDS if kind.suffix in {*MADE, "txt"}]


def shown(language: str) -> StatementText:
    texts = StatementText.objects.filter(
        document="statement", locale__language_code=language
    )
    return texts.select_related("version").first()


def data_of(client: Client, path: str) -> dict:
    data = json.loads(client.get(path).content)
    schema = json.loads(client.get("/statement.schema.json").content)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(
        data,
        schema,
        jsonschema.Draft202012Validator,
        format_checker=jsonschema.FormatChecker(),
    )
    return data


def prove(text: StatementText) -> None:
    """That each form is valid and holds the same words."""
    assert judges.text_of_json(machine_json.content(text)) == text.text
    document = akoma_ntoso.made(text)
    judges.akoma_ntoso_schema().assertValid(etree.fromstring(document))
    expected = akoma_ntoso.FORBIDDEN.sub("\ufffd", text.text)
    assert judges.text_of_akoma_ntoso(document) == expected
    found = judges.words_of_markdown(markdown.made(text).decode())
    assert found == [words for _label, words in text.lines]
    assert judges.words_of_epub(epub.made(text)) == [
        akoma_ntoso.FORBIDDEN.sub("\ufffd", words) for _label, words in text.lines
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_valid_and_holds_the_same_words(client, language):
    text = shown(language)
    prove(text)
    data = data_of(client, f"/{language}/statement.json")
    page = StatementPage.objects.get(locale=text.locale)
    kinds = [(part["kind"], part["id"]) for part in data["blocks"]]
    assert kinds == [
        ("title", None),
        *(
            (
                part.block_type,
                {"opening": None, "heading": f"section-{part.id}"}[part.block_type]
                if part.block_type in ("opening", "heading")
                else f"{part.block_type}-{part.value['label']}",
            )
            for part in page.body
        ),
    ]
    html = BeautifulSoup(client.get(f"/{language}/statement/").text, "html.parser")
    assert all(html.find(id=anchor) for _kind, anchor in kinds if anchor)
    assert data["language"] == bcp47(language)
    assert data["direction"] == direction(language)
    assert data["sha256"] == text.sha256
    assert data["status"] == ("record" if language == "en" else "community")
    assert (data["translation_of"] is None) == (language == "en")
    assert client.get(data["text"].removeprefix("http://localhost")).text == text.text
    assert len(data["languages"]) == len(LANGUAGES)


def eids(text: StatementText) -> list[str]:
    document = etree.fromstring(akoma_ntoso.made(text))
    body = document.find(".//{*}preamble"), document.find(".//{*}mainBody")
    return [eid for part in body for eid in part.xpath(".//@eId")]


def test_a_clause_has_one_eid_in_every_language_and_version(statement):
    wanted = eids(shown("en"))
    assert {"rec_a", "rec_w", "art_1", "art_17", "art_3__para_2"} <= {*wanted}
    assert len({*wanted}) == len(wanted)
    for language in LANGUAGES:
        assert eids(shown(language)) == wanted, language
    reword(statement)
    assert eids(shown("en")) == wanted


def kept(page: StatementPage, title: str, *parts: tuple) -> StatementText:
    page.formal_title, page.body = title, body(*parts)
    publish(page)
    return shown("en")


A = ("clause", {"label": "a", "text": "One;\n\nTwo;"})
B = ("clause", {"label": "b", "text": "Three;"})
FIRST = ("article", {"label": "1", "title": "First", "text": "One."})
SECOND = ("article", {"label": "2", "title": "Second", "text": "One.\n\nTwo."})
HEADING, OPENING = ("heading", "Part"), ("opening", "Begun\n\nno full stop")
SHAPES = {
    "no preamble": [FIRST, SECOND],
    "no articles": [OPENING, HEADING, A, B],
    "no clauses": [OPENING, HEADING, FIRST],
    "openings alone": [OPENING, OPENING],
    "heading at the end": [A, FIRST, HEADING],
    "headings over headings": [HEADING, HEADING, A, HEADING, HEADING, FIRST, HEADING],
    "article without section": [A, FIRST, HEADING, SECOND],
    "opening between": [A, OPENING, B, FIRST, OPENING, HEADING, OPENING, SECOND],
    "clause behind an article": [FIRST, A, HEADING, B],
    "nothing but a title": [HEADING],
}


def test_texts_of_other_shapes_keep_their_words_kinds_and_order(statement):
    for name, shape in SHAPES.items():
        text = kept(statement, f"Title of {name}", *shape)
        prove(text)
        joined = []
        for kind in ["title", *(kind for kind, _value in shape)]:
            # Two openings are one, as the text tells no border between them.
            if kind != "opening" or joined[-1:] != ["opening"]:
                joined.append(kind)
        assert [part.kind for part in parts_of(text)] == joined, name
    # Old ones too, while a revision knows them, or by their looks.
    found = StatementText.objects.filter(document="statement")
    texts = list(found.filter(locale__language_code="en"))
    assert len(texts) == len(SHAPES) + 1
    for text in texts:
        prove(text)
    old = next(text for text in texts if "Title of opening between" in text.text)
    before = [part.kind for part in parts_of(old)]
    assert before.count("opening") == 3
    statement.revisions.all().delete()
    prove(old)


HOSTILE = [
    "a <b>&amp; ]]> <!-- -- --> \\ ` * _ [x](y) # | ~",
    "1. one",
    "- x",
    "\U0001f3db\U00020000 \u200f\u202eabc\u202c",
    "x\x01y\x1b\x7f\ufffe\uffff",
    "{% x %} {{ y }}",
    "---",
    "# no heading",
]


def test_hostile_words_stay_words(statement, client):
    parts = [("opening", "\n\n".join(HOSTILE))]
    parts += [
        ("article", {"label": str(place), "title": words, "text": words})
        for place, words in enumerate(HOSTILE, start=1)
    ]
    text = kept(statement, "T <&> ]]> \U0001f3db", *parts)
    prove(text)
    page = BeautifulSoup(client.get("/en/statement/use/").text, "html.parser")
    work = json.loads(page.find_all("script", type="application/ld+json")[0].string)
    assert work["@graph"][0]["name"] == "T <&> ]]> \U0001f3db"
    assert r"T <\&> ]]>" in page.text


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.suffix)
def test_each_form_is_served_as_the_plain_text_is(client, kind):
    text, path = shown("fr"), kind.path("fr")
    answer = client.get(path)
    assert answer["Content-Type"].split(";")[0] == kind.media_type
    assert answer["Content-Language"] == "fr"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Disposition"] == (
        f'inline; filename="statement-fr-v1.{kind.suffix}"'
    )
    assert (FOR_CDN in answer) == (kind.suffix != "epub")
    links = answer["Link"]
    assert "creativecommons.org/licenses/by/4.0/" in links
    assert len(links) < 1000
    assert f"<{path}>" not in links
    others = [other for other in KINDS if other != kind]
    for other in others:
        assert f'<{other.path("fr")}>; rel="alternate"' in links
    assert ("describedby" in links) == (kind.suffix == "json")
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == answer["ETag"]
    for method in (client.get, client.head):
        again = method(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == answer["ETag"]
    assert client.post(path).status_code == 405
    lasting = client.get(kind.path_of(text))
    assert lasting.content == answer.content
    is_for_ever = "immutable" in lasting["Cache-Control"]
    assert is_for_ever == (kind.suffix != "json")
    assert (FOR_CDN in lasting) == (is_for_ever and kind.suffix != "epub")
    numbered = client.get(f"{path}?version=1")
    assert numbered.content == answer.content
    assert FOR_CDN not in numbered
    for query in ("text=", "text=" + "0" * 64, "version=0", "version=9", "version=x"):
        assert client.get(f"{path}?{query}").status_code == 404
    # A text is found in its own language alone.
    assert client.get(f"{kind.path('de')}?text={text.sha256}").status_code == 404


@pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.suffix)
def test_a_withdrawn_translation_is_found_by_its_digest_alone(client, kind):
    text = shown("sw")
    before = client.get(kind.path_of(text)).content
    StatementPage.objects.get(locale__language_code="sw").unpublish()
    assert client.get(kind.path("sw")).status_code == 404
    after = client.get(kind.path_of(text))
    assert after.status_code == 200
    assert (after.content == before) == (kind.suffix != "json")
    assert client.get("/sw/statement/use/").status_code == 404


def test_no_form_is_old_when_words_are_published(client, statement, sign_in):
    old = {kind.suffix: client.get(kind.path("en")) for kind in FORMS}
    before = shown("en")
    correct(sign_in("moderator"), statement, "A corrected clause;", "A comma.")
    for kind in FORMS:
        tag = {"If-None-Match": old[kind.suffix]["ETag"]}
        assert client.get(kind.path("en"), headers=tag).status_code == 200
        lasting = client.get(kind.path_of(before))
        if kind.suffix != "json":
            assert lasting.content == old[kind.suffix].content
    data = data_of(client, "/en/statement.json")
    assert data["corrigendum"] == {"number": 1, "note": "A comma."}
    earlier = data_of(client, f"/en/statement.json?text={before.sha256}")
    assert (earlier["status"], earlier["corrigendum"]) == (None, None)
    # French still follows the words before; they have the same version.
    french = data_of(client, "/fr/statement.json")
    assert french["translation_of"]["sha256"] == before.sha256
    assert french["version"]["is_behind"] is False
    statement.refresh_from_db()
    reword(statement)
    french = data_of(client, "/fr/statement.json")
    assert (french["version"]["number"], french["version"]["newest"]) == (1, 2)
    assert french["version"]["is_behind"] is True
    document = etree.fromstring(client.get("/en/statement.akn.xml").content)
    (statement_element,) = document
    assert statement_element.get("contains") == "singleVersion"
    kinds = document.xpath("//*[local-name()='eventRef']/@type")
    assert kinds == ["generation", "amendment"]


def value(document: etree._Element, level: str, tag: str) -> str:
    found = document.find(f".//{{*}}{level}/{{*}}{tag}")
    return found.get("value") or found.get("language") or found.get("href")


def test_names_of_work_expression_and_file_lead_to_them(client):
    french = etree.fromstring(client.get("/fr/statement.akn.xml").content)
    english = etree.fromstring(client.get("/en/statement.akn.xml").content)
    work = value(french, "FRBRWork", "FRBRuri")
    assert work == value(english, "FRBRWork", "FRBRuri")
    expression = value(french, "FRBRExpression", "FRBRuri")
    assert re.fullmatch(rf"{work}/fra@\d{{4}}-\d\d-\d\d;v1", expression)
    assert value(french, "FRBRExpression", "FRBRlanguage") == "fra"
    assert value(french, "FRBRExpression", "FRBRversionNumber") == "1"
    assert value(french, "FRBRExpression", "FRBRtranslation") == value(
        english, "FRBRExpression", "FRBRuri"
    )
    assert english.find(".//{*}FRBRtranslation") is None
    for name in (work, f"{work}/!main"):
        answer = client.get(name, headers={"Accept-Language": "fr"})
        assert answer["Location"] == "/fr/statement/"
        assert "Accept-Language" in answer["Vary"]
    text = shown("fr")
    for level in ("FRBRExpression", "FRBRManifestation"):
        for tag in ("FRBRuri", "FRBRthis"):
            answer = client.get(value(french, level, tag))
            suffix = "txt" if level == "FRBRExpression" else "akn.xml"
            assert answer["Location"] == (f"/fr/statement.{suffix}?text={text.sha256}")
    for wrong in (
        *("/akn/xz/statement/x", f"{work}x", f"{work}/fra", f"{expression}9"),
        *(f"{expression}.exe", f"{work}/deu@2026-01-01;v1", f"{work}//"),
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_a_language_without_translation_is_given_the_original(client):
    add_language("nl")
    data = data_of(client, "/nl/statement.json")
    assert (data["language"], data["status"]) == ("en", "record")
    page = client.get("/nl/statement/use/")
    assert shown("en").sha256 in page.text


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_the_page_tells_how_to_use_the_text(
    client, language, django_assert_max_num_queries
):
    text = shown(language)
    for path in ("statement/", "statement/use/"):
        client.get(f"/{language}/{path}")
    with django_assert_max_num_queries(12):
        answer = client.get(f"/{language}/statement/use/")
    page = BeautifulSoup(answer.text, "html.parser")
    for kind in KINDS:
        assert page.find("a", href=kind.path(language), type=kind.media_type)
    citation = page.find(id="citation").text
    assert text.lines[0][1] in citation
    assert text.address in citation
    (work,) = json.loads(page.find_all("script", type="application/ld+json")[0].string)[
        "@graph"
    ]
    assert work["@type"] == "CreativeWork"
    assert (work["version"], work["inLanguage"]) == ("1", bcp47(language))
    assert len(work["encoding"]) == len(KINDS)
    assert ("translationOfWork" in work) == (language != "en")
    old = client.get(f"/{language}/statement/use/?text={text.sha256}")
    assert "noindex" in old.text
    assert "noindex" not in answer.text
    statement = client.get(f"/{language}/statement/")
    assert f"/{language}/statement.json" in statement["Link"]
    # It would be one more page for readers of that language (Lighthouse, SEO).
    assert "hreflang" not in statement["Link"]
    assert f'href="/{language}/statement/use/"' in statement.text
    assert f"/{language}/statement/use/" in client.get("/sitemap.xml").text


def test_a_book_is_the_same_bytes_whenever_it_is_made():
    text = shown("ar")
    first = epub.made(text)
    assert first == epub.made(text)
    with ZipFile(BytesIO(first)) as archive:
        assert archive.namelist()[0] == "mimetype"
        package = archive.read("book.opf").decode()
    assert 'page-progression-direction="rtl"' in package
    assert hashlib.sha256(first).hexdigest()
    assert Locale.objects.count() >= len(LANGUAGES)
