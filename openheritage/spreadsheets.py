"""Comma-separated values, as spreadsheets open them: one way for all lists.

Wagtail's own exports lack the mark of UTF-8 and the guard against formulas:
``mend_exports`` gives them both. Delete it when `SpreadsheetExportMixin` has them.
"""

import re
from collections.abc import Iterator
from functools import wraps
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# Without it a spreadsheet takes UTF-8 for the encoding of its own country.
BOM = "\ufeff"
CONTENT_TYPE = "text/csv; charset=utf-8"

BREAKS = re.compile(r"[\t\v\f\r\n\x85\u2028\u2029]+")
# A spreadsheet takes a cell that begins so for a formula, full width too.
SIGNS = "=+\\-@＝＋－＠"
FORMULA = re.compile(rf"^([\s\"]*)(?=[{SIGNS}])")
# Where decimals have commas, a spreadsheet splits cells at semicolons instead, and
# finds beginnings within ours. What calls neither a function nor another program
# (`cmd|'…'!A1`) runs nothing, and stays as it is.
CALL = r"(?:\w[(（]|[|｜][^;]*[!！])"
HIDDEN_FORMULA = re.compile(rf"(;[\s\"]*)(?=[{SIGNS}][^;]*{CALL})")


class Lines:
    """A file for ``csv.writer``, whose ``writerow`` returns what this does."""

    def write(self, line: str) -> str:
        return line


def safe(cell: str) -> str:
    """Text that a spreadsheet shows and does not calculate, on one line."""
    line = BREAKS.sub(" ", cell)
    return HIDDEN_FORMULA.sub(r"\1'", FORMULA.sub(r"\1'", line))


def mend_exports() -> None:
    """For the reports of Wagtail, and of whoever builds on its mixin."""
    mixin = SpreadsheetExportMixin
    preprocess, respond = mixin.preprocess_field_value, mixin.write_csv_response

    @wraps(preprocess)
    def safe_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        shown = preprocess(self, field, value, export_format)
        is_text = export_format == self.FORMAT_CSV and isinstance(shown, str)
        return safe(shown) if is_text else shown

    @wraps(respond)
    def marked(self: Any, queryset: Any) -> StreamingHttpResponse:
        response = respond(self, queryset)
        lines: Iterator[bytes] = response.streaming_content
        response.streaming_content = chain([BOM.encode()], lines)
        response["Content-Type"] = CONTENT_TYPE
        return response

    mixin.preprocess_field_value = safe_value
    mixin.write_csv_response = marked
