"""What waits in many languages is asked for as little as what waits in one."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from home.models import HomePage
from home.roles import translation_reviewers, translators
from statement.models import StatementText
from tests.workbench.many import fill
from translations.progress import locales_of
from volunteers.models import Report
from workbench.sections import sections_for

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]

MOST = 60


@pytest.fixture
def reported(db):
    """Readers report errors in some languages."""

    def report(*languages, count=1):
        for language in languages:
            text = StatementText.objects.filter(locale__language_code=language).first()
            for number in range(count):
                Report.objects.create(
                    text=text,
                    locale=text.locale,
                    label="1",
                    problem=f"It is wrong. {number}",
                )

    return report


def put_into(user, languages):
    for language in languages:
        for name in (translators(language), translation_reviewers(language)):
            user.groups.add(Group.objects.get(name=name))


def asked(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["wagtailadmin_home", "workbench_waiting"])
def test_many_languages_ask_no_more_than_one(sign_in, name, reported):
    fill(pages=2, languages=39)
    user = get_user_model().objects.get(username="translator")
    client, url = sign_in("translator"), reverse(name)
    put_into(user, ["fr"])
    reported("fr")
    one = asked(client, url)
    codes = Locale.objects.exclude(language_code="en").values_list(
        "language_code", flat=True
    )
    assert HomePage.objects.count() == len(codes) + 1 == 40
    put_into(user, codes)
    reported("de", "es", count=3)
    assert asked(client, url) == one
    if name == "wagtailadmin_home":
        assert one <= MOST


def test_each_language_has_what_it_has_alone(reported):
    fill(pages=2, languages=14)
    reported("fr", "de", count=10)
    user = get_user_model().objects.get(username="translator")

    def sections(languages):
        user.groups.clear()
        put_into(user, languages)
        again = get_user_model().objects.get(pk=user.pk)
        assert locales_of(again, "change_page").count() == len(languages)
        return {section.code: section.groups for section in sections_for(again, 8)}

    languages = ["fr", "de", "ar", "sw"]
    together = sections(languages)
    for language in languages:
        assert sections([language]) == {language: together[language]}
    errors = together["fr"][0]
    assert (len(errors.rows), errors.more) == (8, "and 2 more")
    assert together["ar"][-1].rows


def test_errors_in_languages_that_nobody_reviews_are_counted_at_once(sign_in, reported):
    client, url = sign_in("moderator"), reverse("wagtailadmin_home")
    for language in ("fr", "de", "es"):
        Group.objects.get(name=translation_reviewers(language)).user_set.clear()
    reported("fr")
    one = asked(client, url)
    reported("de", "es", count=2)
    assert asked(client, url) == one <= MOST
    page = client.get(url).content.decode()
    assert "Français: 1 reported error" in page
    assert "Español: 2 reported errors" in page


@pytest.mark.parametrize(
    "username", ["root", "moderator", "editor", "translator", "reviewer"]
)
def test_the_home_page_asks_little_of_anybody(superuser, sign_in, reported, username):
    fill(pages=20, languages=39)
    reported("fr")
    assert asked(sign_in(username), reverse("wagtailadmin_home")) <= MOST
