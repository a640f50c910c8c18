"""Where in the admin a translation is worked on."""

from django.urls import NoReverseMatch, reverse
from wagtail.models import Page
from wagtail_localize.models import Translation, get_edit_url


def sentence_url(translation: Translation, segment: int | None = None) -> str:
    """Of the editor, at a sentence of it."""
    try:
        url = reverse("workbench_edit", args=[translation.pk])
    except NoReverseMatch:
        return get_edit_url(translation.get_target_instance())
    return f"{url}#s{segment}" if segment else url


def review_url(translation: Translation) -> str:
    return reverse("workbench_review", args=[translation.pk])


def live_url(instance: object) -> str:
    """Where readers have it; empty if they do not, or if it has no page of its own."""
    if isinstance(instance, Page) and instance.live:
        return instance.url or ""
    return ""
