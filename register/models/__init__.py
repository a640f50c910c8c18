from .chain import (
    GENESIS,
    RegisterEntry,
    RegisterFacts,
    canonical_json,
    commitment,
    entry_hash,
)
from .counts import Count, Counting

__all__ = [
    "GENESIS",
    "Count",
    "Counting",
    "RegisterEntry",
    "RegisterFacts",
    "canonical_json",
    "commitment",
    "entry_hash",
]
