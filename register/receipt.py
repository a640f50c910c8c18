from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openheritage.locales import language_of
from openheritage.names import bcp47, number
from openheritage.open_data import absolute
from openheritage.slots import Link, Slot, answers
from signatures.models import Signature
from signatures.models.signature import REFERENCE_ALPHABET
from statement.models import StatementVersion

from . import chain
from .models import RegisterEntry

State = Signature.State


def find_public(reference: str) -> Signature | None:
    """A signature that is public, was public once, or is part of another."""
    reference = reference.upper()
    if not set(reference) <= set(REFERENCE_ALPHABET):
        return None
    newest = StatementVersion.objects.filter(
        translation_key=OuterRef("text__version__translation_key")
    ).values("number")[:1]
    found = Signature.objects.select_related("text__version", "merged_into")
    found = found.annotate(newest_version=Subquery(newest))
    signature = found.filter(reference=reference).first()
    if signature:
        signature.text.newest = signature.newest_version
    if signature and (
        signature.state in (State.PUBLISHED, State.MERGED)
        or signature.register_facts.exists()
    ):
        return signature
    return None


def standing_for(signature: Signature) -> Signature | None:
    """The public signature that a merged one has become part of."""
    seen = set()
    found: Signature | None = signature
    while found and found.state == State.MERGED and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return found if found and found.is_published else None


def files_of(signature: Signature) -> list[Link]:
    return [link for found in answers(Slot.RECEIPT_FILES, signature) for link in found]


@dataclass
class Receipt:
    """What a published signature is shown with, in three queries."""

    signature: Signature

    @cached_property
    def head(self) -> RegisterEntry | None:
        return chain.head()

    @cached_property
    def entries(self) -> list[int]:
        facts = self.signature.register_facts.order_by("entry_id")
        return list(facts.values_list("entry_id", flat=True))

    @property
    def entries_here(self) -> list[str]:
        return [number(entry) for entry in self.entries]

    @property
    def files(self) -> list[Link]:
        return files_of(self.signature)

    @property
    def text_tag(self) -> str:
        return bcp47(self.text_language)

    @property
    def text_language(self) -> str:
        return language_of(self.signature.text.locale_id)

    @property
    def lines(self) -> list[list[str]]:
        return self.signature.text.lines


@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """410, in words, for what was public once or has become part of another."""
    signature = find_public(reference)
    if signature is None:
        raise Http404
    context: dict[str, object] = {"signature": signature}
    if not signature.is_published:
        context["successor"] = standing_for(signature)
        return render(request, "register/receipt_gone.html", context, status=410)
    context["receipt"] = Receipt(signature)
    path = reverse("signature", args=[signature.reference])
    context["canonical_path"] = path
    context["share_url"] = absolute(path)
    return render(request, "register/receipt.html", context)
