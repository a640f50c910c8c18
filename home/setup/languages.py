"""The languages that were chosen, with translations of what we have words for."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.conf import settings
from django.core.management import CommandError
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from openheritage import furniture, languages
from openheritage.models import Language
from openheritage.names import language_name
from openheritage.pages import SitePage
from openheritage.paths import path_in

from ..demo.texts import english
from ..demo.translate import Original, key_index
from ..models import HomePage
from .pages import DRAFTS, state, words
from .report import Report


def read_codes(text: str) -> list[str]:
    """The original's first. Raises ``CommandError`` for what is no language."""
    known = [code for code, _name in settings.LANGUAGES]
    codes = [settings.LANGUAGE_CODE]
    for part in text.split(","):
        code = part.strip().lower().replace("_", "-")
        if code and code not in known:
            near = [name for name in known if name.split("-")[0] == code.split("-")[0]]
            near = near or get_close_matches(code, known)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise CommandError(
                f"{part.strip()!r} is no language that this site could have{hint} "
                f"(It knows {', '.join(known)}.)"
            )
        if code and code not in codes:
            codes.append(code)
    return codes


def make_languages(
    codes: Iterable[str], home: HomePage, pages: list[SitePage], report: Report
) -> list[Locale]:
    made = []
    for code in codes:
        if code == settings.LANGUAGE_CODE:
            report.stands(f"language {named(code)}, the original's: always open")
            continue
        locale, _is_new = Locale.objects.get_or_create(language_code=code)
        made.append(locale)
    originals = find_originals(home, pages) if made else []
    for locale in made:
        for page, original in originals:
            translate(page, original, locale, report)
        open_language(locale, report)
    return made


def named(code: str) -> str:
    return f"{code} ({language_name(code)})"


def find_originals(
    home: HomePage, pages: list[SitePage]
) -> list[tuple[SitePage, Original]]:
    """What we made, the home page first; of what staff wrote we have no words."""
    keys = key_index(words(settings.LANGUAGE_CODE))
    ours = [home] if home.headline == english("home.headline") else []
    return [(page, Original(page, keys, others=True)) for page in (*ours, *pages)]


def translate(
    page: SitePage, original: Original, locale: Locale, report: Report
) -> None:
    code = locale.language_code
    ours = words(code)
    if not ours:
        return
    path = path_in(code, page.url_path)
    found = page.get_translation_or_none(locale)
    if found:
        report.stands(f"page {path}, {state(found)}")
        return
    # Sentences outlive their page.
    words_of_before = StringTranslation.objects.filter(
        context__object=original.source.object, locale=locale
    )
    if words_of_before.exists():
        report.stands(f"page {path} was deleted: it stays so")
        return
    parent = Page.objects.get(pk=page.pk).get_parent()
    if not parent.is_root() and not parent.get_translation_or_none(locale):
        report.stands(f"page {path} waits: the page above it is not translated")
        return
    is_draft = page.slug in DRAFTS or not page.live
    if original.fill(locale, ours, publish=not is_draft):
        new = page.get_translation(locale)
        report.new(f"page {path}, {state(new)}")


def open_language(locale: Locale, report: Report) -> None:
    """What staff have opened or closed stays so. One that we have no words for is left
    for them to open: it would be English under another name."""
    row = Language.objects.filter(locale=locale).first()
    name = named(locale.language_code)
    if row and row.is_open:
        report.stands(f"language {name}, open")
    elif row and row.opened_at:
        report.stands(f"language {name}, closed by staff: it stays so")
    elif not words(locale.language_code):
        Language.objects.get_or_create(locale=locale)
        say = report.stands if row else report.new
        say(
            f"language {name}, in preparation: no words are shipped for it. Staff open "
            "it under Settings → Languages when they have translated it"
        )
    elif locale.language_code not in furniture.complete():
        report.stands(
            f"language {name}, in preparation: its catalogue is not compiled. Run "
            "`manage.py catalogues --compile`, then this again"
        )
    else:
        languages.change(locale, to_open=True)
        report.new(f"language {name}, open")
