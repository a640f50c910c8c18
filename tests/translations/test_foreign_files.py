"""What is no file of ours, or not wholly, is refused in words."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from translations import saving
from translations.files.bundles import (
    Kind,
    bring_in,
)
from translations.files.incoming import UnreadableError

from .exchange import as_tool, bring, export, segment

pytestmark = pytest.mark.django_db


def bomb():
    lines = ['<!DOCTYPE x [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return "\n".join([*lines, "]><xliff>&a9;</xliff>"]).encode()


def zipped(*files, compression=ZIP_DEFLATED):
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


XLIFF = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en">'
)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "declares a document type"),
        (
            lambda: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff/>',
            "declares a document type",
        ),
        (lambda: (XLIFF + "<file>" * 100).encode(), "nested too deeply"),
        (lambda: b"<html><body>x</body></html>", "not made by this site"),
        (lambda: b"<?xml version='1.0'?><xliff", "not made by this site"),
        (lambda: b"<?xml version='1.0' encoding='x-none'?><a/>", "not made by this"),
        (
            lambda: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
            "XLIFF 1",
        ),
        (lambda: XLIFF.replace('"en"', '"de"').encode() + b"</xliff>", "in “de”"),
        (lambda: zipped(("../fr.po", b"x")), "outside of it"),
        (lambda: zipped(("/etc/fr.po", b"x")), "outside of it"),
        (lambda: zipped(("C:\\fr.po", b"x")), "outside of it"),
        (lambda: zipped(("fr.po", b"0" * 150_000_000)), "holds too much"),
        (lambda: zipped(*((f"{n}.po", b"") for n in range(5_001))), "holds too much"),
        (lambda: zipped(("notes.txt", b"x")), "no PO or XLIFF"),
        (lambda: zipped(("fr.po", b"x" * 99))[:-30], "is damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "not made by this site"),
        (lambda: b"", "not made by this site"),
        (lambda: b'msgid "a"\nmsgstr "b"\n', "not made by this site"),
        (lambda: b"\x00" * 1000, "not made by this site"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_words(make, words):
    with pytest.raises(UnreadableError, match=words):
        bring_in("file", make(), None, lambda translation: "")


def test_a_file_of_another_site_page_or_language_is_refused_whole(paged):
    uuid = str(paged.uuid)
    for kind in Kind:
        content = export(paged, kind).decode()
        other = content.replace(uuid, str(uuid4()))
        wrong = content.replace("Language: fr", "Language: de").replace(
            'trgLang="fr"', 'trgLang="de"'
        )
        for text, words in ((other, "another site"), (wrong, "“de”")):
            (report,) = bring_in("file", text.encode(), None, lambda one: "")
            assert words in report.refusal


def test_what_an_xliff_file_holds_up_to_where_it_breaks_is_taken(paged):
    root = as_tool(export(paged, Kind.XLIFF), "A page", "Une page", state="final")
    content = etree.tostring(root)
    report = bring(content[: content.index(b"Last.")])
    assert report.counts["applied"] == 1
    assert any("cannot be read from here" in str(line) for line in report.lines)
    assert report.counts["absent"] >= 1


def test_hostile_words_in_a_file_are_named_and_not_taken(paged):
    root = as_tool(
        export(paged, Kind.XLIFF),
        "Last",
        "&lt;script&gt;x&lt;/script&gt;",
        state="final",
    )
    report = bring(etree.tostring(root))
    assert report.counts["refused"] == 1
    moved = as_tool(export(paged, Kind.XLIFF), "Last", 'x <ph id="9"/>', state="final")
    report = bring(etree.tostring(moved))
    assert any("a mark that the original has not" in str(line) for line in report.lines)
    assert saving.current_of(segment(paged, "Last"), paged) is None
