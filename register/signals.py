from signatures.models import Signature

from . import chain


def append_change(instance: Signature, change: str, **kwargs: object) -> None:
    """What the public sees of a signature and what the register says are one
    transaction. ``change`` is an event of the register by its very name."""
    chain.append(change, instance)
