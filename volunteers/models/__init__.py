"""What people without an account translate, in two tables: words, and the person."""

from .offer import Offer, Reason, Sentence
from .volunteer import Volunteer

__all__ = ["Offer", "Reason", "Sentence", "Volunteer"]
