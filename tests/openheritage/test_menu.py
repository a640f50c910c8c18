"""How the head of the site finds its room, and what stands in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from openheritage.menu import room
from openheritage.typography import manner
from statement.models import StatementPage

WORDS = ["Search", "English", "Sign", "Statement", "Background"]


def test_longer_words_need_a_broader_window():
    narrow, broad = room("Open Heritage", WORDS), room("Open Heritage", WORDS * 2)
    assert 30 < narrow < broad < 80
    assert narrow < room("Offenes Kulturerbe", WORDS)
    # An ideograph is as broad as it is high.
    assert room("开放遗产", ["声明" * 5]) > room("开放遗产", ["ab" * 5])


def test_a_menu_that_fits_into_no_page_opens_from_its_button():
    assert room("Open Heritage", WORDS * 6) is None


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("Kew", ""),
        ("Musée d’ethnographie", ""),
        ("မြန်မာနိုင်ငံ စာကြည့်တိုက်", "is-tall"),
        ("المكتبة الوطنية", "is-tall"),
        ("Landesarbeitsgemeinschaft Museen", "is-long"),
        ("The Library of the " + "Very " * 20 + "Long Name", "is-long"),
    ],
)
def test_a_name_is_given_the_room_that_its_letters_ask_for(name, classes):
    assert manner(name) == classes


pytestmark = pytest.mark.django_db


def head(client, path="/en/news/"):
    html = client.get(path).text
    return html[html.index("<header") : html.index("</header>")]


def test_a_statement_that_is_closed_is_offered_nowhere_for_signing(client):
    assert 'href="/en/sign/"' in head(client)
    page = StatementPage.objects.get(locale__language_code="en")
    page.closed_on = timezone.now().date() - timedelta(days=1)
    page.save()
    assert 'href="/en/sign/"' not in head(client)
    assert "sign-bar" not in client.get("/fr/statement/").text


def test_signatories_are_a_line_of_the_menu_and_know_when_one_is_there(client):
    link = '<a href="/sw/signatories/"'
    assert head(client, "/sw/").count(link) == 2
    assert f'{link} aria-current="page"' in head(client, "/sw/signatories/")
    assert "menu-call" not in head(client, "/sw/sign/")


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        (
            "coalition/",
            "?country=DE&kind=institution",
            "?country=DE&amp;kind=institution",
        ),
        ("coalition/", "?utm_source=mail", ""),
        ("news/", "?kind=story&page=1", "?kind=story&amp;page=1"),
        ("search/", "?q=art", "?q=art"),
    ],
)
def test_what_was_chosen_stays_chosen_in_another_language(client, path, query, kept):
    html = client.get(f"/en/{path}{query}").text
    assert f'<a href="/fr/{path}{kept}" lang="fr" hreflang="fr"' in html
    # Search engines know each page by one address.
    alternates = [line for line in html.splitlines() if 'rel="alternate"' in line]
    assert not [line for line in alternates if "kind=" in line or "country=" in line]


def test_a_translation_takes_as_long_to_read_as_its_original(client):
    pages = StatementPage.objects.live()
    assert len({page.minutes for page in pages}) == 1
    assert 5 <= pages[0].minutes <= 10
