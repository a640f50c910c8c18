"""What need not be asked in every language, and what need not be measured.

Many tests are asked in each language of the site, because words, scripts or plurals
might tell. Pages are then asked for in some languages first, and in the others by
`make check`. A day tells nothing there, and neither do the lines that are done: some
languages stand for all.

What is asked of many pages, ways, roles or languages alike, and costs minutes, is asked
by turns, and so are files and folders of many slow tests: each seed has others
(``turns``), and a few have all. Of what takes minutes by itself, as what foreign judges
say of all files, or the site in all its containers, each seed has some (``rota``).
Of what is left, tests that took a second or more in a whole run (``slow.csv``) are
asked the more rarely the longer they take. `make one` asks for all, and so does
`make check BY_TURNS=`, which CI does each week.

Measuring which lines are done takes nearly as long as doing them. `make measured`
measures the tests of the folders in ``MEASURED`` alone, `make coverage` all.
"""

import csv
import os
import random
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from home.demo import texts

# Two ways to write and to count; and the one with two scripts, which are converted.
ON_OTHER_DAYS = {"en", "ar"}
WRITTEN_OTHERWISE = {"en", "ar", "zh-hans"}
# What asks for pages, and not for words alone.
BY_REQUEST = {"client", "visitor"}
# So many, or all of the site, is "each language"; fewer were chosen for a reason.
MANY = 6

# Of what is in the rota one in so many is asked.
ROTA = 12
# Where tests take long, and many look at the same in other places: so many turns, where
# a file or a test has none of its own.
OF_FOLDERS = {
    "tests/browser": 4,
    "tests/faults": 8,
    "tests/renditions": 2,
    "tests/search": 2,
    "tests/translations": 2,
    "tests/wording": 2,
}
# What took so many seconds has so many turns, unless it has turns of its own. The file
# is written anew by a whole run (`tests/plan.py`).
SLOW = Path(__file__).with_name("slow.csv")
BY_SECONDS = ((30, 60), (15, 30), (5, 15), (2, 9), (1, 5))
# Of the languages in which nothing is written otherwise one in so many is asked.
OF_LANGUAGES = 6

# Set where only a day is tried: `tests/services/clock.py`.
VARIABLE = "ONLY_A_DAY_TELLS"
# Set by `make test` and `make check`.
BY_TURNS = "BY_TURNS"
FOLDERS = os.environ.get("MEASURED", "").split()


def is_of_measuring(variable: str) -> bool:
    return variable.startswith("COVERAGE_")


def parameters(item: pytest.Item) -> dict[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def languages_of(items: list[pytest.Item]) -> dict[pytest.Item, set[str]]:
    """In which language each is asked, of those that are asked in many."""
    values = defaultdict(set)
    for item in items:
        for name, value in parameters(item).items():
            values[item.location[0], item.originalname, name].add(repr(value))
    codes = set(map(repr, texts.LANGUAGES))
    many = {key for key, asked in values.items() if len(asked & codes) >= MANY}
    return {
        item: {
            value
            for name, value in parameters(item).items()
            if (item.location[0], item.originalname, name) in many
            and value in texts.LANGUAGES
        }
        for item in items
    }


def left_to_others(items: list[pytest.Item], seed: object) -> set[pytest.Item]:
    """What is not asked: of the rota all but one in so many; of each test with turns
    all cases, of each file with turns all tests but one in so many; of what is asked
    then in many languages, most of those that are written as others are. One of each
    stays. Then, of what took seconds in a whole run and has no turns of its own, a part
    of the longest, of whatever test. The same for one seed."""
    rota, left = rota_of(items), set()
    chance = random.Random(f"{seed} rota")  # noqa: S311 - no secret
    for unit in chance.sample(sorted(rota), len(rota) * (ROTA - 1) // ROTA):
        left |= rota[unit]
    others = [item for item in items if not any(item in unit for unit in rota.values())]
    left |= without_turns(others, seed)
    asked: dict = defaultdict(list)
    for item, languages in languages_of(others).items():
        if item not in left and languages - WRITTEN_OTHERWISE:
            key = (item.location[0], f"{item.originalname} in other languages")
            asked[*key, OF_LANGUAGES].append(item)
    left |= sampled(asked, seed)
    return left | slow_of([item for item in others if item not in left], seed)


def slow_of(items: list[pytest.Item], seed: object) -> set[pytest.Item]:
    """Of what took long without saying so."""
    seconds, cases = slow(), defaultdict(list)
    for item in items:
        took = seconds.get(f"{item.location[0]}::{item.originalname}", 0)
        turns = next((turns for least, turns in BY_SECONDS if took >= least), 1)
        if turns > 1 and not is_settled(item):
            cases["slow", turns].append(item)
    return sampled(cases, seed)


def is_settled(item: pytest.Item) -> bool:
    """Whether it, or its file for all its tests, says how often it is asked."""
    for node, marker in item.iter_markers_with_node("turns"):
        return node is item or marker.args == (1,)
    return False


def slow() -> dict[str, float]:
    """Seconds by file and test, as pytest names them."""
    with SLOW.open(newline="") as file:
        return {row["test"]: float(row["seconds"]) for row in csv.DictReader(file)}


def rota_of(items: list[pytest.Item]) -> dict[tuple[str, str], set[pytest.Item]]:
    """The files and tests that bear ``rota``."""
    units = defaultdict(set)
    for item in items:
        for node, _marker in item.iter_markers_with_node("rota"):
            test = item.originalname if node is item else ""
            units[item.location[0], test].add(item)
            break
    return units


def without_turns(items: list[pytest.Item], seed: object) -> set[pytest.Item]:
    cases = defaultdict(list)
    for item in items:
        file = item.location[0]
        test, turns = "", OF_FOLDERS.get(str(Path(file).parent), 1)
        for node, marker in item.iter_markers_with_node("turns"):
            test, (turns,) = item.originalname if node is item else "", marker.args
            break
        if turns > 1:
            cases[file, test, turns].append(item)
    return sampled(cases, seed)


def sampled(cases: dict[tuple, list[pytest.Item]], seed: object) -> set[pytest.Item]:
    """``{(file, test, turns): items}``"""
    left: set[pytest.Item] = set()
    for (*test, turns), found in cases.items():
        found.sort(key=lambda item: item.nodeid)
        chance = random.Random(f"{seed} {test}")  # noqa: S311 - no secret
        left.update(chance.sample(found, len(found) * (turns - 1) // turns))
    return left


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list) -> None:
    # By all that there are: of what is left, there may be few.
    asked = languages_of(items)
    if os.environ.get(BY_TURNS):
        left = left_to_others(items, config.getoption("randomly_seed", ""))
        config.hook.pytest_deselected(items=[*left])
        items[:] = [item for item in items if item not in left]
    for item in items:
        languages = asked[item]
        is_elsewhere = FOLDERS and item.path.parent.name not in FOLDERS
        is_other = not languages <= WRITTEN_OTHERWISE
        if is_elsewhere or is_other:
            item.add_marker(pytest.mark.unmeasured)
        if is_other and BY_REQUEST & set(item.fixturenames):
            item.add_marker(pytest.mark.proof)
    if VARIABLE in os.environ:
        items[:] = [item for item in items if asked[item] <= ON_OTHER_DAYS]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Neither in this process nor in those that the test starts."""
    measuring = sys.gettrace()
    if not measuring or not item.get_closest_marker("unmeasured"):
        return (yield)
    told = {
        name: os.environ.pop(name) for name in filter(is_of_measuring, [*os.environ])
    }
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(measuring)
        os.environ.update(told)
