"""An address that was public once leads to where its page is now.

One row holds for all languages: addresses are the same below the prefix, so the one
under the default language's tells of all, translated or not, and of languages to come.
A row names a page and not an address, hence neither chains nor loops between pages; it
is looked at when nothing else answers, hence whatever is made at an old address wins.
"""

from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.encoding import iri_to_uri, uri_to_iri
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from openheritage.closed import was_open
from openheritage.locales import language_of, open_locales
from openheritage.paths import below_prefix, path_in

from .views import find_page

# No address of ours is longer, and PostgreSQL compares no endless text.
MAX_LENGTH = 255
# Of redirects by hand that lead to others.
MAX_STEPS = 10


# Made by themselves ----------------------------------------------------------


def remember_address(
    instance: Model,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: object,
) -> None:
    """Before a page is saved: where readers find it until then."""
    if raw or not isinstance(instance, Page) or instance.pk is None:
        return
    if update_fields is not None and "url_path" not in update_fields:
        return
    vars(instance)["_address_before"] = (
        Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True).first()
    )


def keep_address(instance: Model, **kwargs: object) -> None:
    """After it was saved, in the same transaction: a slug changed, or a page moved."""
    if not isinstance(instance, Page):
        return
    before = vars(instance).pop("_address_before", None)
    if before and before != instance.url_path:
        make_redirects(instance, before)


def old_path(url_path: str) -> str:
    return f"/{settings.LANGUAGE_CODE}/{below_prefix(url_path)}".rstrip("/")


@transaction.atomic
def make_redirects(page: Page, before: str) -> None:
    """For a page and those below it, of which the tree still has the old addresses."""
    roots = Site.get_site_root_paths()
    is_original = language_of(page.locale_id) == settings.LANGUAGE_CODE
    if not roots or not is_original or min(before.count("/"), page.depth) < 3:
        # The slug of a home page stands in no address.
        return
    old, new = {}, set()
    pages = page.get_descendants(inclusive=True)
    for pk, url_path, live, published in pages.values_list(
        "pk", "url_path", "live", "first_published_at"
    ):
        below = "" if pk == page.pk else url_path.removeprefix(before)
        if live or published:
            # A draft's address is known to nobody.
            old[old_path(before + below)] = pk
        new.add(old_path(page.url_path + below))
    site = roots[0].site_id
    here = Redirect.objects.filter(Q(site=site) | Q(site=None))
    here.filter(old_path__in=new, automatically_created=True).delete()
    # Of two pages that were at one address, the last one counts.
    here.filter(old_path__in=old).delete()
    Redirect.objects.bulk_create(
        Redirect(
            old_path=path,
            site_id=site,
            redirect_page_id=pk,
            automatically_created=True,
        )
        for path, pk in old.items()
        if len(path) <= MAX_LENGTH
    )


# Followed --------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    location: str
    is_permanent: bool


def has_addresses(language: str) -> bool:
    """Nothing tells that a language is in preparation; one that was closed says so."""
    return language in open_locales() or was_open(language)


def prefix_of(path: str) -> str | None:
    """The language of a path, if the public may know of it."""
    prefix = path.removeprefix("/").partition("/")[0]
    return prefix if has_addresses(prefix) else None


def normalised(path: str) -> str:
    """As rows write it: in letters, with no slash at the end."""
    return "/" + normalize("NFC", path).strip("/ ")


def candidates(path: str, query: str) -> list[str]:
    """How a row may write an address, what says most first."""
    plain = normalised(path)
    found = [plain]
    if query:
        found.insert(0, Redirect.normalise_path(f"{plain}?{query}"))
    language = prefix_of(plain)
    if language and language != settings.LANGUAGE_CODE:
        found.append(plain.replace(f"/{language}", f"/{settings.LANGUAGE_CODE}", 1))
    return [each for each in found if len(each) <= MAX_LENGTH]


