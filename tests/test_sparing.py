"""What each commit asks of tests with turns."""

from types import SimpleNamespace

from tests.sparing import left_to_others

TURNS = SimpleNamespace(args=(3,))


class Item(SimpleNamespace):
    __hash__ = object.__hash__  # type: ignore[assignment]


def cases(name: str, count: int, marker: SimpleNamespace | None) -> list:
    return [
        Item(
            location=("tests/test_a.py", 1, ""),
            originalname=name,
            nodeid=f"{name}[{number}]",
            get_closest_marker=lambda _name: marker,
        )
        for number in range(count)
    ]


def test_one_in_three_is_asked_the_same_by_each_worker_and_all_in_time():
    here, there = (cases("many", 7, TURNS) for _worker in range(2))
    asked = set()
    for seed in range(40):
        left = {each.nodeid for each in left_to_others(here, seed)}
        assert left == {each.nodeid for each in left_to_others(there[::-1], seed)}
        assert len(left) == 4
        asked |= {each.nodeid for each in here} - left
    assert len(asked) == 7


def test_what_has_one_case_or_no_turns_is_always_asked():
    assert not left_to_others(cases("one", 1, TURNS), 1)
    assert not left_to_others(cases("plain", 9, None), 1)
