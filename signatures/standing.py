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
    numbers = [
        (not is_exact, number)
        for number, name, is_exact in rows
        if is_exact or order_free(name) == wanted
    ]
    for is_other, number in sorted(numbers):
        found = open_and_locked.row(Signature, number=number, but=signature.pk or 0)
        # Whoever was faster may have given it another name, or another address.
        if found and (is_other or found.duplicate_key == signature.duplicate_key):
            return found
    return None
