"""What reviewers compare: mail and website, organisations and other signatures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from anyascii import anyascii
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as staff_
from rapidfuzz.distance import Indel

from events.deeds import UnclearError
from openheritage.addresses import (
    domain_of,
    domain_of_website,
    is_disposable,
    is_webmail,
)
from openheritage.matching import script
from openheritage.text import collapsed
from openheritage.words import Words as Wording
from organisations.likeness import ALIKE, MOST_COMPARED, Likely, newest
from organisations.models import Organisation
from organisations.traits import BELOW, is_shared, keys, orders
from signatures.models import Signatory, Signature

from .likeness import traits_of

MOST_CANDIDATES = 8
MOST_OTHERS = 20


class MailCheck(models.TextChoices):
    """How the mail domain of a signatory goes with the website; never the address."""

    SAME = "same", staff_("yes")
    OTHER = "other", staff_("no")
    WEBMAIL = "webmail", staff_("webmail")
    DISPOSABLE = "disposable", staff_("disposable")
    NO_WEBSITE = "no-website", staff_("no website")
    NO_MAIL = "no-mail", staff_("no mail address")


def lacks_latin(signature: Signature) -> bool:
    """Whether its name is in another script, and readers get no other."""
    letters = filter(str.isalpha, signature.name)
    return not signature.name_latin and any(script(char) != "LATIN" for char in letters)


def latin_guess(signature: Signature) -> str:
    """How a machine spells such a name: a hint for reviewers, never published by
    itself. It reads Chinese characters as Chinese, which Japanese ones are not."""
    is_japanese = signature.language == "ja" or signature.country == "JP"
    if is_japanese or not lacks_latin(signature):
        return ""
    return collapsed(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(signature.name)))


def mail_domain(person: Signatory | None) -> str:
    try:
        return domain_of(person.email) if person else ""
    except ValueError:
        return ""


def is_below(domain: str, other: str) -> bool:
    return domain == other or domain.endswith(f".{other}")


def check_mail(signature: Signature, person: Signatory | None) -> MailCheck:
    mail, site = mail_domain(person), domain_of_website(signature.website)
    if not mail:
        return MailCheck.NO_MAIL
    if is_disposable(mail):
        return MailCheck.DISPOSABLE
    if is_webmail(mail):
        return MailCheck.WEBMAIL
    if not site:
        return MailCheck.NO_WEBSITE
    same = is_below(mail, site) or is_below(site, mail)
    return MailCheck.SAME if same else MailCheck.OTHER


def domains(signature: Signature, person: Signatory | None) -> set[str]:
    """The domains that tell an organisation from others."""
    found = {mail_domain(person), domain_of_website(signature.website)} - {""}
    return {domain for domain in found if not is_shared(domain)}


@dataclass(frozen=True)
class Candidate:
    organisation: Organisation
    why: Wording
    # The present one, or alike in domain and name: what a reviewer would expect.
    is_sure: bool = False


def names(row: Organisation | Signature) -> frozenset[str]:
    called = row.name, row.name_latin
    return keys(*called) | orders(*called)


def likeness(some: Iterable[str], others: Iterable[str]) -> float:
    """Of the most similar pair: twice the letters that both have in the same order,
    of the letters of both. From ``ALIKE`` to 1, or 0."""
    pairs = product(some, others)
    return max(
        (Indel.normalized_similarity(*pair, score_cutoff=ALIKE) for pair in pairs),
        default=0,
    )


def organisations(signature: Signature, person: Signatory | None) -> list[Candidate]:
    """Which organisations this may be, the likeliest first. Three queries."""
    wanted, known = names(signature), domains(signature, person)
    exact = Q(pk=signature.organisation_id)
    if asked := traits_of(signature, person).asked_for:
        exact |= Q(known_by__has_any_keys=sorted(asked))
    if known:
        exact |= Q(domain__in=known)
    found = {row.pk: row for row in Organisation.objects.filter(exact)[:50]}
    scores = {pk: likeness(wanted, names(row)) for pk, row in found.items()}
    near = newest(
        Organisation.objects.all(), [traits_of(signature, person)], MOST_COMPARED
    )
    rows = Organisation.objects.filter(pk__in=near).order_by("pk")
    for pk, *called in rows.values_list("pk", "name", "name_latin"):
        if pk not in scores:
            known_as = keys(*called) | orders(*called)
            if score := likeness(wanted, known_as):
                scores[pk] = score
    missing = scores.keys() - found.keys()
    found |= Organisation.objects.in_bulk(missing)
    candidates = [
        (rank(signature, row, known, scores[pk]), row) for pk, row in found.items()
    ]
    candidates.sort(key=lambda pair: (-pair[0][0], pair[1].name))
    return [
        Candidate(row, str(why), is_sure(signature, row, known, scores[row.pk]))
        for (_score, why), row in candidates[:MOST_CANDIDATES]
    ]


def is_sure(
    signature: Signature, row: Organisation, known: set[str], score: float
) -> bool:
    present = row.pk == signature.organisation_id
    return present or (row.domain in known and score >= ALIKE)


def for_certain(
    signature: Signature,
    person: Signatory | None,
    known_signatures: Likely,
    known_organisations: Likely,
) -> Organisation | None:
    """The one organisation that this is, without a reviewer; ``None`` if it is new.

    Raises ``UnclearError``, also where another signature may be of the same one.
    """
    traits = traits_of(signature, person)
    if known_signatures.of(traits):
        raise UnclearError
    if signature.organisation_id:
        return signature.organisation
    found = known_organisations.of(replace(traits, pk=0, version=None))
    if not found:
        return None
    (row, *more) = Organisation.objects.filter(pk__in=found).order_by("pk")[:2]
    is_alike = likeness(traits.keys, names(row)) >= ALIKE
    if more or not is_alike or row.domain not in traits.domains:
        raise UnclearError
    return row


def rank(
    signature: Signature, row: Organisation, known: set[str], score: float
) -> tuple[float, Wording]:
    if row.pk == signature.organisation_id:
        return 5, staff_("the present one")
    if row.domain in known:
        return 3 + score, staff_("same domain")
    if score == 1:
        return 1 + score, staff_("same name")
    return score, staff_("similar name")


def others(
    signature: Signature, person: Signatory | None, twins: Iterable[Signature]
) -> list[Signature]:
    """Other signatures that have to do with it, the newest first: what came to
    nothing, is not confirmed, or is below its domain."""
    # What it is known by, and what is below its domains.
    asked = {*traits_of(signature, person).asked_for}
    asked |= {BELOW + domain for domain in domains(signature, person)}
    alike = Q(known_by__has_any_keys=sorted(asked)) if asked else Q(pk=None)
    if signature.organisation_id:
        alike |= Q(organisation=signature.organisation_id)
    known = [signature.pk, *(row.pk for row in twins)]
    rows = Signature.objects.filter(alike).exclude(pk__in=known)
    return list(rows.select_related("text__version").order_by("-pk")[:MOST_OTHERS])
