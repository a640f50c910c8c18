"""What reviewers compare: mail and website, organisations and other signatures."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

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
    with_parents,
)
from openheritage.text import name_key
from openheritage.words import Words as Wording
from organisations.models import Organisation
from signatures.models import Signatory, Signature

# Rows of one country that are compared name by name, and from which likeness on
# two names are worth a look.
MOST_COMPARED = 5000
ALIKE = 0.8
MOST_CANDIDATES = 8
MOST_OTHERS = 20

# Where many organisations have a page: these domains, and those below them, tell
# nobody from others.
SHARED_HOSTS = {
    *("facebook.com", "fb.com", "instagram.com", "linkedin.com", "x.com"),
    *("twitter.com", "tiktok.com", "youtube.com", "youtu.be", "vk.com", "t.me"),
    *("wa.me", "weibo.com", "threads.net", "bsky.app", "linktr.ee", "medium.com"),
    *("wordpress.com", "blogspot.com", "blogger.com", "tumblr.com", "substack.com"),
    *("google.com", "wixsite.com", "wix.com", "weebly.com", "squarespace.com"),
    *("jimdofree.com", "jimdosite.com", "webnode.page", "webflow.io", "over-blog.com"),
    *("github.io", "github.com", "gitlab.io", "netlify.app", "vercel.app", "pages.dev"),
    *("herokuapp.com", "azurewebsites.net", "wikipedia.org", "notion.site", "carrd.co"),
}


class MailCheck(models.TextChoices):
    """How the mail domain of a signatory goes with the website; never the address."""

    SAME = "same", staff_("yes")
    OTHER = "other", staff_("no")
    WEBMAIL = "webmail", staff_("webmail")
    DISPOSABLE = "disposable", staff_("disposable")
    NO_WEBSITE = "no-website", staff_("no website")
    NO_MAIL = "no-mail", staff_("no mail address")


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


def is_shared(domain: str) -> bool:
    return is_webmail(domain) or any(
        parent in SHARED_HOSTS for parent in with_parents(domain)
    )


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


def keys(*names: str) -> set[str]:
    return set(map(name_key, names)) - {""}


def names(row: Organisation | Signature) -> set[str]:
    return keys(row.name, row.name_latin)


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
    exact = Q(name__iexact=signature.name) | Q(pk=signature.organisation_id)
    if signature.name_latin:
        exact |= Q(name_latin__iexact=signature.name_latin)
    if known:
        exact |= Q(domain__in=known)
    found = {row.pk: row for row in Organisation.objects.filter(exact)[:50]}
    scores = {pk: likeness(wanted, names(row)) for pk, row in found.items()}
    near = Organisation.objects.filter(country__in=["", signature.country])
    rows = near.order_by("pk").values_list("pk", "name", "name_latin")
    for pk, *called in rows[:MOST_COMPARED]:
        if pk not in scores and (score := likeness(wanted, keys(*called))):
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


def for_certain(signature: Signature, person: Signatory | None) -> Organisation | None:
    """The one organisation that this is, without a reviewer; ``None`` if it is new.

    One query. Raises ``UnclearError``.
    """
    if signature.organisation_id:
        return signature.organisation
    wanted, known = names(signature), domains(signature, person)
    same = Q(name__iexact=signature.name, country=signature.country)
    rows = Organisation.objects.filter(same | Q(domain__in=known)).order_by("pk")[:50]
    alike = [row for row in rows if likeness(wanted, names(row)) >= ALIKE]
    if not alike:
        return None
    if len(alike) > 1 or alike[0].domain not in known:
        raise UnclearError
    return alike[0]


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


def others(signature: Signature, person: Signatory | None) -> list[Signature]:
    """Other signatures of what may be the same organisation, the newest first."""
    alike = Q(sort_name=signature.sort_name)
    if signature.organisation_id:
        alike |= Q(organisation=signature.organisation_id)
    for domain in domains(signature, person):
        alike |= Q(website__icontains=domain)
    rows = Signature.objects.filter(alike).exclude(pk=signature.pk)
    return list(rows.select_related("text__version").order_by("-pk")[:MOST_OTHERS])
