"""Which signatures may be of one and the same organisation."""

from django.db.models import F, FilteredRelation, Q, QuerySet

from organisations.likeness import Likely, Traits, after_at, traits
from signatures.models import Signatory, Signature


def traits_of(signature: Signature, person: Signatory | None) -> Traits:
    return traits(
        signature.pk,
        signature.name,
        signature.name_latin,
        signature.website,
        after_at(person.email if person else ""),
        signature.country,
        signature.organisation_id,
        signature.text.version_id,
    )


def signatures() -> Likely:
    """What is public, or waits to be. One query."""
    rows = (
        Signature.objects.filter(state__in=Signature.CONFIRMED)
        .annotate(
            person=FilteredRelation("people", condition=Q(people__is_current=True))
        )
        .annotate(email=F("person__email"), version=F("text__version"))
        .order_by("-pk")
        .values_list(
            *("pk", "name", "name_latin", "website", "email", "country"),
            *("organisation", "version"),
        )
    )
    return Likely(
        traits(pk, name, latin, website, after_at(email), *more)
        for pk, name, latin, website, email, *more in rows
    )


def twins(signature: Signature, person: Signatory | None) -> QuerySet[Signature]:
    """Signatures of what may be the same organisation, the newest first."""
    found = signatures().of(traits_of(signature, person))
    rows = Signature.objects.filter(pk__in=found)
    return rows.select_related("text__version", "organisation").order_by("-pk")
