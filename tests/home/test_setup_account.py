"""The first superuser of a new site; two who begin at once, and one who is killed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.test import Client

from tests.home.setting_up import empty as empty
from tests.home.setting_up import everything, made, set_up
from tests.services import sample

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty"),
    pytest.mark.turns(2),
]


def test_the_first_superuser_chooses_a_password_behind_a_link_that_works_once():
    printed = set_up("--superuser", "ada", "ada@museum.example")
    link = re.search(r"http://localhost(/en/k/\w+/)", printed)[1]
    user = User.objects.get()
    assert (user.is_superuser, user.is_staff) == (True, True)
    client, password = Client(), "a long way to the sea"
    client.post(link, {"password": password, "again": password})
    assert client.login(username="ada", password=password)
    assert Client().get(link).status_code in (404, 410)
    assert "/k/" not in set_up("--superuser", "ada", "ada@museum.example")


def test_a_link_that_was_lost_is_replaced_until_somebody_has_signed_in():
    old, new = (
        re.search(
            r"localhost(/en/k/\w+/)", set_up("--superuser", "ada", "a@b.example")
        )[1]
        for _time in range(2)
    )
    assert Client().get(old).status_code in (404, 410)
    assert Client().get(new).status_code == 200


def test_a_password_may_come_from_the_environment_and_meets_the_rules(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "short")
    before = everything()
    with pytest.raises(CommandError, match="too short"):
        set_up("--superuser", "ada", "ada@museum.example")
    assert everything() == before
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long way to the sea")
    printed = set_up("--superuser", "ada", "ada@museum.example")
    assert "/k/" not in printed
    assert "the sea" not in printed
    assert User.objects.get().check_password("a long way to the sea")


@pytest.mark.parametrize(("name", "address"), [("a b", "a@b.example"), ("ada", "ada")])
def test_no_account_is_made_that_could_not_be_used(name, address):
    before = everything()
    with pytest.raises(CommandError, match="--superuser"):
        set_up("--superuser", name, address)
    assert everything() == before


def command(empty: str, tmp_path, *options: str) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
        "DATABASE_URL": empty,
        "TESTS_DIR": str(tmp_path),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "setup_site", *options],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def other_database(worker_id) -> Iterator[str]:
    url, database = os.environ["DATABASE_URL"], f"test_other_{worker_id}"
    sample.copy_empty(url, database)
    yield sample.at(url, database)
    sample.drop(url, database)


@pytest.mark.proof
def test_two_at_once_and_one_that_was_killed_leave_one_whole_site(
    other_database, tmp_path
):
    killed = command(other_database, tmp_path, "--languages", "fr")
    for line in killed.stdout:
        if "/fr/" in line:
            break
    killed.kill()
    killed.communicate()
    both = [
        command(other_database, tmp_path, "--languages", "fr,nl") for _one in range(2)
    ]
    printed = [one.communicate(timeout=300)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], printed
    assert sorted(bool(made(words)) for words in printed) == [False, True]
    with psycopg.connect(other_database) as rows:
        doubles = rows.execute(
            "SELECT url_path FROM wagtailcore_page GROUP BY 1 HAVING count(*) > 1"
        ).fetchall()
        assert doubles == []
