import pytest
from lxml import etree
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from news.models import NewsPage

from .articles import body, lines, translate
from .drafts import BODY, TITLE
from .exchange import SCHEMAS, make_page


@pytest.fixture
def article(news_index):
    """An article with a block of each kind, translated into two languages."""
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
    locales = Locale.objects.filter(language_code__in=["fr", "de"])
    translate_object(page, locales)
    translate(page)
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def published(article):
    """The article as readers see it in three languages."""
    for translation in Translation.objects.filter(
        source__object_id=article.translation_key
    ):
        translation.save_target(publish=False)
        translation.get_target_instance().latest_revision.publish()
    return article


@pytest.fixture
def draft(news_index):
    """A page that waits for its French words."""
    page = news_index.add_child(
        instance=NewsPage(
            title=TITLE,
            slug="its-file",
            summary="A summary",
            body=[("paragraph", RichText(BODY))],
        )
    )
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(
        source=source, target_locale=Locale.objects.get(language_code="fr")
    )
    translation.save_target(publish=False)
    return translation


@pytest.fixture(scope="session")
def schema():
    class Ours(etree.Resolver):
        def resolve(self, url, public_id, context):
            if url.endswith("xml.xsd"):
                return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context)
            return None

    parser = etree.XMLParser()
    parser.resolvers.add(Ours())
    tree = etree.parse(SCHEMAS / "xliff_core_2.0.xsd", parser)
    return etree.XMLSchema(tree)


@pytest.fixture
def paged(news_index):
    return make_page(news_index)
