"""Work for the worker that takes long: a part of it at a time, and between two of them
it sees to whatever else is due, since mails and readers' copies wait for it."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Generic, ParamSpec

P = ParamSpec("P")

# Of one part; a little longer, since what was begun is done.
SECONDS = 0.5


class Steps(Generic[P]):
    """``work`` yields wherever it can pause. What fails is over, and is begun anew when
    it is asked for again; what is asked for twice is done once."""

    def __init__(self, work: Callable[P, Iterator[None]]) -> None:
        self.work = work
        self.present: Iterator[None] | None = None

    def begin(self, *args: P.args, **kwargs: P.kwargs) -> None:
        if self.present is None:
            self.present = self.work(*args, **kwargs)

    def go_on(self) -> int:
        """For ``continuously``: whether there is more to do."""
        work, self.present = self.present, None
        if work is None:
            return 0
        until = monotonic() + SECONDS
        for _pause in work:
            if monotonic() > until:
                self.present = work
                return 1
        return 0
