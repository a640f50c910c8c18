"""Links of the Statement for programs: the header ``Link`` (RFC 8288)."""

from django.db.models import Model

from openheritage import slots
from openheritage.slots import Slot

# Of our texts, as the foot of every page says.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def link_header(
    language: str, text: Model, by_digest: bool = False, view: str = ""
) -> str:
    """Paths, since whoever reads it knows the host."""
    links = [f'<{LICENCE}>; rel="license"']
    for some in slots.answers(Slot.STATEMENT_LINKS, language, text, by_digest, view):
        links += some
    return ", ".join(links)
