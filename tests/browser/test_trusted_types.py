"""No script of the public site makes HTML, or code, of words: browsers that know
Trusted Types refuse it, whatever slipped through elsewhere. The admin is Wagtail's.
"""

import pytest
from playwright.sync_api import Page, expect

from .conftest import PAGES

pytestmark = pytest.mark.rota

# Each refusal of the policy, as the page itself hears of it.
LISTENS = """addEventListener("securitypolicyviolation", (event) => note(
  `${event.effectiveDirective} at ${event.sourceFile}:${event.lineNumber}`));"""
# One press may hide the next button.
PRESSES = """const all = document.querySelectorAll("button[type=button], summary");
for (const one of all) { if (one.checkVisibility()) one.click(); }"""
TYPED = "input[type=search]:visible, input[type=text]:visible, textarea:visible"
MORE = {
    "stories": "stories/",
    "receipt": "signatories/",
    "report": "statement/report/",
    "help": "help-translate/",
    "accessibility": "accessibility/",
}
# What leads from a list to one of its pages.
ONE_OF = {"stories": "/stories/", "receipt": "/signatures/", "help": "/help-translate/"}


def use(page: Page) -> None:
    """Types into every field, and presses whatever does something by script."""
    for field in page.query_selector_all(TYPED):
        if field.is_visible() and field.is_editable():
            field.type("mus")
    page.evaluate(f"() => {{ {PRESSES} }}")
    page.mouse.wheel(0, 5000)
    # What was refused is told in a task of its own.
    page.evaluate("new Promise((done) => setTimeout(done))")


@pytest.mark.proof
def test_no_page_does_what_the_policy_refuses(open_page):
    noted: list[str] = []
    # The refusal at the end is noted, and told on the console too.
    page = open_page("/en/", language="fr", may_say="TrustedHTML")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.expose_function("note", lambda words: noted.append(words))
    page.context.add_init_script(LISTENS)
    for name, path in (PAGES | MORE).items():
        language = "fr" if name == "help" else "en"
        page.goto(f"/{language}/{path}")
        use(page)
        if link := ONE_OF.get(name):
            first = page.locator(f"main a[href*='{link}']:not([href$='{link}'])").first
            page.goto(first.get_attribute("href"))
            use(page)
        assert noted == [], name
    # Suggestions, and the errors of a form.
    page.goto("/en/")
    page.locator("#header-search").press_sequentially("her")
    expect(page.locator(".site-header [role=option]").first).to_be_visible()
    page.goto("/en/sign/")
    page.locator("main form button[value=continue]").click()
    expect(page.locator("main [aria-invalid=true]").first).to_be_visible()
    use(page)
    assert noted == []
    # It would have heard.
    page.evaluate("try { document.body.innerHTML = ''; } catch {}")
    page.evaluate("new Promise((done) => setTimeout(done))")
    assert [words.split()[0] for words in noted] == ["require-trusted-types-for"]
    expect(page.locator("main")).to_be_visible()


REFUSED = {
    "words as HTML": "document.body.innerHTML = '<p>'",
    "words in place of an element": "document.body.outerHTML = '<p>'",
    "words beside it": "document.body.insertAdjacentHTML('beforeend', '<p>')",
    "words written": "document.write('<p>')",
    "words read": "new DOMParser().parseFromString('<p>', 'text/html')",
    "a frame of words": "document.createElement('iframe').srcdoc = '<p>'",
    "a handler of words": "document.body.setAttribute('onclick', 'alert(1)')",
    "a script's address": "document.createElement('script').src = '/x.js'",
    "a script's words": "document.createElement('script').text = 'alert(1)'",
    "a worker's address": "new Worker('/x.js')",
    "words as code": "eval('1 + 1')",
    "words as code, later": "setTimeout('1 + 1')",
    "words as a function": "new Function('return 1')()",
    "a policy of one's own": "trustedTypes.createPolicy('mine', {})",
}


def test_words_become_neither_html_nor_code(open_page):
    page = open_page("/en/", may_say="Trusted|Content Security Policy|unsafe-eval")
    before = page.locator("main").inner_html()
    for what, script in REFUSED.items():
        # Later: in what is evaluated from outside, the browser lets `eval` pass.
        answer = page.evaluate(
            "() => new Promise((tell) => setTimeout(() => {"
            f" try {{ {script}; tell('done'); }} catch (error) {{ tell(error.name); }}"
            " }))"
        )
        assert answer in ("TypeError", "EvalError"), f"{what}: {answer}"
    assert page.locator("main").inner_html() == before
