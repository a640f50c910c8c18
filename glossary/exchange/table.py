"""The glossary as a table of comma-separated values, for spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as staff_

from glossary.models import Term
from openheritage.spreadsheets import BOM, SIGNS, safe

from .rows import FileError, Row

# Between what stands on lines of its own in the glossary: a cell has one line.
BETWEEN = " | "
COLUMNS = ("term", "translation", "note", "wrong words", "found by")
# What ``safe`` puts in front of what a spreadsheet would calculate.
GUARD = re.compile(rf"((?:^|;)[\s\"]*)'(?=[{SIGNS}])")


def write(terms: Iterable[Term]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for term in terms:
        cells = (
            term.term,
            term.translation,
            BETWEEN.join(term.note.splitlines()),
            BETWEEN.join(term.wrong_words),
            term.stems,
        )
        writer.writerow([safe(cell) for cell in cells])
    return BOM + file.getvalue()


def decoded(content: bytes) -> str:
    """Spreadsheets write UTF-8, or UTF-16 where they say “Unicode text”."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError(
            staff_("The file is not in UTF-8. Save it anew as “CSV UTF-8”.")
        ) from error


def cell(text: str) -> str:
    return GUARD.sub(r"\1", text).strip()


def lines(text: str) -> str:
    return "\n".join(filter(None, (part.strip() for part in text.split("|"))))


def separator(head: str) -> str:
    return max(",;\t", key=head.count)


def read(content: bytes) -> list[Row]:
    text = decoded(content)
    if "\0" in text:
        raise FileError(staff_("This is no table of comma-separated values."))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text.lstrip("\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=separator(head))
    rows: list[Row] = []
    columns: list[str] | None = None
    try:
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            if columns is None:
                columns = columns_of(cells)
                continue
            rows.append(row(reader.line_num, columns, cells))
    except csv.Error as error:
        raise FileError(
            staff_("Line %(line)s cannot be read.") % {"line": reader.line_num}
        ) from error
    if columns is None:
        raise FileError(staff_("The file is empty."))
    return rows


def columns_of(cells: list[str]) -> list[str]:
    columns = [each.strip().lower() for each in cells]
    if not {"term", "translation"} <= set(columns):
        raise FileError(
            staff_(
                "The first line must name the columns: %(columns)s. Only the first two "
                "are needed."
            )
            % {"columns": ", ".join(COLUMNS)}
        )
    return columns


def row(line: int, columns: list[str], cells: list[str]) -> Row:
    said = dict(zip(columns, map(cell, cells), strict=False))
    wrong, note = said.get("wrong words"), said.get("note")
    return Row(
        line,
        said.get("term", ""),
        said.get("translation", ""),
        None if note is None else lines(note),
        None if wrong is None else lines(wrong),
        said.get("found by"),
    )
