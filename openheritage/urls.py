"""All addresses, in two lists: what has no language, and what has a prefix."""

from importlib import import_module

from django.conf import settings
from django.urls import URLResolver, include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

from . import sitemaps, views
from .furniture import ContentPrefix

urlpatterns: list = [
    path("", views.choose_language, name="choose_language"),
    path(settings.ADMIN_PREFIX.strip("/") + "/", include("accounts.urls")),
    path(settings.ADMIN_PREFIX.strip("/") + "/", include("home.admin_urls")),
    path(settings.ADMIN_PREFIX.strip("/") + "/", include(wagtailadmin_urls)),
    path("documents/", include("documents.urls")),
    path("images/", include("images.urls")),
    path("", include("register.urls_without_language")),
    path("", include("members.urls_without_language")),
    path("", include("renditions.urls_without_language")),
    path("", include("api.urls_without_language")),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:name>.xml", sitemaps.sitemap_file, name="sitemap_file"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("favicon.ico", RedirectView.as_view(url="/static/brand/favicon.svg")),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]

if "anymail" in settings.INSTALLED_APPS:
    # Where a mail provider reports what came back.
    urlpatterns.append(path("mail-events/", include("anymail.urls")))

if settings.SERVE_MEDIA:
    # The admin's thumbnails; documents have a view of their own.
    urlpatterns.append(
        path(
            f"{settings.MEDIA_URL.strip('/')}/images/<path:path>",
            views.stored_picture,
            name="stored_picture",
        )
    )

# In one list: each ``include`` would be a list of its own to look through.
with_prefix = [
    pattern
    for name in (
        "search.urls",
        "statement.urls",
        "members.commitment_urls",
        "ror.urls",
        "correspondence.urls",
        "signatures.urls",
        "members.contact_urls",
        "members.urls",
        "news.urls",
        "interest.urls",
        "register.urls",
        "renditions.urls",
        "workbench.urls",
        "volunteers.urls",
        "api.urls",
        "home.urls",
    )
    for pattern in import_module(name).urlpatterns
]
# ``i18n_patterns`` knows no other pattern than Django's. Most ask for these: they are
# looked through first.
urlpatterns.insert(0, URLResolver(ContentPrefix(), with_prefix))

handler400 = "openheritage.views.bad_request"
handler403 = "openheritage.views.forbidden"
handler404 = "openheritage.views.not_found"
handler500 = "openheritage.views.server_error"
