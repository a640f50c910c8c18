"""What the site knows of its translations beside what wagtail-localize keeps."""

from .intended import Intended
from .job import Job
from .preference import Preference
from .sentence import Change, Remark
from .tally import Tally
from .withdrawn import Withdrawn
from .work import State, Status, StatusLevel, Step

__all__ = [
    "Change",
    "Intended",
    "Job",
    "Preference",
    "Remark",
    "State",
    "Status",
    "StatusLevel",
    "Step",
    "Tally",
    "Withdrawn",
]
