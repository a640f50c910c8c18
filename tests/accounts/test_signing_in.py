"""Who fails too often is refused at once, and nobody keeps an owner out with it."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from accounts.tasks import forget_browsers
from limits.models import Attempt
from limits.rates import purge_attempts
from tests.accounts.hashers import Counting
from tests.accounts.helpers import HOME, PASSWORD, make_user, try_login

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many attempts. Try again in ten minutes."


def statuses(times: int, **kwargs) -> list[int]:
    return [try_login(**kwargs).status_code for _time in range(times)]


def from_everywhere(name: str = "editor", networks: int = 12) -> int:
    """Many fail with one name; how many were heard."""
    answers = [
        try_login(name=name, ip=f"198.51.100.{number}").status_code
        for number in range(networks)
    ]
    return answers.count(200)


@pytest.fixture
def counting(settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.hashers.Counting"]
    Counting.count = 0


def test_after_some_failures_one_is_refused_before_the_password_is_looked_at(counting):
    assert statuses(7) == [200] * 5 + [429] * 2
    assert Counting.count == 5
    answer = try_login(password=PASSWORD, HTTP_ACCEPT_LANGUAGE="fr")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "no-store" in answer["Cache-Control"]
    assert 'lang="fr"' in answer.text
    assert TOO_MANY not in answer.text
    assert reverse("wagtailadmin_password_reset") in answer.text
    assert TOO_MANY in try_login().text
    assert Counting.count == 5


def test_a_name_that_nobody_has_is_answered_in_the_same_way(counting):
    make_user("gone", is_active=False)
    Counting.count = 0
    names = ("editor", "nobody-at-all", "gone")
    first = [try_login(name=name, ip=f"192.0.2.{i}") for i, name in enumerate(names)]
    counts = {answer.text.count("Please try again") for answer in first}
    assert counts == {1}
    assert Counting.count == len(names)
    for number, name in enumerate(names):
        found = statuses(6, name=name, ip=f"192.0.2.{number}")
        assert found == [200] * 4 + [429] * 2


def test_one_spelling_after_the_other_is_one_name():
    names = ["editor", "Editor", "EDITOR", " editor ", "\uff45ditor", "eDitor"]
    found = [try_login(name=name).status_code for name in names]
    assert found == [200] * 5 + [429]


def test_one_network_does_not_try_the_names_one_after_the_other():
    found = [try_login(name=f"name-{number}").status_code for number in range(22)]
    assert found == [200] * 20 + [429] * 2
    assert try_login(ip="192.0.2.2").status_code == 200


def test_a_network_is_the_64_of_an_address_behind_the_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    seen = [
        try_login(
            ip="127.0.0.1", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 2001:db8::{n}"
        ).status_code
        for n in range(7)
    ]
    assert seen == [200] * 5 + [429] * 2


def test_a_stranger_does_not_keep_the_owner_out():
    statuses(9, ip="198.51.100.1")
    assert try_login(password=PASSWORD).url == HOME


def test_many_strangers_keep_out_neither_a_known_browser_nor_a_usual_network():
    browser = Client()
    assert try_login(browser, password=PASSWORD, ip="192.0.2.1").url == HOME
    browser.post(reverse("wagtailadmin_logout"))
    # In ten minutes: 48 an hour.
    assert from_everywhere() == 8
    stranger = try_login(password=PASSWORD, ip="203.0.113.9")
    assert stranger.status_code == 429
    assert try_login(browser, password=PASSWORD, ip="203.0.113.7").url == HOME
    assert try_login(password=PASSWORD, ip="192.0.2.1").url == HOME


def test_a_known_browser_fails_for_itself_and_for_its_own_names_alone():
    browser = Client()
    try_login(browser, password=PASSWORD)
    browser.post(reverse("wagtailadmin_logout"))
    found = [try_login(browser).status_code for _time in range(6)]
    assert found == [200] * 5 + [429]
    # Without its cookie it is anybody's on the usual network.
    assert try_login().status_code == 200
    other = [try_login(browser, name="reviewer").status_code for _time in range(6)]
    assert other == [200] * 5 + [429]


def test_the_cookie_of_a_known_browser_lets_nobody_in_and_is_signed():
    browser = Client()
    answer = try_login(browser, password=PASSWORD)
    cookie = answer.cookies["known_browser"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "editor" not in cookie.value
    forged = Client()
    other = "y" if cookie.value.endswith("x") else "x"
    forged.cookies["known_browser"] = cookie.value[:-1] + other
    from_everywhere()
    assert try_login(forged, password=PASSWORD, ip="203.0.113.9").status_code == 429
    assert forged.get(HOME).status_code == 302


def test_who_succeeds_has_not_failed():
    assert {try_login(password=PASSWORD).status_code for _time in range(12)} == {302}
    assert not Attempt.objects.filter(action="login").exists()


def test_the_login_of_readers_counts_as_well():
    url = reverse("wagtailcore_login")
    data = {"username": "editor", "password": "wrong"}
    found = [Client().post(url, data).status_code for _time in range(7)]
    assert found == [200] * 5 + [429] * 2


def test_a_failing_login_is_a_line_without_personal_data(caplog):
    with caplog.at_level(logging.WARNING):
        try_login(name="editor@example.org")
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "A login failed." in text
    for secret in ("editor", "wrong", "192.0.2.1"):
        assert secret not in text


def test_passwords_of_pages_and_documents_are_not_guessed_at(news_index):
    page = PageViewRestriction.objects.create(
        page=news_index, restriction_type="password", password="sesame"
    )
    collection = Collection.get_first_root_node().add_child(name="Board")
    Document.objects.create(title="Minutes", collection=collection, file="m.pdf")
    folder = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="sesame"
    )
    of_page = reverse(
        "wagtailcore_authenticate_with_password", args=[page.pk, news_index.pk]
    )
    of_folder = reverse("wagtaildocs_authenticate_with_password", args=[folder.pk])

    def post(url: str, password: str, ip: str = "192.0.2.1") -> int:
        data = {"password": password, "return_url": "/en/"}
        return Client().post(url, data, REMOTE_ADDR=ip).status_code

    assert {post(of_page, "sesame") for _time in range(12)} == {302}
    found = [post(url, "wrong") for url in (of_page, of_folder) for _time in range(6)]
    assert found == [200] * 10 + [429] * 2
    assert post(of_page, "sesame") == 429
    assert post(of_page, "sesame", "192.0.2.2") == 302


def test_usual_networks_are_forgotten_after_sixty_days():
    try_login(password=PASSWORD)
    known = Attempt.objects.filter(action="known")
    for days, left in ((59, 1), (61, 0)):
        known.update(at=timezone.now() - timedelta(days=days))
        purge_attempts()
        forget_browsers()
        assert known.count() == left
