from .chain import (
    GENESIS,
    RegisterEntry,
    RegisterFacts,
    canonical_json,
    commitment,
    entry_hash,
)
from .counts import Count, Counting
from .files import ListFile, ListPart

__all__ = [
    "GENESIS",
    "Count",
    "Counting",
    "ListFile",
    "ListPart",
    "RegisterEntry",
    "RegisterFacts",
    "canonical_json",
    "commitment",
    "entry_hash",
]
