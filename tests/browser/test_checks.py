"""The panel *Checks* of the editor: it counts words, and finds what is at fault.

On a copy of the database, which gets a good and a bad article in two languages.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, expect
from wagtail.models import Locale
from wagtail_localize.models import Translation

from images.models import CustomImage
from news.models import NewsIndexPage, NewsPage
from tests.correspondence.conftest import copied_database
from tests.services import web

from .conftest import DESKTOP, Watch

pytestmark = pytest.mark.turns(2)

WORDS = {"en": "Ten thousand maps", "ar": "عشرة آلاف خريطة"}
HERE = {"en": "here", "ar": "هنا"}

# Addresses of the editor, by language and by what is expected, and a session.
PLACES: dict[tuple[str, str], str] = {}
COOKIE: dict[str, str] = {}


def article(language: str, *, good: bool) -> NewsPage:
    index = NewsIndexPage.objects.get(locale__language_code="en")
    words = WORDS[language]
    image = CustomImage.objects.first()
    assert image is not None
    figure = {"image": image.pk, "alt_text": words if good else "", "decorative": False}
    link = words if good else HERE[language]
    page = NewsPage(
        title=words,
        slug=f"checks-{language}-{good:d}",
        date="2026-01-01",
        summary=words,
        search_description=words,
        body=[
            ("heading", words),
            ("paragraph", f'<p>{words} <a href="https://a.example">{link}</a></p>'),
        ],
    )
    parts = page.body.get_prep_value()
    parts.append({"type": "figure", "value": {"image": figure, "caption": words}})
    page.body = NewsPage.body.field.to_python(parts)
    index.add_child(instance=page)
    if language != "en":
        # A page of its own, so that Wagtail's editor opens and not localize's.
        locale = Locale.objects.get(language_code=language)
        NewsPage.objects.filter(pk=page.pk).update(locale=locale)
        page.refresh_from_db()
    page.save_revision()
    return page


def translated(language: str) -> int:
    """A translation whose picture has lost its words."""
    page = NewsPage.objects.get(slug="site-in-twelve-languages", locale_id=1)
    CustomImage.objects.update(words={})
    page.image, page.image_alt = CustomImage.objects.first(), ""
    page.save_revision().publish()
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=language
    )
    return translation.pk


@pytest.fixture(scope="module")
def site(db, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), copied_database():
        CustomImage.objects.update(description="")
        for language in WORDS:
            for good in (True, False):
                page = article(language, good=good)
                PLACES[language, "good" if good else "bad"] = str(page.pk)
        PLACES["ar", "translated"] = str(translated("ar"))
        client = Client()
        client.force_login(get_user_model().objects.get(username="moderator"))
        COOKIE["value"] = client.cookies[settings.SESSION_COOKIE_NAME].value
        url = urlsplit(os.environ["DATABASE_URL"])
        path = f"/{connection.settings_dict['NAME']}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
            "DATABASE_URL": url._replace(path=path).geturl(),
            "TESTS_DIR": str(settings.VAR_DIR),
        }
        connection.close()
        log = settings.VAR_DIR / "checks.log"
        with web.site(environment, log) as address:
            yield address


@pytest.fixture(scope="module")
def chromium(site: str, chromium: Browser) -> Browser:
    """After the site, so that it is gone when the database is thrown away."""
    return chromium


@pytest.fixture
def editor(chromium, site):
    context = chromium.new_context(
        base_url=site, locale="en", viewport={"width": DESKTOP, "height": 900}
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": COOKIE["value"], "url": site}])
    watch = Watch(context, site)
    yield context.new_page()
    context.close()
    # Wagtail tells the console what it has found.
    found = "axe.run results"
    assert [words for words in watch.problems if not words.startswith(found)] == []


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_panel_counts_words_and_finds_faults(editor, language, kind):
    editor.goto(f"/admin/pages/{PLACES[language, kind]}/edit/")
    editor.get_by_role("button", name="Toggle checks").click()
    words = editor.locator("[data-content-word-count]")
    editor.wait_for_function(
        "Number(document.querySelector('[data-content-word-count]').textContent) > 5"
    )
    assert int(words.text_content()) > 5
    assert "min" in editor.locator("[data-content-reading-time]").text_content()
    faults = editor.locator("[data-checks-panel] [data-content-checker-name]")
    found = sorted(faults.all_text_contents())
    if kind == "good":
        assert found == []
    else:
        assert found == [
            "Link text says nothing of where it leads",
            "Picture without alternative text",
        ]
    count = editor.locator("[data-side-panel=checks] [data-content-checker-count]")
    assert int(count.first.text_content()) == len(found)


def test_a_translation_that_is_previewed_is_checked_too(editor):
    editor.goto(f"/admin/localize/translate/{PLACES['ar', 'translated']}/preview/")
    assert editor.locator("html").get_attribute("lang") == "ar"
    editor.locator("wagtail-userbar [data-wagtail-userbar-trigger]").click()
    checks = editor.locator("wagtail-userbar #checker-trigger")
    expect(checks.locator("[data-content-checker-count]")).to_have_text("1")
    checks.click()
    dialog = editor.locator("wagtail-userbar #checker-results")
    # The preview is in Arabic, and so is what stands over it.
    with override("ar"):
        expect(dialog).to_contain_text(gettext("Picture without alternative text"))
