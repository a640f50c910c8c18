"""The page about the API, for people, and its description, for machines."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from openheritage.furniture import content_language
from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.words import Words

from .openapi import document
from .version_1 import api


def labels() -> dict[str, Words]:
    """What the resources hold, in the words that the site has for it elsewhere."""
    return {
        "signatories": pgettext("kinds of results", "Signatories"),
        "counts": _("In figures"),
        "members": pgettext("kinds of results", "Members"),
        "statement": _("Open Heritage Statement"),
        "news": pgettext("kinds of results", "News"),
        "events": pgettext("the calendar of the site", "Events"),
        "stories": pgettext("kinds of results", "Stories"),
        "pages": pgettext("kinds of results", "Pages"),
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {
        "address": absolute(reverse("api_index")),
        "resources": [
            {"name": f"{name}/", "path": reverse(f"api_{name}"), "label": label}
            for name, label in labels().items()
        ],
        "tag": bcp47(content_language()),
        "canonical_path": reverse("api"),
    }
    return render(request, "api/about.html", context)


def openapi(request: HttpRequest) -> HttpResponse:
    text = document(api, settings.WAGTAILADMIN_BASE_URL)
    return HttpResponse(text, content_type="application/json; charset=utf-8")
