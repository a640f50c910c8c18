"""The act of signing, in two tables: what was signed, and the person who did."""

from .correction import Correction
from .signatory import Signatory
from .signature import FACTS, Question, Reason, Signature

__all__ = ["FACTS", "Correction", "Question", "Reason", "Signatory", "Signature"]
