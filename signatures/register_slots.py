"""What the public record shows elsewhere."""

from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from openheritage.roles import MODERATORS, ROLES, Right
from openheritage.slots import Slot, Total, fill, render, template

from .models import Count, Counting, RegisterEntry, Signature


def totals() -> list[Total]:
    return [Total(_("Signatures"), Count.objects.total(), reverse("signatories"))]


def organisation_facts(context: Context) -> str:
    """When an organisation signed, as a line of its facts. One query."""
    signature = Signature.objects.of(context["organisation"])
    return render(context, "signatures/signature_of.html", signature=signature)


def sitemap() -> list[str]:
    return ["signatories", "register"]


def rights() -> list[Right]:
    return [
        Right(RegisterEntry, ("view",), ROLES),
        Right(Counting, ("change",), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.FOOTER_PAGES, template("signatures/slots/footer_pages.html"))
    fill(Slot.ORGANISATION_FACTS, organisation_facts)
    fill(Slot.TOTALS, totals)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.RIGHTS, rights)
