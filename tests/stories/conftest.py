import pytest
from wagtail.models import Locale

from stories.models import StoriesIndexPage, StoryFramePage


@pytest.fixture
def index(db) -> StoriesIndexPage:
    return StoriesIndexPage.objects.get(locale=Locale.get_default())


@pytest.fixture
def story(db):
    """The sample story of a slug, in a language."""

    def story(slug: str, language: str = "en") -> StoryFramePage:
        return StoryFramePage.objects.get(slug=slug, locale__language_code=language)

    return story
