"""What the matrix says around its cells: its template has no words of its own."""

from dataclasses import dataclass

from django.core.paginator import Page
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n

from openheritage.names import number


@dataclass(frozen=True)
class Note:
    icon: str
    words: str
    url: str = ""
    link: str = ""


def legend() -> list[tuple[str, str]]:
    """What the signs say where there is no room for words."""
    return [
        ("view", staff_("Readers have an earlier text")),
        ("history", staff_("Stale")),
        ("cogs", staff_("Sentences of a machine")),
        ("warning", staff_("Sentences with an error")),
    ]


def checked(found: int, day: str) -> str:
    if not found:
        return staff_("Checked on %(day)s: nothing was found.") % {"day": day}
    return staff_n(
        "Checked on %(day)s: %(count)s thing was found.",
        "Checked on %(day)s: %(count)s things were found.",
        found,
    ) % {"day": day, "count": number(found)}


def words(page: Page, shown: int, languages: int) -> dict[str, str]:
    found = page.paginator.count
    return {
        "found": staff_n("%(count)s page or text", "%(count)s pages and texts", found)
        % {"count": number(found)},
        "languages": staff_n(
            "Languages: %(shown)s of %(count)s",
            "Languages: %(shown)s of %(count)s",
            languages,
        )
        % {"shown": number(shown), "count": number(languages)},
        "filter": staff_("Show"),
        "clear": staff_("Clear the filters"),
        "all": staff_("All languages"),
        "nothing": staff_("Nothing is like that."),
        "table": staff_("Pages and languages. Scroll with the arrow keys."),
        "page": staff_("Page"),
        "choose": staff_("Choose:"),
        "totals": staff_("All that is listed"),
        "furniture": staff_("Words of the site"),
        "draft": staff_("Draft"),
        "below": staff_("With the pages below"),
        "work": staff_("Submit or update what is chosen"),
        "work_hint": staff_(
            "Choose pages and languages; you decide on the next screen what is done."
        ),
        "pages": staff_("Further pages of the list"),
        "previous": staff_("Previous"),
        "next": staff_("Next"),
        "page_of": staff_("Page %(page)s of %(pages)s")
        % {
            "page": number(page.number),
            "pages": number(page.paginator.num_pages),
        },
    }
