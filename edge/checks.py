"""``manage.py check --deploy`` asks about what stands in front."""

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Doubt


def is_told(backend: dict) -> bool:
    return backend["BACKEND"] != "edge.backends.Door"


@register("edge", deploy=True)
def cdn_hears_of_changes(**kwargs: object) -> list[CheckMessage]:
    """More than one proxy means a CDN before nginx."""
    has_cdn = settings.TRUSTED_PROXIES > 1 and settings.CDN_MAX_AGE
    if not has_cdn or any(map(is_told, settings.WAGTAILFRONTENDCACHE.values())):
        return []
    return [
        Doubt(
            "A CDN may hold pages for a day, and nobody tells it of changes.",
            hint="Set FRONTEND_CACHE, or CDN_MAX_AGE=0.",
            id="edge.W001",
        )
    ]
