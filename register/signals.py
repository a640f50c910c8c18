from datetime import datetime

from openheritage.signals import PUBLISHED
from signatures.models import Signature

from . import chain, files
from .models import RegisterFacts


def append_change(
    instance: Signature,
    change: str,
    published_at: datetime | None = None,
    **kwargs: object,
) -> None:
    """What the public sees of a signature and what the register says are one
    transaction. ``change`` is an event of the register by its very name; a row that
    has left tells no more when it was published, so that is said."""
    chain.append(change, instance)
    if change != PUBLISHED:
        files.forget_signature(published_at or instance.published_at)


def facts_erased(instance: RegisterFacts, **kwargs: object) -> None:
    files.forget_entry(instance.entry_id)
