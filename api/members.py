"""The Coalition, as in ``members.json``."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from members.exports import FIELDS, Rows, nested
from members.models import MemberPage
from openheritage.locales import locale_ids

from . import schemas
from .paging import BY_KEY, OnePage, Order, listed, words

router = Router(tags=["members"])
ORDER = Order("members", {"organisation__sort_name": words, **BY_KEY})


@router.get(
    "/members/",
    response=schemas.Members,
    url_name="api_members",
    operation_id="members",
    summary="Members, observers and former members of the Coalition",
)
def members(
    request: HttpRequest, response: HttpResponse, asked: Query[OnePage]
) -> dict:
    """By name. Records are those of `members.json`."""
    language = request.LANGUAGE_CODE
    pages = MemberPage.objects.readable_in(language)
    found, cursor = ORDER.page(pages.values(*FIELDS, "organisation__sort_name"), asked)
    rows = Rows(language, locale_ids()[language])
    return listed(request, response, [nested(rows.row(each)) for each in found], cursor)
