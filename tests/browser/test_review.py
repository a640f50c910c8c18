"""What waits, and a translation beside its original, as people see and hear them."""

import pytest

from .conftest import TABLET
from .test_axe import objections
from .test_workbench import deed  # noqa: F401 - a fixture

FIND = """
print(translation("background", "fr").pk)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reviewer_finds_and_reads_what_waits(open_page, deed, scheme):  # noqa: F811 - a fixture
    pk = deed(FIND)
    page = open_page("/admin/login/", language="en", color_scheme=scheme)
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    found = []
    for path in ("waiting/", f"review/{pk}/"):
        page.goto(f"/admin/translations/{path}")
        page.get_by_role("heading", level=1).wait_for()
        found += [f"{path}: {line}" for line in objections(page)]
        page.set_viewport_size({"width": TABLET, "height": 900})
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= TABLET, "Nobody scrolls sideways."
    assert not found, "\n".join(found)
    page.get_by_role("link", name="Open in the editor").click()
    page.get_by_role("link", name="Beside the original").click()
    assert page.url.endswith(f"/review/{pk}/")
