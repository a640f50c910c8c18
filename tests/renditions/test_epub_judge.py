"""EPUBCheck looks at the books; it needs Java, and Maven to be had."""

import pytest

from renditions import epub
from tests.services import epubcheck
from tests.signing import text_in
from tests.statement.test_texts import body, publish

pytestmark = [pytest.mark.django_db, pytest.mark.proof, pytest.mark.rota]


@pytest.mark.parametrize("language", ["ar"])
def test_epubcheck_finds_nothing(tmp_path, language):
    text = text_in(language)
    book = tmp_path / "statement.epub"
    book.write_bytes(epub.made(text))
    assert epubcheck.messages(book) == []


def test_epubcheck_finds_nothing_in_hostile_words_and_no_titles(tmp_path, statement):
    statement.formal_title = "T <&> ]]> \U0001f3db"
    parts = [("opening", "x\x01y <b>"), ("clause", {"label": "a", "text": "]]> &amp;"})]
    statement.body = body(*parts)
    publish(statement)
    text = text_in("en")
    book = tmp_path / "statement.epub"
    book.write_bytes(epub.made(text))
    assert epubcheck.messages(book) == []
    book.write_bytes(epub.made(text).replace(b"mimetype", b"mimetypo"))
    assert epubcheck.messages(book)
