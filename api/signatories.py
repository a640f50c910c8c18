"""Who has signed, as in ``signatories.json``, and how many, as in ``count.json``."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from openheritage.furniture import furniture_language
from register.exports import FIELDS, Export, nested, numbers
from signatures.models import Signature

from . import schemas
from .errors import ProblemError
from .paging import InLanguage, OnePage, Order, listed, moment, words

router = Router(tags=["signatories"])
# The oldest publication first. Of those of one moment the reference decides: a number
# of the table would tell how many have asked to sign.
ORDER = Order("signatories", {"published_at": moment, "reference": words})


@router.get(
    "/signatories/",
    response=schemas.Signatories,
    url_name="api_signatories",
    operation_id="signatories",
    summary="All published signatures",
)
def signatories(
    request: HttpRequest, response: HttpResponse, asked: Query[OnePage]
) -> dict:
    """The oldest publication first. Records are those of `signatories.json`.

    A withdrawn signature is left out from the moment in which it was withdrawn."""
    published = Signature.objects.published().values(*FIELDS)
    found, cursor = ORDER.page(published, asked)
    export = Export(furniture_language())
    items = [nested(export.row(facts)) for facts in found]
    return listed(request, response, items, cursor)


@router.get(
    "/signatories/{reference}/",
    response=schemas.Signatory,
    url_name="api_signatory",
    operation_id="signatory",
    summary="One published signature",
)
def signatory(request: HttpRequest, reference: str, asked: Query[InLanguage]) -> dict:
    """By its reference, the `id` of its record."""
    published = Signature.objects.published().values(*FIELDS)
    found = published.filter(reference=reference).first() if plain(reference) else None
    if found is None:
        raise ProblemError("not-found")
    return nested(Export(furniture_language()).row(found))


def plain(text: str) -> bool:
    return text.isascii() and text.isalnum()


@router.get(
    "/counts/",
    response=schemas.Counts,
    url_name="api_counts",
    operation_id="counts",
    summary="How many have signed",
)
def counts(request: HttpRequest) -> dict:
    """The same as `count.json`."""
    return numbers()
