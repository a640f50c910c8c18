"""The screen on which one page is translated, as translators use it.

What is written here is taken back: other tests find what they know.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from .test_axe import objections

pytestmark = pytest.mark.turns(2)

SONGBOOK = "songbook-without-watermark"

# Before each deed on the site of these tests.
BEGIN = """
from django.contrib.auth import get_user_model
from wagtail.models import Locale, Page
from wagtail_localize.models import *
from wagtail_localize.operations import translate_object
from translations import saving
from translations.models import *
def translation(slug, language):
    page = Page.objects.get(slug=slug, locale__language_code="en").specific
    found = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale__language_code=language)
    if not found.exists():
        translate_object(page, [Locale.objects.get(language_code=language)])
    return found.get()
def user(name):
    return get_user_model().objects.get(username=name)
"""


@pytest.fixture
def deed(deeds) -> Callable[[str], str]:
    """Does something on the site, beside its browser; answers what it prints."""

    return lambda code: deeds.run(BEGIN + code)


@pytest.fixture
def songbook(deed) -> Iterator[Callable[[str], str]]:
    """The address at which an article is translated; its sentences are as they were
    afterwards."""
    used = []

    def address(language: str) -> str:
        found = deed(f"""
t = translation({SONGBOOK!r}, {language!r})
print(t.pk, [*StringTranslation.objects.filter(
    context__object_id=t.source.object_id).values_list("pk", flat=True)])
""")
        pk, _space, before = found.partition(" ")
        used.append(before)
        return f"/admin/translate/{pk}/"

    yield address
    if used:
        deed(f"""
t = translation({SONGBOOK!r}, "fr")
key = t.source.object_id
StringTranslation.objects.filter(
    context__object_id=key).exclude(pk__in={used[0]}).delete()
Change.objects.filter(context__object_id=key).delete()
Remark.objects.filter(context__object_id=key).delete()
Step.objects.filter(translation_key=key).delete()
""")


def enter(page: Page, address: str, user: str = "translator") -> Page:
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")
    page.goto(address)
    return page


def field(page: Page, number: int):
    return page.locator("[data-sentence] textarea[name^='t-']").nth(number)


def test_what_is_typed_is_saved(open_page, songbook):
    page = enter(open_page("/admin/login/", language="en"), songbook("fr"))
    first = field(page, 0)
    for name, value in {"lang": "fr", "dir": "ltr", "spellcheck": "true"}.items():
        expect(first).to_have_attribute(name, value)
    first.fill("Le recueil")
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    page.reload()
    expect(first).to_have_value("Le recueil")


def test_nothing_is_lost_when_the_connection_is(open_page, songbook):
    page = open_page("/admin/login/", language="en", may_say="INTERNET_DISCONNECTED")
    enter(page, songbook("fr"))
    first, second = field(page, 0), field(page, 1)
    status = page.locator("[data-status]")
    page.context.set_offline(True)
    first.fill("Sans connexion")
    expect(status).to_contain_text("Not saved: no connection")
    page.context.set_offline(False)
    expect(status).to_contain_text("Saved")

    # Nor when the page is left before anything came back.
    page.context.set_offline(True)
    second.fill("Gardé ici")
    expect(status).to_contain_text("Not saved")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.context.set_offline(False)
    page.reload()
    expect(second).to_have_value("Gardé ici")
    kept = "() => !Object.keys(localStorage).some((name) => /^workbench:.:/.test(name))"
    page.wait_for_function(kept)
    page.reload()
    expect(second).to_have_value("Gardé ici")


def test_two_at_one_sentence_see_each_other(open_page, songbook):
    address = songbook("fr")
    mine = open_page("/admin/login/", language="en", may_say="409")
    enter(mine, address)
    theirs = enter(open_page("/admin/login/", language="en"), address, "moderator")
    field(theirs, 0).fill("Leur titre")
    expect(theirs.locator("[data-status]")).to_contain_text("Saved")
    field(mine, 0).fill("Mon titre")
    conflict = mine.locator(".wb-conflict")
    expect(conflict).to_contain_text("Leur titre")
    expect(conflict).to_contain_text("Mon titre")
    conflict.get_by_role("button", name="Take theirs").click()
    expect(field(mine, 0)).to_have_value("Leur titre")
    expect(conflict).to_have_count(0)

    field(theirs, 1).fill("Leur résumé")
    expect(theirs.locator("[data-status]")).to_contain_text("Saved")
    field(mine, 1).fill("Mon résumé")
    conflict.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("[data-status]")).to_contain_text("Saved")
    mine.reload()
    expect(field(mine, 1)).to_have_value("Mon résumé")


def test_the_original_changes_while_somebody_writes(open_page, songbook, deed):
    page = open_page("/admin/login/", language="en", may_say="404|410")
    enter(page, songbook("fr"))
    change = """
