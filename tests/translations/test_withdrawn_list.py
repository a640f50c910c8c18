"""The list of what was withdrawn asks once for all its rows, and says of each what is
known of it alone."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from home.models import ContentPage
from news.models import NewsPage
from news.topics import Topic
from translations.models import Withdrawn
from translations.publishing import gaps, gaps_of, key_of
from translations.returning import original_of, reason_to_wait

pytestmark = pytest.mark.django_db

MOST = 60


def originals(model):
    return model.objects.filter(locale=Locale.get_default(), live=True)


def asked(client):
    url = reverse("withdrawn_translations")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def lose_words(translation, number):
    words = StringTranslation.objects.filter(
        locale=translation.target_locale,
        context__object_id=translation.source.object_id,
    )
    some = words.order_by("pk").values("pk")[:number]
    words.filter(pk__in=[row["pk"] for row in some]).delete()


@pytest.fixture
def withdrawn(home):
    """Of a page that is live again some lack words, and one its place."""
    back, away = originals(NewsPage)[:2]
    topic = originals(Topic).first()
    for row in (back, away, topic):
        row.unpublish()
    Page.objects.filter(pk=back.pk).update(live=True)
    Topic.objects.filter(pk=topic.pk).update(live=True)
    first, second, *_others = Translation.objects.filter(
        source__object_id=back.translation_key
    )
    lose_words(first, 2)
    StringTranslation.objects.filter(
        context__object_id=back.translation_key, locale=second.target_locale
    ).update(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    above = home.add_child(instance=ContentPage(title="Alone", slug="alone"))
    Page.objects.get(pk=back.pk).move(above, pos="last-child")
    # Of what was moved the translations are withdrawn once more.
    assert Withdrawn.objects.count() > 10


def test_each_row_says_what_is_known_of_it_alone(withdrawn, superuser, sign_in):
    page = BeautifulSoup(
        sign_in("root").get(reverse("withdrawn_translations")).content, "html.parser"
    )
    shown = {}
    for line in page.find("table", class_="listing").tbody("tr"):
        title, language, _at, reason = (
            " ".join(cell.get_text(" ").split()) for cell in line("td")
        )
        shown[title, language] = reason
    rows = Withdrawn.objects.select_related("content_type", "locale")
    expected = {}
    for row in rows:
        translation = row.content_type.model_class().objects.get(
            translation_key=row.translation_key, locale=row.locale
        )
        original = original_of(translation)
        words = (
            reason_to_wait(translation)
            if original.live
            else "It comes back when its original is published."
        ) or "It is complete and comes back at the next publication."
        expected[str(translation), str(row.locale)] = " ".join(words.split())
    assert shown == expected
    said = " ".join(shown.values())
    for part in ("texts are translated", "a machine wrote", "page above it", "It is"):
        assert part in said


@pytest.mark.parametrize("username", ["root", "moderator", "translator"])
def test_the_list_asks_as_much_for_many_as_for_few(superuser, sign_in, username):
    def withdraw(pages):
        for page in pages:
            page.unpublish()
            Page.objects.filter(pk=page.pk).update(live=True)

    client = sign_in(username)
    pages = [*originals(NewsPage)[:4]]
    withdraw(pages[:1])
    few = asked(client)
    withdraw(pages[1:])
    assert Withdrawn.objects.count() > 10
    assert asked(client) == few <= MOST


def test_gaps_of_many_are_those_of_each(withdrawn, django_assert_num_queries):
    pages = [*Page.objects.select_related("locale"), *Topic.objects.all()]
    with django_assert_num_queries(1):
        found = gaps_of(pages)
    expected = {key_of(page): gaps(page) for page in pages}
    assert {key: words for key, words in found.items() if words} == {
        key: words for key, words in expected.items() if words
    }
    assert any(found.values())
