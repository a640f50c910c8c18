"""News as Atom (RFC 4287): whole texts, in the reader's language where they are there.

An article is one entry in all languages: its id is made of what its translations have
in common, and neither a title nor an address is in it.
"""

import re
from datetime import UTC, date, datetime, time
from xml.sax.xmlreader import AttributesImpl

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Max
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import PageLogEntry

from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.paths import path_in

from .exports import CONTROLS, article, updated
from .models import NewsIndexPage, NewsPage
from .topics import Topic, filed, topics_in

NEWEST = 50
# A tag URI says when its host was ours; any day since then does.
SINCE = date(2024, 11, 1)
# Of HTML, what holds an address.
ADDRESSES = ("href", "src", "srcset", "poster")
# When something left the list.
LEFT = ("wagtail.unpublish", "wagtail.unpublish.scheduled", "wagtail.delete")


def tag_uri(name: object) -> str:
    return get_tag_uri(f"{settings.WAGTAILADMIN_BASE_URL}#{name}", SINCE)


class Feed(Atom1Feed):
    """With whole texts, their languages, and names of topics and of people."""

    def latest_post_date(self) -> datetime:
        changed: datetime = self.feed["changed"]
        return changed

    def root_attributes(self) -> dict:
        return super().root_attributes() | {"xml:base": absolute("/")}

    def item_attributes(self, item: dict) -> dict:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        for topic in item["topics"]:
            handler.addQuickElement(
                "category", "", {"term": topic["slug"], "label": topic["name"]}
            )
        handler.addQuickElement("content", item["content"], {"type": "html"})


def with_addresses(html: str) -> str:
    """As whoever reads it elsewhere needs it: with whole addresses."""
    base = settings.WAGTAILADMIN_BASE_URL
    soup = BeautifulSoup(html, "html.parser")
    for name in ADDRESSES:
        for tag in soup.select(f"[{name}]"):
            address = str(tag[name])
            if name == "srcset":
                tag[name] = re.sub(r"(?<![^\s,])/(?=[^/])", f"{base}/", address)
            elif re.match(r"/(?!/)", address):
                tag[name] = base + address
    return CONTROLS.sub("", str(soup))


def content(page: NewsPage, request: HttpRequest) -> str:
    html = render_to_string("news/feed_entry.html", {"page": page}, request=request)
    return with_addresses(html)


def newest(request: HttpRequest, language: str, topic: Topic | None) -> str:
    index = NewsIndexPage.objects.readable_in(language).first()
    pages = NewsPage.objects.whole(language)
    if topic:
        pages = pages.under(topic)
    articles = [*pages[:NEWEST]]
    title = index.title if index else _("Open Heritage")
    address = path_in(language, index.url_path) if index else f"/{language}/"
    query = f"?topic={topic.slug}" if topic else ""
    left = PageLogEntry.objects.filter(
        action__in=LEFT, content_type=ContentType.objects.get_for_model(NewsPage)
    ).aggregate(at=Max("timestamp"))["at"]
    moments = [updated(page) for page in articles] + ([left] if left else [])
    feed = Feed(
        title=" · ".join([_("Open Heritage"), title, *([topic.name] if topic else [])]),
        link=absolute(address) + query,
        description=index.lead if index else "",
        subtitle=index.lead if index and index.lead else None,
        language=bcp47(language),
        author_name=_("Open Heritage"),
        feed_url=absolute(reverse("news_atom")) + query,
        feed_guid=tag_uri(
            "/".join(
                ["news", language] + ([str(topic.translation_key)] if topic else [])
            )
        ),
        changed=max(moments, default=datetime.combine(SINCE, time(), UTC)),
    )
    topics, by_article = topics_in(language), filed()
    for page in articles:
        mine = by_article.get(page.translation_key, ())
        told = article(page, language, [t for t in topics if t.translation_key in mine])
        feed.add_item(
            title=told["title"],
            link=told["url"],
            description=escape(told["summary"]),
            unique_id=tag_uri(told["id"]),
            pubdate=told["published"],
            updateddate=told["updated"],
            language=told["language"],
            authors=told["authors"],
            topics=told["topics"],
            content=content(page, request),
        )
    return feed.writeString("utf-8")
