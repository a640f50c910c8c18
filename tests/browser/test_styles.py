"""Whether each property, value and selector of ours exists, asked of the browser.

A misspelt one is dropped without a word, and looks like a matter of taste.
"""

from tests import frontend

# What other engines know and Chromium does not: Safari, then Safari and Firefox.
OTHER_ENGINES = {("-webkit-initial-letter", "3"), ("text-align", "match-parent")}


def test_the_browser_knows_every_declaration(chromium):
    page = chromium.new_page()
    asked = [list(one) for one in frontend.declarations() if one[1][:2] != "--"]
    unknown = page.evaluate(
        "asked => asked.filter(([, name, value]) => !CSS.supports(name, value))", asked
    )
    page.close()
    unknown = [one for one in unknown if (one[1], one[2]) not in OTHER_ENGINES]
    assert not unknown, f"A misspelt property or value is dropped in silence: {unknown}"


def test_the_browser_knows_every_selector(chromium):
    page = chromium.new_page()
    unknown = page.evaluate(
        "asked => asked.filter(([, one]) => {"
        " try { document.querySelector(one.replaceAll('&', ':scope')) }"
        " catch { return true } })",
        [list(one) for one in frontend.selectors() if one[1] not in ("from", "to")],
    )
    page.close()
    # Firefox knows a bar's part by this name, the others by one of their own.
    unknown = [one for one in unknown if not one[1].endswith("::-moz-progress-bar")]
    assert not unknown, f"A rule with a misspelt selector counts for nothing: {unknown}"
