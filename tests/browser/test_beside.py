"""Reading in several languages: in which order, at which width, on paper."""

from itertools import pairwise

import pytest

from .conftest import DESKTOP, PHONE

PAIR = "/en/statement/beside/ar/"
THREE = "/ja/statement/beside/ru/sw/"


def boxes(page, anchor: str) -> list[dict]:
    return [cell.bounding_box() for cell in page.locator(f"#{anchor} > td").all()]


def test_columns_stand_in_the_order_of_the_page_s_direction(open_page):
    first, second = boxes(open_page(PAIR), "clause-c")
    assert first["y"] < second["y"] + second["height"]
    assert first["x"] < second["x"]
    first, second = boxes(open_page("/ar/statement/beside/en/"), "clause-c")
    assert first["x"] > second["x"]
    three = [box["x"] for box in boxes(open_page(THREE), "article-16")]
    assert three == sorted(three)
    assert len({*three}) == 3


@pytest.mark.parametrize("width", [PHONE, 320])
def test_on_a_phone_they_are_stacked_clause_by_clause_without_a_script(
    open_page, width
):
    page = open_page(f"{THREE}#article-16", width=width, scripts=False)
    stacked = boxes(page, "article-16")
    for above, below in pairwise(stacked):
        assert above["y"] + above["height"] <= below["y"]
    assert page.locator("#article-16").bounding_box()["y"] < 400
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_it_is_read_clause_by_clause_and_each_language_is_named(open_page, width):
    page = open_page("/en/statement/beside/fr/", width=width)
    tree = page.locator("#clause-c").aria_snapshot()
    assert "rowheader" in tree
    assert tree.count("cell") >= 2
    assert tree.index("Honouring the archives") < tree.index("Rendant hommage")
    assert page.get_by_role("row").count() >= 40
    if width == DESKTOP:
        names = page.get_by_role("columnheader").all_inner_texts()
        assert names == ["English", "Français"]
    else:
        assert tree.index("English") < tree.index("Honouring") < tree.index("Français")


def test_printed_across_a_page_of_paper_three_stand_side_by_side(open_page):
    # A4 across, less its margins.
    page = open_page(THREE, width=956)
    page.emulate_media(media="print")
    tops = {round(box["y"]) // 40 for box in boxes(page, "clause-c")}
    assert len(tops) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 956