def row_for(tried: list[str]) -> Redirect | None:
    """Of the site before that of all sites; people change capitals."""
    wanted = Q()
    for each in tried:
        wanted |= Q(old_path__iexact=each)
    if not tried:
        return None
    roots = Site.get_site_root_paths()
    site = roots[0].site_id if roots else None
    rows = Redirect.objects.filter(wanted).filter(Q(site=site) | Q(site=None))
    order = {each.casefold(): rank for rank, each in enumerate(tried)}
    ranked = sorted(
        rows.select_related("redirect_page"),
        key=lambda row: (
            order.get(row.old_path.casefold(), len(tried)),
            row.old_path not in tried,
            row.site_id is None,
        ),
    )
    return ranked[0] if ranked else None


def own_hosts(host: str) -> set[str]:
    roots = Site.get_site_root_paths()
    addresses = [settings.WAGTAILADMIN_BASE_URL, *(root.root_url for root in roots)]
    return {host.lower(), *(urlsplit(each).netloc.lower() for each in addresses)}


def answers(path: str) -> bool:
    """Whether the site has something at a path: a page, or a view of its own."""
    language = prefix_of(path)
    if language:
        if path.rstrip("/") == f"/{language}":
            return True
        below = path.removeprefix(f"/{language}/").rstrip("/") + "/"
        if find_page(language, below) is not None:
            return True
    with override(language or settings.LANGUAGE_CODE):
        try:
            return resolve(path).url_name != "wagtail_serve"
        except Resolver404:
            return False


def page_path(page: Page, language: str | None) -> str | None:
    """An original is shown under the reader's prefix, a translation under its own."""
    own = language_of(page.locale_id)
    shown = language if language and own == settings.LANGUAGE_CODE else own
    # A draft, or a language that is not open, is no place to lead to.
    if not has_addresses(shown):
        return None
    if find_page(shown, below_prefix(page.url_path)) is None:
        return None
    return path_in(shown, page.url_path)


def follow(path: str, query: str, host: str) -> Way | None:
    """Where an address that nothing answers leads, in one step."""
    start, permanent = path, True
    seen: set[int] = set()
    language = prefix_of(path)
    while len(seen) < MAX_STEPS:
        tried = candidates(path, query)
        row = row_for(tried)
        if row is None or row.pk in seen:
            return None
        seen.add(row.pk)
        permanent &= row.is_permanent
        if query and row.old_path.casefold() == tried[0].casefold():
            # The row was made for this query, which is not the new address's.
            query = ""
        if row.redirect_page_id:
            found = page_path(row.redirect_page, language)
            if found is None or uri_to_iri(found) == start:
                return None
            return Way(with_query(found, query), permanent)
        link = urlsplit(row.redirect_link)
        if not row.redirect_link or link.scheme not in ("", "http", "https"):
            return None
        if link.netloc and link.netloc.lower() not in own_hosts(host):
            return Way(with_query(row.redirect_link, query), permanent)
        path = in_language(uri_to_iri(link.path or "/"), row, language)
        if answers(path) and path != start:
            local = urlunsplit(("", "", path, link.query, link.fragment))
            return Way(with_query(local, query), permanent)
        language = language or prefix_of(path)
    return None


def in_language(path: str, row: Redirect, language: str | None) -> str:
    """A row of the default language, that a reader of another was led to, keeps them
    in their own."""
    default = f"/{settings.LANGUAGE_CODE}/"
    is_shared = f"{row.old_path}/".startswith(default)
    if language and is_shared and path.startswith(default):
        return path.replace(default, f"/{language}/", 1)
    return path


def with_query(address: str, query: str) -> str:
    """An address for a header, with what the reader's own had behind the path."""
    parts = urlsplit(address)
    both = "&".join(filter(None, [parts.query, query]))
    return iri_to_uri(urlunsplit(parts._replace(query=both)))


def way_for(request: HttpRequest) -> Way | None:
    path = request.path
    if "\0" in path or path.startswith(settings.ADMIN_PREFIX):
        return None
    return follow(path, request.META.get("QUERY_STRING", ""), request.get_host())
