"""What stands in the way of a signature: another one like it, which is open."""

from django.db.models import QuerySet, Value

from openheritage.addresses import address_key
from openheritage.composed import Composed
from openheritage.matching import order_free

from .models import Signatory, Signature


@Composed
def in_the_way(duplicate_key: str, address_key: str, version: int) -> QuerySet:
    """Numbers and names of what is open: of this key, and whatever else this mailbox
    has signed of the version."""
    of_key = Signature.objects.open().filter(duplicate_key=duplicate_key)
    of_mailbox = Signatory.objects.filter(
        address_key=address_key,
        is_current=True,
        signature__state__in=Signature.OPEN,
        signature__text__version=version,
    )
    return of_key.values_list("pk", "name", Value(1)).union(
        of_mailbox.values_list("signature", "signature__name", Value(0)), all=True
    )


@Composed
def open_and_locked(number: int, but: int) -> QuerySet:
    rows = Signature.objects.open().filter(pk=number).exclude(pk=but)
    return rows.select_for_update(of=("self",))


def find_open(signature: Signature, address: str) -> Signature | None:
    """What else stands in the way of a signature from this mailbox, locked: the same
    name, or its words in another order."""
    wanted = order_free(signature.name)
    rows = in_the_way(
        duplicate_key=signature.duplicate_key,
        address_key=address_key(address),
        version=signature.text.version_id,
    )
    alike = {number for number, name, _is_exact in rows if order_free(name) == wanted}
    exact = {number for number, _name, is_exact in rows if is_exact}
    # In one order, so that no two forms wait for each other.
    found = [
        row
        for number in sorted(alike | exact)
        if (row := open_and_locked.row(Signature, number=number, but=signature.pk or 0))
    ]
    # Whoever was faster may have given one another name, or another address.
    same = [row for row in found if row.duplicate_key == signature.duplicate_key]
    return next(iter(same or [row for row in found if row.pk in alike]), None)
