"""In which forms the Statement can be had, besides its page.

Each is made from the kept text alone. Its plain address is that of what readers are
shown today; with ``?text=`` and a digest it is that of one text for ever.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openheritage.furniture import speaking
from openheritage.locales import available
from statement.models import StatementText


@cache
def path_of_view(view: str, language: str) -> str:
    """Each page of the Statement tells programs of all."""
    with speaking(language):
        return reverse(view)


@dataclass(frozen=True)
class Kind:
    # Of its view, and of the file in its address.
    view: str
    suffix: str
    media_type: str
    label: str | Promise

    @property
    def is_text(self) -> bool:
        return not self.media_type.endswith(("/pdf", "+zip"))

    def path(self, language: str) -> str:
        """Of what readers of a language are shown today."""
        return path_of_view(self.view, language)

    def path_of(self, text: StatementText) -> str:
        """Of these words, for ever."""
        return f"{self.path(available(text.language))}?text={text.sha256}"


# In the order in which they are listed.
KINDS = [
    Kind("statement_pdf", "pdf", "application/pdf", "PDF"),
    Kind("statement_pdf_large", "pdf", "application/pdf", _("PDF in large print")),
    Kind("statement_text", "txt", "text/plain", _("Plain text")),
    Kind("statement_json", "json", "application/json", "JSON"),
    Kind("statement_akn", "akn.xml", "application/akn+xml", "Akoma Ntoso (XML)"),
    Kind("statement_epub", "epub", "application/epub+zip", "EPUB"),
    Kind("statement_markdown", "md", "text/markdown", "Markdown"),
]
