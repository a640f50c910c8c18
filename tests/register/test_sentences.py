"""Sentences that stand beside one another in a template."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ja", "zh-hans"])
@pytest.mark.parametrize("page", ["signatories", "sign", "statement"])
def test_no_space_follows_a_full_stop_that_has_its_own_room(client, page, language):
    html = client.get(f"/{language}/{page}/").text
    assert not re.findall("[。？！]\\s+[^\\s<]", html[html.index("<main") :])
    english = client.get(f"/en/{page}/").text
    assert re.search(
        r"for programs\. Use|published\. You|record is in English\. About", english
    )
