"""Which sample page shows which picture; ``pages.IMAGES`` names them all."""

from home.demo.texts import english
from home.models import ContentPage, HomePage
from images.models import CustomImage
from openheritage.pages import Picture

# Slugs of pages below the home page. Their words are the pictures' own, which are in
# every language.
PAGES = {
    "background": "archive",
    "coalition": "table",
    "join": "ladder",
    "faq": "keys",
    "contact": "pigeon",
    "stories": "fire",
    "resources": "bench",
    "press": "press",
}
NEWS = {
    "tell-us-about-barriers": "letters",
    "open-heritage-week-planning": "doors",
    "site-in-twelve-languages": "loom",
}
TIMELINE = ["seedling", "boats", "pen", "road"]


def hang(home: HomePage, images: dict[str, CustomImage]) -> None:
    for page in home.get_children().specific():
        name = PAGES.get(page.slug)
        if name and isinstance(page, Picture):
            page.image = images[name]
            page.save()


def hang_timeline(page: ContentPage, images: dict[str, CustomImage]) -> None:
    """One for each of the events."""
    for block in page.body:
        if block.block_type == "timeline":
            events = block.value.bound_blocks
            for event, name in zip(events, TIMELINE, strict=True):
                event.value["image"] = images[name]
                images[name].contextual_alt_text = english(f"image.{name}.alt")
                images[name].decorative = False
