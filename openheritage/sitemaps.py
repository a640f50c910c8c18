from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from . import slots
from .furniture import speaking
from .locales import language_of, open_locales
from .names import bcp47
from .pages import path_in
from .slots import Slot


class PageSitemap(Sitemap):
    """Every public page in every language that it is really there in.

    Wagtail's own sitemap knows the tree of one language and no alternates.
    """

    limit = 50_000  # the most that the protocol allows in one file

    def items(self) -> PageQuerySet:
        return (
            Page.objects.live()
            .public()
            .filter(depth__gte=2, locale_id__in=open_locales().values())
            .order_by("depth", "url_path")
            .values_list(
                "translation_key", "locale_id", "url_path", "last_published_at"
            )
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict]:
        roots = Site.get_site_root_paths()
        address = roots[0].root_url if roots else f"{protocol}://{domain}"
        translations: dict = {}
        for key, locale_id, url_path, _date in self.items():
            language = language_of(locale_id)
            translations.setdefault(key, {})[language] = address + path_in(
                language, url_path
            )
        return [
            {
                "location": translations[key][language_of(locale_id)],
                "lastmod": date,
                "alternates": [
                    {"lang_code": bcp47(language), "location": location}
                    for language, location in translations[key].items()
                ],
            }
            for key, locale_id, _path, date in self.paginator.page(page).object_list
        ]


class ViewSitemap(Sitemap):
    """What is no page of the tree, and the same in every language."""

    def items(self) -> list[tuple[str, str]]:
        names = [name for some in slots.answers(Slot.SITEMAP) for name in some]
        return [(name, language) for name in names for language in open_locales()]

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict]:
        roots = Site.get_site_root_paths()
        address = roots[0].root_url if roots else f"{protocol}://{domain}"
        locations = {}
        for name, language in self.items():
            with speaking(language):
                locations[name, language] = address + reverse(name)
        return [
            {
                "location": locations[name, language],
                "alternates": [
                    {"lang_code": bcp47(other), "location": locations[name, other]}
                    for other in open_locales()
                ],
            }
            for name, language in self.paginator.page(page).object_list
        ]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    sitemaps: dict[str, Sitemap] = {
        "pages": PageSitemap(request),
        "views": ViewSitemap(request),
    }
    return views.sitemap(request, sitemaps)