from news.models import NewsPage
page = NewsPage.objects.get(
    slug="songbook-without-watermark", locale__language_code="en")
page.title = {title!r}
page.save_revision().publish()
"""
    try:
        deed(change.format(title="The songbook that lost its mark"))
        field(page, 0).fill("Le recueil sans marque")
        conflict = page.locator(".wb-conflict")
        expect(conflict).to_contain_text("has changed while you were writing")
        expect(conflict.locator("ins")).to_contain_text("mark")
        conflict.get_by_role("button", name="Use my text").click()
        expect(field(page, 0)).to_have_value("Le recueil sans marque")
        expect(page.locator("[data-original]").first).to_contain_text("lost its mark")
    finally:
        deed(change.format(title="The songbook that lost its watermark"))


def test_notes_and_history_stand_beside_the_sentence(open_page, songbook):
    page = enter(open_page("/admin/login/", language="en"), songbook("fr"))
    status = page.locator("[data-status]")
    area = field(page, 0)
    for text in ("Un", "Deux"):
        area.fill(text)
        expect(status).to_contain_text("Saved")
        area.blur()
        page.reload()
        expect(area).to_have_value(text)
    area.focus()
    beside = page.locator("[data-beside]:visible")
    beside.get_by_text("Write a note").click()
    beside.get_by_label("A note to other").fill("Was ist ein Liederbuch?")
    beside.get_by_role("button", name="Add the note").click()
    expect(beside.locator(".wb-notes")).to_contain_text("Liederbuch")
    beside.get_by_role("button", name="Settled").click()
    expect(beside.locator(".wb-settled")).to_contain_text("Liederbuch")
    beside.get_by_role("button", name="Back to this text").first.click()
    expect(area).to_have_value("Un")
    expect(beside.locator(".wb-history")).to_contain_text("taken back")


def test_a_page_is_translated_by_keyboard_alone(open_page, songbook):
    page = enter(open_page("/admin/login/", language="fr"), songbook("fr"))
    page.keyboard.press("Control+Enter")
    expect(field(page, 0)).to_be_focused()
    count = page.locator("[data-sentence]").count()
    for number in range(count):
        if page.locator("[data-sentence]:not([data-state=done])").count() == 0:
            break
        original = page.locator("[data-sentence]:focus-within [data-original]")
        page.keyboard.press("Alt+Shift+Digit0")
        area = page.locator("[data-sentence]:focus-within textarea[name^='t-']")
        expect(area).to_have_value(original.get_attribute("data-original"))
        page.keyboard.press("End")
        page.keyboard.type(f" {number}")
        done = page.locator("[data-state=done]").count()
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-state=done]")).to_have_count(done + 1)
    bar = page.locator("[data-progress]")
    assert bar.evaluate("bar => bar.value === bar.max")
    page.keyboard.press("Alt+PageUp")
    page.keyboard.press("Alt+PageDown")
    # They can be switched off.
    page.locator(".wb-keys summary").press("Enter")
    page.locator("input[data-keys]").press("Space")
    page.locator("input[data-keys]").press("Control+Enter")
    expect(page.locator("input[data-keys]")).to_be_focused()


def test_marks_are_put_in_by_button(open_page, deed):
    found = deed("print(translation('join', 'fr').pk)")
    page = enter(
        open_page("/admin/login/", language="en"), f"/admin/translate/{found}/"
    )
    marked = page.locator("[data-sentence]", has=page.locator(".wb-mark")).first
    area = marked.locator("textarea[name^='t-']")
    before = area.input_value()
    area.fill("Un mot")
    mark = marked.locator(".wb-mark").first
    expect(mark).to_have_attribute("data-missing", "")
    expect(marked.locator("[data-error]")).to_contain_text("is missing")
    area.press("ControlOrMeta+a")
    mark.click()
    expect(mark).not_to_have_attribute("data-missing", "")
    opening, closing = (
        mark.get_attribute(f"data-{end}") for end in ("opening", "closing")
    )
    expect(area).to_have_value(f"{opening}Un mot{closing}")
    # A step back is the browser's own.
    area.press("ControlOrMeta+z")
    expect(area).to_have_value("Un mot")
    area.fill(before)
    expect(marked).to_have_attribute("data-state", "done")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_editor(open_page, songbook, language, scheme):
    page = open_page("/admin/login/", language="en", color_scheme=scheme)
    enter(page, songbook(language if language != "en" else "fr"), "moderator")
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 900})
        field(page, 0).focus()
        expect(page.locator("[data-beside]:visible h4").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert objections(page) == []
