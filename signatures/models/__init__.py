"""Signing, in the design's three tables and what stands around them.

A package, since one file would hold five subjects; nothing else is imported from
outside than what is named here.
"""

from .consent import Consent, ConsentText, ConsentWording, Purpose
from .correction import Correction
from .counts import Count, Counting
from .register import RegisterEntry, RegisterFacts
from .signatory import Signatory
from .signature import FACTS, Signature

__all__ = [
    "FACTS",
    "Consent",
    "ConsentText",
    "ConsentWording",
    "Correction",
    "Count",
    "Counting",
    "Purpose",
    "RegisterEntry",
    "RegisterFacts",
    "Signatory",
    "Signature",
]
