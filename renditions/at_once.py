"""The forms that are made while somebody waits, and so can be weighed."""

from collections.abc import Callable

from statement.models import StatementText

from . import akoma_ntoso, epub, machine_json, markdown

# By the view of their kind.
MADE: dict[str, Callable[[StatementText], bytes]] = {
    "statement_text": lambda text: text.text.encode(),
    "statement_json": machine_json.made,
    "statement_akn": akoma_ntoso.made,
    "statement_epub": epub.made,
    "statement_markdown": markdown.made,
}
