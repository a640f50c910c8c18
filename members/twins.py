"""What an application may be: organisations, and other applications of the same one."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as staff_
from rapidfuzz.distance import Indel

from openheritage.addresses import (
    domain_of,
    domain_of_website,
    is_disposable,
    is_webmail,
)
from openheritage.words import Words as Wording
from organisations.likeness import ALIKE, MOST_IN_LIST, Likely, organisations
from organisations.models import Organisation
from organisations.traits import Traits, after_at, traits

from . import drafts
from .application_forms import Candidate
from .models import Application, Contact

MOST_CANDIDATES = 8


def traits_of(application: Application, email: str | None) -> Traits:
    return traits(
        application.pk,
        application.name,
        application.name_latin,
        application.website,
        after_at(email),
        application.country,
        application.organisation_id,
    )


def email_of(application: Application) -> str | None:
    person = application.contact
    return person.email if person else None


def candidates(application: Application) -> list[Candidate]:
    """The likeliest first."""
    wanted = traits_of(application, email_of(application))
    # Numbers of applications and of organisations have nothing to do with each other.
    asked = replace(wanted, pk=0)
    known = organisations([asked])
    found = known.of(asked)
    rows = Organisation.objects.in_bulk(found)
    ranked = []
    for pk, row in rows.items():
        other = known.rows[pk]
        is_same_site = bool(wanted.domains & other.domains)
        score = max(
            (
                Indel.normalized_similarity(one, two)
                for one in wanted.keys | wanted.orders
                for two in other.keys | other.orders
            ),
            default=0,
        )
        ranked.append((is_same_site * 2 + score, row, is_same_site, score))
    ranked.sort(key=lambda each: (-each[0], each[1].name))
    return [
        Candidate(
            row,
            why(is_same_site=is_same_site, score=score),
            is_sure=is_same_site and score >= ALIKE,
            member=drafts.profile_of(row),
        )
        for _rank, row, is_same_site, score in ranked[:MOST_CANDIDATES]
    ]


def why(*, is_same_site: bool, score: float) -> Wording:
    if is_same_site:
        return staff_("same domain")
    return staff_("same name") if score == 1 else staff_("similar name")


def others(application: Application) -> list[Application]:
    """Applications that may be of the same organisation, the newest first: of those
    that wait, and of those that were decided on."""
    rows = Application.objects.exclude(state=Application.State.DISOWNED)
    people = Contact.objects.filter(application__in=rows, is_current=True)
    emails = dict(people.values_list("application", "email"))
    known = Likely(traits_of(row, emails.get(row.pk)) for row in rows)
    found = known.of(traits_of(application, email_of(application)))
    return list(Application.objects.filter(pk__in=found).order_by("-pk"))


def counted(applications: list[Application]) -> dict[int, int]:
    """How many look like each, for a list. Four queries."""
    rows = Application.objects.exclude(state=Application.State.DISOWNED)
    people = Contact.objects.filter(application__in=rows, is_current=True)
    emails = dict(people.values_list("application", "email"))
    known = Likely(traits_of(row, emails.get(row.pk)) for row in rows)
    wanted = [traits_of(row, emails.get(row.pk)) for row in applications]
    asked = [replace(each, pk=0) for each in wanted]
    orgs = organisations(asked, MOST_IN_LIST)
    return {
        row.pk: len(known.of(row)) + len(orgs.of(other))
        for row, other in zip(wanted, asked, strict=True)
    }


def mail_check(application: Application) -> Wording:
    """How the mail domain of the contact goes with the website; never the address."""
    try:
        mail = domain_of(email_of(application) or "")
    except ValueError:
        return staff_("no mail address")
    site = domain_of_website(application.website)
    if is_disposable(mail):
        return staff_("disposable")
    if is_webmail(mail):
        return staff_("webmail")
    if not site:
        return staff_("no website")
    is_same = mail == site or mail.endswith(f".{site}") or site.endswith(f".{mail}")
    return staff_("yes") if is_same else staff_("no")
