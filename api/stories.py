"""StoryFrames: a barrier each, and what they are about in the Statement."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.paths import path_in
from statement.pointing import Part, parts_in
from stories.models import StoryFramePage

from . import schemas
from .pages import address_of
from .paging import OnePage, Order, listed, words

router = Router(tags=["stories"])
ORDER = Order("stories", {"place": words})


@router.get(
    "/stories/",
    response=schemas.Stories,
    url_name="api_stories",
    operation_id="stories",
    summary="Stories",
)
def stories(
    request: HttpRequest, response: HttpResponse, asked: Query[OnePage]
) -> dict:
    """In the order in which the site tells them."""
    language = request.LANGUAGE_CODE
    found, cursor = ORDER.page(StoryFramePage.objects.for_list(language), asked)
    chosen, parts = StoryFramePage.objects.parts(), parts_in(language)
    items = [
        story(page, language, [parts[each] for each in parts if each in about])
        for page in found
        for about in [chosen.get(page.translation_key, ())]
    ]
    return listed(request, response, items, cursor)


def story(page: StoryFramePage, language: str, parts: list[Part]) -> dict:
    return {
        "id": page.translation_key,
        "url": absolute(path_in(language, page.url_path)),
        "language": bcp47(page.language),
        "title": page.title,
        "summary": page.summary,
        "parts": [
            {"kind": part.kind, "label": part.label, "url": absolute(part.path)}
            for part in parts
        ],
        "picture": absolute(reverse("story_png", args=[page.slug])),
        "sheet": absolute(reverse("story_pdf", args=[page.slug])),
        "published": page.first_published_at,
        "updated": page.last_published_at,
        "page": address_of(page.translation_key, language),
    }
