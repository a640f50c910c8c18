"""What people without an account translate, in two tables: words, and the person; and
what they report, in one that knows no person."""

from .offer import Offer, Reason, Sentence
from .report import Report
from .volunteer import Volunteer

__all__ = ["Offer", "Reason", "Report", "Sentence", "Volunteer"]
