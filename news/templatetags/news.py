from urllib.parse import urlencode, urlsplit

from django import template
from django.urls import reverse

from news.models import NewsPage
from news.topics import Topic
from openheritage.furniture import content_language
from openheritage.paths import path_in

register = template.Library()


@register.simple_tag
def feed(name: str, topic: Topic | None = None) -> str:
    """The path of a feed: of all, or of a topic."""
    query = f"?{urlencode({'topic': topic.slug})}" if topic else ""
    return reverse(name) + query


@register.filter
def host(address: str) -> str:
    """What of an address tells readers whose it is."""
    return urlsplit(address).netloc.removeprefix("www.")


@register.filter
def list_path(page: NewsPage) -> str:
    """The list that an article stands in, under the reader's prefix."""
    above = page.url_path.rstrip("/").rpartition("/")[0]
    return path_in(content_language(), f"{above}/")
