"""What takes long is done in parts, between which a worker sees to other things."""

from collections.abc import Iterator

import pytest

from openheritage import steps
from openheritage.steps import Steps


def test_it_pauses_goes_on_and_ends(monkeypatch):
    now, done = [0.0], []
    monkeypatch.setattr(steps, "monotonic", lambda: now[0])

    def work(number: int) -> Iterator[None]:
        for each in range(number):
            done.append(each)
            now[0] += 0.2
            yield

    long = Steps(work)
    assert long.go_on() == 0
    long.begin(7)
    # Asked for again while it is at it.
    long.begin(100)
    parts = []
    while long.go_on():
        parts.append(len(done))
    assert parts == [3, 6]
    assert done == [*range(7)]
    assert long.go_on() == 0
    long.begin(1)
    assert long.go_on() == 0
    assert len(done) == 8


def test_what_fails_is_over_until_it_is_asked_for_again():
    found: list[int] = []

    def work() -> Iterator[None]:
        found.append(1)
        yield
        if len(found) == 1:
            raise OSError("full")

    long = Steps(work)
    long.begin()
    with pytest.raises(OSError, match="full"):
        long.go_on()
    assert long.go_on() == 0
    long.begin()
    assert long.go_on() == 0
    assert len(found) == 2
