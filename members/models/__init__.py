"""The Coalition: its members, who wishes to join, and the people who speak for them."""

from .application import Application, Question, Reason
from .change import ProfileChange, Refusal
from .commitment import CommitmentPage
from .contact import Contact
from .directory import MembersIndexPage
from .imported import Imported
from .profile import MemberPage, Status

__all__ = [
    "Application",
    "CommitmentPage",
    "Contact",
    "Imported",
    "MemberPage",
    "MembersIndexPage",
    "ProfileChange",
    "Question",
    "Reason",
    "Refusal",
    "Status",
]
