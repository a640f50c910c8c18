"""What the monitoring is told of signatures: how many are in which state."""

from collections.abc import Iterator

from django.db.models import Count

from openheritage.health import Figure, Reading

from .models import Signature

SIGNATURES = Figure("signatures", "Signatures by state, samples included.", "state")


def by_state() -> Iterator[Reading]:
    rows = Signature.objects.order_by().values_list("state").annotate(Count("pk"))
    numbers = dict(rows)
    for state in Signature.State.values:
        yield SIGNATURES.of(numbers.get(state, 0), state)
