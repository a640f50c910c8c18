"""The pages that every site has, in English: the frame that all else hangs in.

``load_demo`` puts sample content into it; ``setup_site`` begins a real site with it.
"""

from datetime import date

from home.models import ContentPage
from members.models import CommitmentPage, MembersIndexPage
from news.models import NewsIndexPage
from openheritage.pages import SitePage
from resources.models import PressPage, ResourcesPage
from statement.models import KeptPage, StatementPage
from stories.models import StoriesIndexPage

from .texts import english, numbered, rich, texts

# In the order of the menu: the type, and whether it stands there.
PAGES: dict[str, tuple[type[SitePage], bool]] = {
    "statement": (StatementPage, True),
    "background": (ContentPage, True),
    "coalition": (MembersIndexPage, True),
    "news": (NewsIndexPage, True),
    "stories": (StoriesIndexPage, False),
    "resources": (ResourcesPage, False),
    "join": (ContentPage, True),
    "commitment": (CommitmentPage, False),
    "faq": (ContentPage, False),
    "press": (PressPage, False),
    "privacy": (ContentPage, False),
    "accessibility": (ContentPage, False),
    "contact": (ContentPage, False),
}
NAMES = list(PAGES)

# Blocks that write themselves, and the texts that they follow.
FACTS = {
    "join.4.h": "joining",
    "privacy.4.p2": "kept",
    "privacy.5.h": "responsible",
    "contact.1.h": "contacts",
}

TIMELINE_DATES = [None, date(2024, 11, 1), date(2025, 10, 6), None]


def add(parent: SitePage, page: SitePage) -> SitePage:
    parent.add_child(instance=page)
    return page


def publish(page: SitePage) -> SitePage:
    page.save_revision().publish()
    return page


def page(name: str) -> SitePage:
    """Unsaved, and without the texts that need links."""
    kind, in_menu = PAGES[name]
    made = kind(slug=name, title=english(f"{name}.title"), show_in_menus=in_menu)
    if isinstance(made, KeptPage):
        made.formal_title = english(f"{name}.formal")
    else:
        made.lead = english(f"{name}.lead")
    if name == "background":
        made.search_description = english("background.summary")
    elif name in ("faq", "stories"):
        made.search_description = english(f"{name}.lead")
    return made


def sections(name: str, pages: dict[str, int]) -> list[dict]:
    """The blocks of a text page: questions, or headings with paragraphs."""
    blocks: list[dict] = []
    for key in texts("en"):
        start, _dot, part = key.rpartition(".")
        if not start.startswith(f"{name}.") or not start.split(".")[-1].isdecimal():
            continue
        if part == "q":
            value = {
                "question": english(key),
                "answer": rich(numbered(f"{start}.p"), pages),
            }
            blocks.append({"type": "question", "value": value})
        elif part == "h":
            blocks.append({"type": "heading", "value": english(key)})
        elif part.startswith("p") and f"{start}.q" not in texts("en"):
            blocks.append({"type": "paragraph", "value": rich([key], pages)})
        if key in FACTS:
            blocks.append({"type": FACTS[key], "value": None})
    return blocks


def timeline() -> list[dict]:
    events = [
        {
            "date": when.isoformat() if when else None,
            "title": english(f"background.timeline.{number}.title"),
            "text": english(f"background.timeline.{number}.text"),
        }
        for number, when in enumerate(TIMELINE_DATES, start=1)
    ]
    return [
        {"type": "heading", "value": english("background.timeline.h")},
        {"type": "timeline", "value": events},
    ]


def fill(page: ContentPage, pages: dict[str, int]) -> None:
    """The text of a page, with links to the ``pages`` of these names."""
    blocks = sections(page.slug, pages)
    if page.slug == "background":
        blocks += timeline()
    page.body = ContentPage.body.field.to_python(blocks)


def fill_press(page: PressPage, pages: dict[str, int]) -> None:
    page.body = PressPage.body.field.to_python(sections("press", pages))
