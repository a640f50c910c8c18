"""What is asked of tests with turns."""

from types import SimpleNamespace

from tests.sparing import left_to_others

TURNS = SimpleNamespace(args=(3,))


class Item(SimpleNamespace):
    __hash__ = object.__hash__  # type: ignore[assignment]


def cases(
    name: str, count: int, marker: SimpleNamespace | None, of: str = "test"
) -> list:
    made = [
        Item(
            location=("tests/test_a.py", 1, ""),
            originalname=name,
            nodeid=f"{name}[{number}]",
        )
        for number in range(count)
    ]
    for each in made:
        node = each if of == "test" else None
        found = [(node, marker)] if marker else []
        each.iter_markers_with_node = lambda _name, found=found: iter(found)
    return made


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


def test_of_a_file_with_turns_one_test_in_three_is_asked():
    there = [*cases("one", 1, TURNS, of="file"), *cases("other", 5, TURNS, of="file")]
    assert len(left_to_others(there, 1)) == 4
