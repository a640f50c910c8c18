from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import pgettext
from wagtail.models import Locale

from openheritage.facts import Facts
from openheritage.languages import Use
from openheritage.roles import (
    DATA_KEEPERS,
    MODERATORS,
    REVIEWERS,
    ROLES,
    Right,
)
from openheritage.slots import Link, Slot, fill, template
from statement.blocks import Signed
from statement.models import StatementPage, StatementText

from .models import Signatory, Signature

IS_OPEN: Facts[date, bool] = Facts("whether the Statement can be signed")


def is_open() -> bool:
    """Whether there is something to sign today."""

    def ask() -> bool:
        page = StatementPage.objects.shown_in(settings.LANGUAGE_CODE)
        return bool(page and page.is_open)

    return IS_OPEN.of(timezone.now().date(), ask)


def call(here: str) -> Link | None:
    """On the form itself it would only lead away from what was answered."""
    path = reverse("sign")
    if here.startswith(path) or not is_open():
        return None
    return Link(pgettext("button: to the form with which one signs", "Sign"), path)


def signed_labels(labels: set[str], document: str) -> Signed:
    """The labels of the published Statement, once somebody has signed any text."""
    if document != StatementPage.document:
        return Signed()
    signed = StatementText.objects.filter(
        Exists(Signature.objects.filter(text=OuterRef("pk")))
    )
    given = signed.labels_among(labels)
    if given is None:
        return Signed()
    return Signed(kept=StatementPage.objects.labels(), given=given)


def signed(texts: QuerySet[StatementText]) -> list[tuple[str, int]]:
    """For staff: how many signatures stand on texts, or soon may. Nobody signs another
    document."""
    if not texts.filter(document=StatementPage.document).exists():
        return []
    found = Signature.objects.filter(text__in=texts.order_by().values("pk"))
    published = found.published().count()
    confirmed = found.filter(state__in=Signature.CONFIRMED).count()
    return [
        (staff_("Published signatures"), published),
        (staff_("Signatures under review"), confirmed - published),
    ]


def signed_publicly(texts: QuerySet[StatementText]) -> dict[int, int]:
    """One query."""
    found = Signature.objects.published().filter(text__in=texts.order_by().values("pk"))
    counted = found.order_by().values("text").annotate(number=Count("pk"))
    return dict(counted.values_list("text", "number"))


def rehash() -> int:
    """Networks of before stay unknown: they are kept as hashes alone."""
    count = 0
    for person in Signatory.objects.select_related("signature__text__version"):
        before, signature = person.address_key, person.signature
        person.save()
        if person.is_current:
            signature.set_duplicate_key(person.email)
            signature.save()
        count += person.address_key != before
    return count


def language_uses(locale: Locale) -> list[Use]:
    signatures = Signature.objects.filter(language=locale.language_code)
    texts = Signature.objects.filter(text__locale=locale)
    people = Signatory.objects.filter(language=locale.language_code)
    return [
        Use(staff_("signatures given on its pages"), signatures.count()),
        Use(staff_("signatures of its words"), texts.count()),
        Use(staff_("people who get their mails in it"), people.count()),
    ]


def rights() -> list[Right]:
    reviewing = (MODERATORS, REVIEWERS)
    return [
        Right(Signature, ("view",), ROLES),
        Right(Signature, ("add", "change"), reviewing),
        Right(Signature, ("moderate",), (MODERATORS,)),
        Right(Signatory, ("view",), (DATA_KEEPERS,)),
    ]


def fill_slots() -> None:
    fill(Slot.CALL_TO_SIGN, template("signatures/slots/call_to_sign.html"))
    fill(Slot.CALL, call)
    fill(Slot.STATEMENT_PANEL, template("signatures/slots/statement_panel.html"))
    fill(Slot.SIGNED_LABELS, signed_labels)
    fill(Slot.SIGNED, signed)
    fill(Slot.SIGNED_PUBLICLY, signed_publicly)
    fill(Slot.RIGHTS, rights)
    fill(Slot.REHASH, rehash)
    fill(Slot.LANGUAGE_USES, language_uses)
