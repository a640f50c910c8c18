"""What is asked of tests with turns."""

from collections import Counter
from types import SimpleNamespace

from tests import plan, sparing
from tests.sparing import OF_FOLDERS, left_to_others

TURNS = SimpleNamespace(args=(3,))
ROTA = SimpleNamespace(args=())


class Item(SimpleNamespace):
    __hash__ = object.__hash__  # type: ignore[assignment]


def cases(
    name: str,
    count: int,
    marker: SimpleNamespace | None,
    of: str = "test",
    named: str = "turns",
    file: str = "tests/test_a.py",
) -> list:
    made = [
        Item(
            location=(file, 1, ""),
            originalname=name,
            nodeid=f"{name}[{number}]",
        )
        for number in range(count)
    ]
    for each in made:
        node = each if of == "test" else None
        found = [(node, marker)] if marker else []
        each.iter_markers_with_node = lambda name, found=found: iter(
            found if name == named else []
        )
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


def test_of_what_is_in_the_rota_a_few_are_asked_whole():
    there = [
        case
        for number in range(8)
        for case in cases(f"test_{number}", 4, ROTA, named="rota")
    ]
    asked = set()
    for seed in range(90):
        left = {each.nodeid for each in left_to_others(there, seed)}
        names = {nodeid.partition("[")[0] for nodeid in left}
        assert len(names) == 7
        assert len(left) == 28
        asked |= {each.originalname for each in there} - names
    assert len(asked) == 8


def test_what_is_in_the_rota_has_no_turns_besides_and_takes_no_place_of_others():
    slow = "tests/browser/test_a.py"
    for seed in range(20):
        there = [
            *cases("long", 9, ROTA, named="rota", file=slow),
            *cases("other", 9, None, file=slow),
        ]
        left = {each.nodeid for each in left_to_others(there, seed)}
        assert not any(nodeid.startswith("long") for nodeid in left)
        assert (
            len(left)
            == 9 * (OF_FOLDERS["tests/browser"] - 1) // OF_FOLDERS["tests/browser"]
        )


def test_in_a_folder_of_slow_tests_some_of_what_says_nothing_are_asked():
    turns = OF_FOLDERS["tests/browser"]
    there = cases("any", 8, None, file="tests/browser/test_a.py")
    assert len(left_to_others(there, 1)) == 8 * (turns - 1) // turns
    there = cases("any", 8, SimpleNamespace(args=(1,)), file="tests/browser/test_a.py")
    assert not left_to_others(there, 1)


def test_of_a_file_with_turns_one_test_in_three_is_asked():
    there = [*cases("one", 1, TURNS, of="file"), *cases("other", 5, TURNS, of="file")]
    assert len(left_to_others(there, 1)) == 4


def test_what_took_long_is_asked_more_rarely_unless_it_says_how_often(monkeypatch):
    took = {
        "short": 0.9,
        "second": 1,
        "slow": 3,
        "longer": 6,
        "longest": 90,
        "settled": 90,
    }
    monkeypatch.setattr(
        sparing, "slow", lambda: {f"tests/test_a.py::{n}": s for n, s in took.items()}
    )
    there = [
        case
        for name in took
        for case in cases(name, 12, TURNS if name == "settled" else None)
    ]
    asked = Counter(
        case.originalname for case in there if case not in left_to_others(there, 1)
    )
    assert asked == {
        "short": 12,
        "second": 3,
        "slow": 2,
        "longer": 1,
        "longest": 1,
        "settled": 4,
    }


def test_what_is_called_slow_is_a_test():
    for name in sparing.slow():
        file, _, test = name.partition("::")
        path = sparing.SLOW.parents[1] / file
        assert path.exists(), name
        # Some have theirs from a contract beside them.
        written = (other.read_text() for other in path.parent.glob("*.py"))
        assert any(f"def {test}(" in text for text in written), name


def test_a_whole_run_writes_which_tests_are_slow(tmp_path, monkeypatch):
    # Where it is looked for by hand, and in a folder that a run is sure to have.
    assert plan.SLOW_TESTS == plan.BASE_DIR / "build/slow.csv"
    monkeypatch.setattr(plan, "SLOW_TESTS", tmp_path / "slow.csv")
    monkeypatch.setattr(sparing, "SLOW", tmp_path / "slow.csv")
    took = {"a.py::test_fast": 0.9, "a.py::Of::test_slow[1]": 1, "a.py::test_slow": 5}
    plan.write_slow(
        SimpleNamespace(nodeid=name, when=when, duration=seconds)
        for name, seconds in took.items()
        for when in ("setup", "call")
    )
    assert sparing.slow() == {"a.py::test_slow": 3}
