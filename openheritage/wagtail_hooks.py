from django.utils.html import escape
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from .pages import path_in


class PageLinkHandler(LinkHandler):
    """Links in a text keep readers in their language, translated or not.

    Wagtail's own leads to the page's own prefix, and asks the database twice
    for each link.
    """

    identifier = "page"

    @staticmethod
    def get_model():
        return Page

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        paths = dict(
            Page.objects.filter(pk__in=[attrs["id"] for attrs in attrs_list])
            .values_list("pk", "url_path")
        )
        language = get_language()
        tags = []
        for attrs in attrs_list:
            found = paths.get(int(attrs["id"]))
            href = escape(path_in(language, found)) if found else ""
            tags.append(f'<a href="{href}">' if href else "<a>")
        return tags

    @classmethod
    def extract_references(cls, attrs):
        yield Page, attrs["id"], "", ""


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)
