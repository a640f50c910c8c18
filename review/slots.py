from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as staff_

from openheritage.slots import Slot, Unplaced, fill
from openheritage.territories import codes
from signatures.models import Signature

from .queue import REVIEW


def unplaced(user: User) -> list[Unplaced]:
    """The form asks for a country; what came in otherwise may have none."""
    if not user.has_perm(REVIEW):
        return []
    rows = Signature.objects.published().exclude(country__in=codes())
    return [
        Unplaced(
            name, staff_("Signature"), reverse("signatures_review:inspect", args=[pk])
        )
        for name, pk in rows.order_by("sort_name", "pk").values_list("name", "pk")
    ]


def fill_slots() -> None:
    fill(Slot.UNPLACED, unplaced)
