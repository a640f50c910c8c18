import json
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from home.demo.texts import LANGUAGES, texts
from home.models import ContentPage, HomePage
from news.models import NewsPage
from openheritage.pages import path_in
from resources.models import Edition
from signatures.models import Signature
from statement.models import StatementPage

pytestmark = pytest.mark.django_db


def state():
    return (
        Page.objects.count(),
        StringTranslation.objects.count(),
        Page.objects.order_by("-latest_revision_created_at").values_list("pk")[:3],
    )


def test_loading_again_changes_nothing():
    before = state()[:2]
    call_command("load_demo", "--address", "http://testserver", verbosity=0)
    assert state()[:2] == before


def test_beginning_a_site_on_top_of_it_changes_nothing():
    before = state()
    printed = StringIO()
    call_command("setup_site", "--languages", ",".join(LANGUAGES), stdout=printed)
    assert "  made    page" not in printed.getvalue()
    assert state()[:2] == before[:2]


def test_the_tree_is_sound():
    assert Page.find_problems() == ([], [], [], [], [])


def test_statement_home_and_background_are_complete_in_all_languages():
    for language in LANGUAGES:
        pages = [
            HomePage.objects.get(locale__language_code=language),
            StatementPage.objects.get(locale__language_code=language),
            ContentPage.objects.get(locale__language_code=language, slug="background"),
        ]
        assert all(page.live for page in pages)
        if language == "en":
            continue
        for page in pages:
            total, done = Translation.objects.get(
                source__object_id=page.translation_key,
                target_locale__language_code=language,
            ).get_progress()
            assert total == done > 0, (language, page)


def test_some_pages_are_translated_here_partly_there_and_not_elsewhere():
    progress = [translation.get_progress() for translation in Translation.objects.all()]
    assert any(0 < done < total for total, done in progress)
    originals = Page.objects.filter(locale__language_code="en", depth__gt=1).count()
    assert 0 < Page.objects.filter(locale__language_code="sw").count() < originals


def test_samples_are_dated_from_the_day_they_are_loaded():
    """And none from the day on which somebody wrote them."""
    today = timezone.now().date()
    signed = Signature.objects.filter(is_sample=True).values_list("signed_on")
    news = NewsPage.objects.filter(locale__language_code="en").values_list("date")
    for days in (signed, news):
        (newest,) = max(days)
        assert timedelta(0) <= today - newest <= timedelta(days=5)


def words(prefix):
    return sum(
        len(text.split()) for key, text in texts("en").items() if key.startswith(prefix)
    )


def test_texts_keep_their_measure():
    assert words("statement.") <= 1_500
    assert words("home.") + words("background.") <= 600


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_language_has_words_that_english_has_not(language):
    assert set(texts(language)) <= set(texts("en"))


def test_the_statement_says_that_it_is_a_sample(client):
    for language in LANGUAGES:
        assert texts(language)["statement.sample"] in client.get(
            f"/{language}/statement/"
        ).text.replace("&#x27;", "'")


def plain(text: str) -> str:
    """As a reader reads it, whatever its markup, entities and spaces."""
    words = BeautifulSoup(text, "html.parser").get_text(" ")
    return "".join(char for char in unescape(words) if not char.isspace())


@pytest.mark.turns(3)
@pytest.mark.proof
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_language_is_on_one_of_its_pages(client, language):
    """But those of translations that are not complete, which stay drafts, and what
    pictures show in an article that the language does not have."""
    pages = Page.objects.filter(locale__language_code=language, depth__gt=1)
    # What is not translated is read there too, with pictures that are.
    originals = (
        Page.objects.live()
        .filter(locale__language_code="en")
        .exact_type(HomePage, ContentPage, NewsPage)
    )
    shown = ""
    for path in {
        path_in(language, page.url_path)
        for page in [*pages.filter(live=True), *originals]
    }:
        html = BeautifulSoup(client.get(path).content, "html.parser")
        for tag in html.select("[alt], [content]"):
            shown += plain(f"{tag.get('alt', '')} {tag.get('content', '')}")
        shown += plain(str(html))
    # And in what is downloaded from them.
    for edition in Edition.objects.filter(language=language):
        if edition.kind == "TXT":
            with edition.document.open_file() as file:
                shown += plain(file.read().decode())
    drafts = plain(
        json.dumps(
            [
                dict(page.latest_revision.content)
                for page in pages.filter(live=False)
                if page.latest_revision
            ],
            ensure_ascii=False,
        ).replace('\\"', '"')
    )
    missing = [
        key
        for key, text in texts(language).items()
        if not key.startswith("image.")
        and plain(text) not in shown
        and plain(text) not in drafts
    ]
    assert not missing


def test_the_timeline_of_the_background_speaks_every_language(client):
    for language in LANGUAGES[1:]:
        html = BeautifulSoup(
            client.get(f"/{language}/background/").content, "html.parser"
        )
        told = [entry.h3.get_text() for entry in html.select(".timeline > li")]
        assert told == [
            texts(language)[f"background.timeline.{number}.title"]
            for number in range(1, 5)
        ]
