"""Who is thanked by name for what they gave, as the apps know them that took it."""

from collections import defaultdict

from .slots import Slot, answers


def by_language() -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for answer in answers(Slot.THANKED):
        for language, names in answer.items():
            found[language].update(names)
    return found
