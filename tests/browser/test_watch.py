"""The eye that the other tests rely on is open."""

import pytest

from .conftest import Watch

MISDEEDS = {
    "an error in a script": "setTimeout(() => { throw new Error('broken'); })",
    "a failure that nobody catches": "void Promise.reject(new Error('broken'))",
    "an inline script": """const script = document.createElement('script');
        script.append('1');
        document.head.append(script);""",
    "an inline style": "document.body.setAttribute('style', 'color: red')",
    "words as HTML": "try { document.body.innerHTML = '<p>'; } catch {}",
    "another host": "fetch('https://example.org/').catch(() => {})",
    "a file that is not there": """new Promise((done) => {
        const image = new Image();
        image.onerror = done;
        image.src = '/static/not-there.png';
    })""",
}


@pytest.mark.parametrize("script", MISDEEDS.values(), ids=MISDEEDS)
def test_what_a_page_may_not_do_is_noticed(chromium, site, script):
    with chromium.new_context(base_url=site) as context:
        watch = Watch(context, site)
        page = context.new_page()
        page.goto("/en/")
        assert watch.problems == []
        page.evaluate(script)
        page.goto("/en/statement/", wait_until="networkidle")
    assert watch.problems
