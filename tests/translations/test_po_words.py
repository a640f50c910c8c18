"""How a file says its language, and how what is wrong with it is told."""

import pytest
from django.utils.translation import override

from openheritage.faithful import faults
from openheritage.po import Fault
from translations.files.languages import written_as


@pytest.mark.parametrize(
    ("said", "code", "is_same"),
    [
        ("zh_CN", "zh-hans", True),
        ("zh_Hans", "zh-hans", True),
        ("zh", "zh-hans", True),
        ("zh_TW", "zh-hans", False),
        ("zh_Hant", "zh-hans", False),
        ("pt", "pt-br", True),
        ("fr_CA", "fr", True),
        ("de", "fr", False),
    ],
)
def test_a_language_in_another_script_is_another(said, code, is_same):
    assert (written_as(said) == written_as(code)) == is_same


def test_what_is_quoted_keeps_its_direction_among_arabic_words():
    with override("ar"):
        fault = str(Fault(3, "Is it <b>?", faults("<b>Is</b>", "?")[0]))
        assert "\u2068Is it <b>?\u2069" in fault
        assert "\u2068<b>\u2069" in fault
    assert str(Fault(3, "Is it <b>?", "x")) == "Line 3, “Is it <b>?”: x"
