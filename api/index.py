"""What there is, and what can go wrong."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router

from openheritage import problems
from openheritage.locales import open_locales
from openheritage.names import bcp47, language_name
from openheritage.open_data import absolute
from statement.linking import LICENCE

from . import schemas

router = Router(tags=["index"])
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
STABILITY = (
    "Version 1 only grows: addresses, fields and words may be added, and those that "
    "are there keep their meaning. Should it ever end, answers say so by the headers "
    "Deprecation and Sunset a year before."
)
# {resource: name of its address}
RESOURCES = {
    "pages": "api_pages",
    "statement": "api_statement",
    "news": "api_news",
    "events": "api_events",
    "members": "api_members",
    "stories": "api_stories",
    "signatories": "api_signatories",
    "counts": "api_counts",
    "problems": "api_problems",
}


def address(name: str) -> str:
    return absolute(reverse(name))


@router.get(
    "/",
    response=schemas.Index,
    url_name="api_index",
    operation_id="index",
    summary="What there is",
)
def index(request: HttpRequest) -> dict:
    """The addresses of all resources, the open languages, and the terms of use."""
    return {
        "name": "Open Heritage",
        "version": "1",
        "stability": STABILITY,
        "openapi": address("api_openapi"),
        "about": address("api"),
        "resources": {each: address(name) for each, name in RESOURCES.items()},
        "languages": [
            {
                "language": bcp47(code),
                "name": language_name(code),
                "url": f"{settings.WAGTAILADMIN_BASE_URL}/{code}/",
            }
            for code in open_locales()
        ],
        "licences": licences(),
    }


def licences() -> list[dict]:
    return [
        {
            "covers": "signatories, members, counts",
            "name": "CC0 1.0",
            "url": CC0,
        },
        {
            "covers": "texts of the site: pages, statement, news, events, stories",
            "name": "CC BY 4.0",
            "url": LICENCE,
        },
    ]


@router.get(
    "/problems/",
    response=schemas.Problems,
    url_name="api_problems",
    operation_id="problems",
    summary="What can go wrong",
)
def what_can_go_wrong(request: HttpRequest) -> dict:
    """The kinds of problems that answers name in `type`; none will go."""
    items = [
        {
            "word": word,
            "type": problems.type_of(word),
            "status": problem.status,
            "title": problem.title,
            "detail": problem.detail,
        }
        for word, problem in problems.PROBLEMS.items()
    ]
    return {"items": items}
