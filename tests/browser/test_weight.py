"""What a first visit costs, in kB after gzip, whatever serves it."""

import gzip
import re
from collections import Counter

import pytest
from playwright.sync_api import Response

from .conftest import PAGES

# kB of 1,000 bytes, by what Playwright calls a resource.
BUDGETS = {"document": 25, "stylesheet": 15, "script": 10, "font": 60}
ARABIC_FONTS = 90
# Photographs do not count, and have an address of their own.
WHOLE_PAGE = 110
WHOLE_ARABIC_PAGE = 140

# Of any language: spaces and figures are in the Latin face, and so are names.
LATIN = {"latin"}
SCRIPTS = {
    "en": LATIN,
    "ru": LATIN | {"cyrillic"},
    "ar": LATIN | {"arabic"},
    "zh-hans": LATIN,
}


def first_visit(open_page, path: str) -> list[Response]:
    """All answers that a page needs, its faces too."""
    answers = []
    open_page(path, answers=answers).evaluate("document.fonts.ready.then(() => true)")
    return answers


def weight(answer: Response) -> float:
    body = answer.body()
    # Fonts and pictures are compressed already.
    text = answer.request.resource_type in ("document", "stylesheet", "script")
    return len(gzip.compress(body) if text else body) / 1000


def weighed(answers: list[Response]) -> Counter:
    """By kind, without photographs; style sheets together, as production has them."""
    weights, sheets = Counter(), b""
    for answer in answers:
        if answer.request.resource_type == "stylesheet":
            sheets += answer.body()
        elif "/images/" not in answer.url:
            weights[answer.request.resource_type] += weight(answer)
    weights["stylesheet"] = len(gzip.compress(sheets)) / 1000
    return weights


# In other scripts only the faces weigh something else.
HEAVY = ["home", "Statement", "article", "untranslated article", "form"]
VISITS = [("en", path) for path in PAGES.values()]
VISITS += [(language, PAGES[name]) for language in ("ar", "ru") for name in HEAVY]


@pytest.mark.turns(4)
@pytest.mark.parametrize(("language", "path"), VISITS)
def test_a_first_visit_keeps_to_the_budget(open_page, language, path):
    weights = weighed(first_visit(open_page, f"/{language}/{path}"))
    budgets = BUDGETS | ({"font": ARABIC_FONTS} if language == "ar" else {})
    whole = WHOLE_ARABIC_PAGE if language == "ar" else WHOLE_PAGE
    over = [kind for kind, kb in weights.items() if kb > budgets.get(kind, whole)]
    assert not over, weights
    assert weights.total() <= whole, weights


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("path", ["", "statement/", "background/", "coalition/"])
def test_only_the_faces_of_the_page_s_script_are_loaded(open_page, language, path):
    answers = first_visit(open_page, f"/{language}/{path}")
    fonts = [answer.url for answer in answers if "/static/fonts/" in answer.url]
    scripts = set(re.findall("latin|cyrillic|arabic", " ".join(fonts)))
    assert scripts <= SCRIPTS[language], fonts
    assert scripts, "No face of ours was loaded."
