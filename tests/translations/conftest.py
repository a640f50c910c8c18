import pytest
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from news.models import NewsPage

from .articles import body, lines, translate


@pytest.fixture
def article(news_index):
    """An article with a block of each kind, translated into three languages."""
    text = lines("\n")
    page = news_index.add_child(
        instance=NewsPage(
            title="Everything that can be said",
            slug="everything",
            summary=text("summary"),
            search_description=text("description"),
            body=body(text),
        )
    )
    page.save_revision().publish()
    locales = Locale.objects.filter(language_code__in=["fr", "de", "it"])
    translate_object(page, locales)
    translate(page)
    return NewsPage.objects.get(pk=page.pk)
