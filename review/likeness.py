"""Which signatures may be of one and the same organisation."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import CharField, F, FilteredRelation, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from openheritage.addresses import in_letters
from organisations.likeness import (
    MOST_COMPARED,
    MOST_IN_LIST,
    Likely,
    has_indexes,
    newest,
)
from organisations.traits import Traits, after_at, kept_traits, traits
from signatures.models import Signatory, Signature
from signatures.models.signature import SignatureQuerySet

# As the index of migration 0007 of ``signatures`` has it.
MAIL_DOMAIN = Lower(
    Func(
        F("person__email"),
        Value("@"),
        Value(-1),
        function="split_part",
        output_field=CharField(),
    )
)
KEPT = ("pk", "known_by", "email", "country", "organisation", "version")


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


def confirmed() -> SignatureQuerySet:
    """What is public, or waits to be."""
    rows = Signature.objects.filter(state__in=Signature.CONFIRMED)
    is_current = Q(people__is_current=True)
    rows = rows.annotate(person=FilteredRelation("people", condition=is_current))
    return rows.annotate(email=F("person__email"), version=F("text__version"))


def computed(rows: SignatureQuerySet) -> Iterator[Traits]:
    found = rows.values_list(
        *("pk", "name", "name_latin", "website", "email", "country"),
        *("organisation", "version"),
    )
    for pk, name, latin, website, email, *more in found:
        yield traits(pk, name, latin, website, after_at(email), *more)


def spellings(domain: str) -> set[str]:
    """In which an address may have it: traits have the letters of DNS alone."""
    written = {domain, in_letters(f"@{domain}").removeprefix("@").lower()}
    return written | {f"www.{each}" for each in written}


def found_by(wanted: Collection[Traits]) -> Iterator[SignatureQuerySet]:
    """What an index finds that may be one of these."""
    rows = confirmed()
    if asked := set().union(*(each.asked_for for each in wanted)):
        yield rows.filter(known_by__has_any_keys=sorted(asked))
    if domains := set().union(*(each.domains for each in wanted)):
        asked_mails = {spelling for each in domains for spelling in spellings(each)}
        yield rows.alias(mail_domain=MAIL_DOMAIN).filter(mail_domain__in=asked_mails)
    if organisations := {each.organisation for each in wanted} - {None}:
        yield rows.filter(organisation__in=organisations)


def near(wanted: Collection[Traits], most: int = MOST_COMPARED) -> Likely:
    """All that ``Likely.of`` may find for one of these; by names that are much alike
    among the newest of their countries. Two queries."""
    if not has_indexes():
        return Likely(computed(confirmed().order_by("-pk")))
    every = Signature.objects.filter(state__in=Signature.CONFIRMED)
    rows = confirmed().filter(pk__in=newest(every, wanted, most))
    legs = [each.values_list(*KEPT) for each in found_by(wanted)]
    found = {
        pk: kept_traits(pk, known_by, after_at(email), *more)
        for pk, known_by, email, *more in rows.values_list(*KEPT).union(*legs, all=True)
        if known_by is not None
    }
    rows = confirmed().filter(known_by__isnull=True)
    found |= {each.pk: each for each in computed(rows)}
    return Likely(found[pk] for pk in sorted(found, reverse=True))


def twins(signature: Signature, person: Signatory | None) -> QuerySet[Signature]:
    """Signatures of what may be the same organisation, the newest first."""
    wanted = traits_of(signature, person)
    found = near([wanted]).of(wanted)
    rows = Signature.objects.filter(pk__in=found)
    return rows.select_related("text__version", "organisation").order_by("-pk")


def counted(signatures: Iterable[tuple[Signature, Signatory | None]]) -> dict[int, int]:
    """How many may be the same as each."""
    wanted = [traits_of(*each) for each in signatures]
    known = near(wanted, MOST_IN_LIST)
    return {each.pk: len(known.of(each)) for each in wanted}
