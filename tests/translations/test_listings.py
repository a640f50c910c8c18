"""Lists of the admin ask the same number of questions for many rows as for few, and
show what they would show if each row asked for itself."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.locales.views import LocaleUsageColumn
from wagtail.models import Locale, Page, PagePermissionTester, Workflow
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.models import Translation

from home.models import Announcement, ContentPage, HomePage
from news.models import NewsIndexPage, NewsPage
from news.topics import Topic
from openheritage import languages
from openheritage.language_views import LanguagesView, state_words
from tests.conftest import add_language
from tests.workbench.many import fill
from translations import api_listings, listings
from translations.rights import COORDINATE, is_translation

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

# The most that a screen of the admin may ask, with 40 languages.
MOST = 60
STAFF = ("root", "moderator", "editor", "translator")

# Time goes on between two looks.
AGO = re.compile(r"just now|\d+\s(?:minute|hour)s?(?:\sago)?")


@pytest.fixture
def forty(superuser):
    fill(pages=0, languages=39)


@pytest.fixture
def varied(superuser, home, news_index):
    """Pages and texts in each state that a button or a right depends on."""
    add_language("sw")
    french = Locale.objects.get(language_code="fr")
    for number in range(3):
        news_index.add_child(
            instance=NewsPage(
                title=f"Draft {number}",
                slug=f"draft-{number}",
                summary="Some",
                live=False,
                owner=get_user_model().objects.get(username="editor"),
            )
        )
    for number, is_live in enumerate((True, False)):
        above = home.add_child(
            instance=ContentPage(
                title=f"Above {number}", slug=f"above-{number}", live=False
            )
        )
        above.add_child(instance=ContentPage(title="Below", slug="below", live=is_live))
        home.refresh_from_db()
    original = ContentPage.objects.child_of(home).live().first()
    original.get_translation(french).delete()
    original.copy_for_translation(french, copy_parents=True, alias=True)
    stopped = ContentPage.objects.child_of(home).live().last()
    Translation.objects.filter(source__object_id=stopped.translation_key).update(
        enabled=False
    )
    later = Announcement.objects.create(text="<p>Some</p>", live=False)
    later.text = "<p>Something else</p>"
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision().publish()
    assert later.scheduled_revision
    topic = Topic.objects.filter(locale=Locale.get_default()).first()
    topic.name = "A draft of a name"
    topic.save_revision()


def asked(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def as_said(buttons):
    return [
        (str(one.label), one.url, one.priority, one.icon_name, {**one.attrs})
        for one in buttons
    ]


@pytest.mark.parametrize("username", STAFF)
def test_each_page_has_localizes_own_buttons(varied, username):
    user = get_user_model().objects.get(username=username)
    rows = [Page.get_first_root_node(), *Page.objects.specific(), *Page.objects.all()]
    ask, given = localize.page_listing_more_buttons, {}
    for row in rows[:: 1 if username == "root" else 4]:
        given[row] = as_said(ask(row, user, next_url="/from/?here=1"))
        listings.prepare([row], user)
        alone = as_said(listings.of_page(ask)(row, user, next_url="/from/?here=1"))
        assert alone == given[row], row
    listings.prepare(rows, user)
    for row, expected in given.items():
        found = as_said(listings.of_page(ask)(row, user, next_url="/from/?here=1"))
        assert found == expected, row
    kinds = {tuple(label for label, *_more in said) for said in given.values()}
    if user.has_perm(COORDINATE):
        assert len(kinds) == 4
    else:
        assert kinds == {()}


@pytest.mark.parametrize("username", ["root", "editor"])
@pytest.mark.parametrize("model", [Topic, Announcement])
def test_each_text_has_localizes_own_buttons(varied, username, model):
    user = get_user_model().objects.get(username=username)
    if model is Topic:
        Topic.objects.filter(locale__language_code="de").first().delete()
    ask, rows = localize.register_snippet_listing_buttons, [*model.objects.all()]
    expected = [as_said(ask(row, user, "/from/")) for row in rows]
    listings.prepare(rows, user)
    found = [as_said(listings.of_snippet(ask)(row, user, "/from/")) for row in rows]
    assert found == expected
    assert any(expected) == user.has_perm(COORDINATE)


@pytest.mark.parametrize("username", STAFF)
def test_who_may_delete_and_move_is_as_wagtail_says(varied, username):
    user = get_user_model().objects.get(username=username)
    wagtails = PagePermissionTester.can_delete.__wrapped__.__wrapped__
    rows = [*Page.objects.order_by("path")]
    listings.prepare(rows, user)
    answers = set()
    for row in rows:
        asks = PagePermissionTester(user, row)
        ours = not is_translation(row) or user.has_perm(COORDINATE)
        for ignore_bulk, may in ((False, asks.can_delete()), (True, asks.can_move())):
            assert may == (ours and wagtails(asks, ignore_bulk)), row
            answers.add(may)
    assert answers == ({False} if username == "translator" else {True, False})


def addresses(username):
    home = HomePage.objects.get(locale__language_code="fr" if "l" in username else "en")
    lists = [reverse("wagtailadmin_explore", args=[home.pk])]
    lists += [f"{reverse('wagtailadmin_pages:search')}?q=a", reverse("news:index")]
    if username == "translator":
        return lists[:2]
    return [
        reverse("wagtailadmin_explore_root"),
        *lists,
        *(
            reverse(model.snippet_viewset.get_url_name("list"))
            for model in (Announcement, Topic)
        ),
    ]


@pytest.mark.parametrize("username", STAFF)
def test_lists_are_what_they_were(varied, sign_in, username, monkeypatch):
    client = sign_in(username)

    def table(url):
        page = BeautifulSoup(client.get(url).content, "html.parser")
        return AGO.sub("…", str(page.find("table", class_="listing")))

    for url in addresses(username):
        shown = table(url)
        with monkeypatch.context() as patch:
            patch.setattr(listings, "prepare", lambda rows, user: None)
            assert table(url) == shown, url
        assert "<tr" in shown


@pytest.mark.turns(3)
@pytest.mark.parametrize("username", STAFF[:3])
def test_the_list_of_all_languages_asks_no_more_for_forty(superuser, sign_in, username):
    client, url = sign_in(username), reverse("wagtailadmin_explore_root")
    few = asked(client, url)
    fill(pages=0, languages=39)
    assert HomePage.objects.count() == 40
    assert asked(client, url) == few <= MOST


@pytest.mark.turns(3)
@pytest.mark.parametrize("username", STAFF[:3])
def test_a_list_of_pages_asks_as_much_for_many_as_for_few(
    forty, news_index, sign_in, username
):
    client = sign_in(username)
    urls = [
        reverse("wagtailadmin_explore", args=[news_index.pk]),
        f"{reverse('wagtailadmin_explore', args=[news_index.pk])}?ordering=ord",
        f"{reverse('wagtailadmin_pages:search')}?q=pages",
        reverse("news:index"),
    ]

    def add(numbers):
        for number in numbers:
            news_index.add_child(
                instance=NewsPage(
                    title=f"Of many pages {number}",
                    slug=f"many-{number}",
                    summary="Some",
                    live=bool(number % 2),
                )
            )
            news_index.refresh_from_db()

    add(range(4))
    few = [asked(client, url) for url in urls]
    add(range(4, 30))
    many = [asked(client, url) for url in urls]
    assert many == few
    assert max(many) <= MOST
    home = reverse("wagtailadmin_explore", args=[news_index.get_parent().pk])
    assert asked(client, home) <= MOST


@pytest.mark.parametrize("model", [Topic, Announcement])
def test_a_list_of_texts_asks_as_much_for_many_as_for_few(forty, sign_in, model):
    client = sign_in("root")
    url = reverse(model.snippet_viewset.get_url_name("list"))

    def add(numbers):
        for number in numbers:
            row = (
                Topic(name=f"Of many {number}", slug=f"of-many-{number}")
                if model is Topic
                else Announcement(text=f"<p>Of many {number}</p>", live=False)
            )
            row.save()
            row.save_revision()

    model.objects.all().delete()
    add(range(3))
    few = asked(client, url)
    add(range(3, 18))
    assert asked(client, url) == few <= MOST


@pytest.mark.parametrize("username", ["root", "translator"])
def test_the_report_asks_as_much_for_many_as_for_few(forty, sign_in, username):
    client = sign_in(username)
    url = reverse("wagtail_localize:translations_report")
    full = asked(client, url)
    first = Translation.objects.filter(target_locale__language_code="fr").values("pk")
    keep = [*first.order_by("source__object_repr").values_list("pk", flat=True)[:5]]
    Translation.objects.exclude(pk__in=keep).update(enabled=False)
    assert asked(client, url) <= full <= MOST


def add_news(news_index, numbers):
    for number in numbers:
        page = news_index.add_child(
            instance=NewsPage(
                title=f"To choose {number}",
                slug=f"to-choose-{number}",
                summary="Some",
                live=bool(number % 2),
            )
        )
        news_index.refresh_from_db()
        if number % 3 == 0:
            page.go_live_at = timezone.now() + timedelta(days=1)
            page.save_revision().publish()
        elif number % 3 == 1:
            page.save_revision()
            Workflow.objects.first().start(page, page.owner)


def chooser(client, url):
    answer = client.get(url)
    is_json = answer["Content-Type"].startswith("application/json")
    html = answer.json()["html"] if is_json else answer.content
    return str(BeautifulSoup(html, "html.parser").find("table"))


def test_choosers_ask_as_much_for_many_as_for_few(
    forty, news_index, sign_in, monkeypatch
):
    client = sign_in("root")
    urls = [
        reverse("wagtailadmin_choose_page_child", args=[news_index.pk]),
        f"{reverse('wagtailadmin_choose_page_search')}?q=choose",
    ]
    for page in news_index.get_children():
        page.delete()
    news_index = type(news_index).objects.get(pk=news_index.pk)
    add_news(news_index, range(4))
    few = [asked(client, url) for url in urls]
    add_news(news_index, range(4, 20))
    assert [asked(client, url) for url in urls] == few
    urls.append(reverse("wagtailadmin_choose_page"))
    assert asked(client, urls[-1]) <= max(few) <= MOST
    for url in urls:
        shown = chooser(client, url)
        with monkeypatch.context() as patch:
            patch.setattr(listings, "note_what_is_chosen_by", lambda pages: None)
            assert chooser(client, url) == shown
    assert chooser(client, urls[1]).count("To choose") >= 20
    shown = chooser(client, urls[0])
    for state in ("scheduled", "in moderation", "live"):
        assert state in shown


def test_choosers_of_texts_ask_as_much_for_many_as_for_few(forty, sign_in):
    client = sign_in("root")
    url = reverse("wagtailsnippetchoosers_news_topic:choose")
    many = asked(client, url)
    keep = [*Topic.objects.values_list("pk", flat=True)[:2]]
    Topic.objects.exclude(pk__in=keep).delete()
    assert asked(client, url) == many <= MOST


def test_the_list_of_languages_counts_for_all_at_once(forty, sign_in):
    client, url = sign_in("root"), reverse("wagtaillocales:index")
    many = asked(client, url)
    rows = [*LanguagesView().get_base_queryset()]
    assert len(rows) == 40
    _name, state, usage = LanguagesView.columns
    for row in rows:
        alone = LocaleUsageColumn("usage").get_value(row)
        assert str(usage.get_value(row)) == str(alone)
        expected = state_words(row, languages.state_of(row))
        assert state.get_value(row) == expected
    empty = Locale.objects.exclude(pk__in=Page.objects.values("locale"))
    Page.objects.filter(live=False, depth=2).delete()
    assert empty.exists()
    empty.delete()
    assert asked(client, url) == many <= MOST


@pytest.mark.parametrize("username", STAFF)
def test_the_menu_of_pages_asks_as_much_for_many_as_for_few(
    varied, home, news_index, sign_in, username, monkeypatch
):
    client, pages = sign_in(username), [Page.get_first_root_node(), home, news_index]
    if username == "translator":
        pages = [HomePage.objects.get(locale__language_code="fr")]
        pages.append(NewsIndexPage.objects.child_of(pages[0]).get())
    else:
        few = asked(client, menu(news_index))
        add_news(news_index, range(12))
        assert asked(client, menu(news_index)) == few
    for page in pages:
        assert asked(client, menu(page)) <= MOST
        said = client.get(menu(page)).json()
        with monkeypatch.context() as patch:
            patch.setattr(api_listings, "note", lambda rows, seen: None)
            assert client.get(menu(page)).json() == said
        assert said["items"]


def menu(page):
    pages = reverse("wagtailadmin_api:pages:listing")
    return f"{pages}?child_of={page.pk}&for_explorer=1"
