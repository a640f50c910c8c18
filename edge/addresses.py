"""Every address that the server in front may keep for longer than a moment.

``openheritage.keeping.is_listed`` says of a request what is listed here: pages, and
views without numbers in their path. (Receipts, documents and whatever has a query are
kept for seconds.)
"""

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.models import HomePage
from openheritage.furniture import speaking
from openheritage.locales import language_of, locale_ids, open_locales
from openheritage.paths import below_prefix, path_in
from openheritage.sitemaps import public_pages, public_views
from resources.models import PressPage
from statement.models import StatementPage

from .models import EVERYTHING, VIEWS

# Of views that are in no sitemap, those that many ask for.
FOR_ALL = re.compile(
    r"/(search|sign|statement/(changes|use))/$|/(count\.json|robots\.txt|sitemap\.xml)$"
    r"|/commitment(\.txt|/changes/)$|\.(atom|ics|svg)$"
    r"|/statement\.(txt|json|akn\.xml|epub|md)$|/statement\.schema\.json$"
)


def names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """Of the public views whose path has no variable part."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            route = str(pattern.pattern)
            if not route.startswith(settings.ADMIN_PREFIX.strip("/")):
                # Those of libraries have namespaces, and none of their views is kept.
                yield from names([] if pattern.namespace else pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def views(languages: Iterable[str]) -> set[str]:
    found = set()
    for name in {*names(get_resolver().url_patterns)}:
        for language in languages:
            with speaking(language):
                try:
                    found.add(reverse(name))
                except NoReverseMatch:
                    # It wants a number.
                    break
    return found


def in_all(below: Iterable[str], languages: Iterable[str]) -> set[str]:
    """``/news/`` under each prefix."""
    codes = [*languages]
    return {iri_to_uri(f"/{code}{path}") for path in below for code in codes}


def pages(*models: type[Page]) -> set[str]:
    """Paths below the prefix, of all pages, in drafts too: they may have been live."""
    found = set()
    for model in models:
        rows = model._default_manager.filter(depth__gte=2)
        found |= {
            f"/{below_prefix(path)}" for path in rows.values_list("url_path", flat=True)
        }
    return found


def old() -> set[str]:
    """Where redirects begin: what was kept there was a page, or is its redirect."""
    prefix = f"/{settings.LANGUAGE_CODE}"
    found = set()
    for path in Redirect.objects.values_list("old_path", flat=True):
        if path.startswith(f"{prefix}/"):
            below = path.removeprefix(prefix)
            found |= {below, f"{below}/"}
    return found


def outside() -> set[str]:
    """Redirects that stand under no prefix."""
    prefix = f"/{settings.LANGUAGE_CODE}/"
    paths = Redirect.objects.values_list("old_path", flat=True)
    return {iri_to_uri(path) for path in paths if not path.startswith(prefix)}


def paths_of(what: Iterable[str]) -> list[str]:
    """The paths that ``Change.what`` stands for, the most important ones first.

    Languages that are not open are among them: they may have been.
    """
    noted = {*what}
    languages = {*locale_ids()}
    languages |= {
        each.removeprefix("prefix ") for each in noted if each.startswith("prefix ")
    }
    named = in_all((each for each in noted if each.startswith("/")), languages)
    first = named | in_all(pages(HomePage, StatementPage, PressPage), languages)
    first |= views(languages)
    rest: set[str] = set()
    if EVERYTHING in noted:
        rest = in_all(pages(Page) | old(), languages) | outside()
    elif VIEWS not in noted:
        first = named
    return [*sorted(first), *sorted(rest - first)]


def of_sitemap() -> list[str]:
    """What a reader may find by it, and what programs ask for; without the exports,
    which take seconds each."""
    rows = public_pages().order_by("depth", "url_path")
    found = [
        path_in(language_of(locale), path)
        for locale, path in rows.values_list("locale_id", "url_path")
    ]
    for group in public_views().values():
        found += [path for path, _date in group.values()]
    found += filter(FOR_ALL.search, sorted(views(open_locales())))
    return [*dict.fromkeys(found)]
