"""The home page and the fixed pages, in the original's language."""

import json
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import TranslatableObject

from openheritage.pages import SitePage
from openheritage.paths import path_in
from resources.models import PressPage
from statement.models import StatementPage

from ..demo import fixed
from ..demo.texts import english, rich, texts
from ..models import ContentPage, HomePage
from .report import Report

# Pages that we make are known by these keys for ever, wherever staff move them and
# whatever they call them; sentences outlive their page, and with them its key.
SPACE = UUID("7b9b5e0e-5a5b-4a54-9a53-0f6a0b1c9f1d")
# Words that are to be written, or looked at, before anybody reads them.
DRAFTS = {"statement", "background", "commitment"}
# What the migration made, and nobody has touched.
EMPTY_HEADLINE = "Open Heritage"


@cache
def first_words() -> dict[str, str]:
    """What the home page says before anybody has signed, by language."""
    return json.loads((Path(__file__).parent / "first_words.json").read_text("utf-8"))


def words(language: str) -> dict[str, str]:
    """``{key: text}`` of a language; empty where we have none for it."""
    if language not in first_words():
        return {}
    return texts(language) | {"home.first": first_words()[language]}


def key_of(name: str) -> UUID:
    return uuid5(SPACE, name)


def make_home(report: Report) -> HomePage:
    source = Locale.get_default()
    home = HomePage.objects.filter(locale=source).order_by("path").first()
    if home is None:
        home = HomePage(title=english("home.title"), slug="home", locale=source)
        put_words(home)
        root = Page.get_first_root_node()
        root.add_child(instance=home)
        fixed.publish(home)
        site = Site.objects.filter(is_default_site=True).first()
        if site:
            site.root_page = home
            site.save()
    elif is_untouched(home):
        put_words(home)
        fixed.publish(home)
    else:
        report.stands("home page /en/")
        return home
    report.new("home page /en/, live")
    return home


def is_untouched(home: HomePage) -> bool:
    return (
        home.headline == EMPTY_HEADLINE and not home.lead and not home.latest_revision
    )


def put_words(home: HomePage) -> None:
    home.headline = english("home.headline")
    home.lead = first_words()[settings.LANGUAGE_CODE]
    home.programme = rich(["home.programme.p1"], {})


def find(name: str, home: HomePage) -> Page | None:
    """The page as it is by now, or what stands in its place."""
    kind, _in_menu = fixed.PAGES[name]
    pages = kind.objects.filter(locale=home.locale)
    found = pages.filter(translation_key=key_of(name)).first()
    if found is None and kind is not ContentPage:
        found = pages.first()
    return found or Page.objects.child_of(home).filter(slug=name).first()


def was_removed(name: str) -> bool:
    return TranslatableObject.objects.filter(translation_key=key_of(name)).exists()


def make_pages(home: HomePage, report: Report) -> list[SitePage]:
    """All that stand and were made by us, now or earlier."""
    ids, new = {"home": home.pk}, []
    for name in fixed.NAMES:
        if found := find(name, home):
            ids[name] = found.pk
        elif not was_removed(name):
            page = fixed.page(name)
            page.live, page.translation_key = False, key_of(name)
            ids[name] = fixed.add(home, page).pk
            new.append(name)
    for name in fixed.NAMES:
        if name in new:
            begin(name, Page.objects.get(pk=ids[name]).specific, ids)
        tell(name, ids, report, is_new=name in new)
    made = {key_of(name) for name in fixed.NAMES}
    pages = Page.objects.filter(translation_key__in=made, locale=home.locale)
    return [*pages.order_by("path").specific()]


def begin(name: str, page: SitePage, ids: dict[str, int]) -> None:
    if isinstance(page, ContentPage):
        fixed.fill(page, ids)
    elif isinstance(page, PressPage):
        fixed.fill_press(page, ids)
    if name in DRAFTS:
        page.save_revision()
    else:
        fixed.publish(page)


def tell(name: str, ids: dict[str, int], report: Report, *, is_new: bool) -> None:
    if name not in ids:
        report.stands(f"page “{name}” was deleted: it stays so")
        return
    page = Page.objects.get(pk=ids[name])
    path = path_in(settings.LANGUAGE_CODE, page.url_path)
    (report.new if is_new else report.stands)(f"page {path}, {state(page)}")


def state(page: Page) -> str:
    return "live" if page.live else "draft"


def statement() -> StatementPage | None:
    return StatementPage.objects.filter(locale=Locale.get_default()).first()
