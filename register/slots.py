"""What the public record shows elsewhere."""

from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from openheritage.roles import MODERATORS, ROLES, Right
from openheritage.slots import Link, Slot, Total, fill, render, template
from signatures.models import Signature

from .figures import Figures
from .models import Counting, RegisterEntry


def totals(language: str) -> list[Total]:
    """How many, and from where. In which languages they signed is told beside them."""
    return Figures.now().totals[:2]


def menu() -> Link:
    return Link(_("Signatories"), reverse("signatories"))


def organisation_facts(context: Context) -> str:
    """When an organisation signed, as a line of its facts. One query."""
    signature = Signature.objects.of(context["organisation"])
    return render(context, "register/signature_of.html", signature=signature)


def signed_so_far(context: Context) -> str:
    figures = Figures.now()
    return render(context, "register/slots/signed_so_far.html", figures=figures)


def sitemap() -> list[str]:
    return ["signatories", "register"]


def rights() -> list[Right]:
    return [
        Right(RegisterEntry, ("view",), ROLES),
        Right(Counting, ("change",), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.FOOTER_PAGES, template("register/slots/footer_pages.html"))
    fill(Slot.ORGANISATION_FACTS, organisation_facts)
    fill(Slot.MENU, menu)
    fill(Slot.RECEIPT, template("register/slots/receipt.html"))
    fill(Slot.SIGNED_SO_FAR, signed_so_far)
    fill(Slot.TOTALS, totals)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.RIGHTS, rights)
