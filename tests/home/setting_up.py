"""An empty database, and the command that begins a site in it."""

import os
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale, Page, Site

from consents.models import ConsentText, PrivacyNotice
from home.models import ContentPage, HomePage
from statement.models import StatementPage
from tests.services import sample


@pytest.fixture(scope="module")
def empty(django_db_setup, django_db_blocker, worker_id) -> Iterator[str]:
    """What ``migrate`` leaves, in place of the sample content; its URL."""
    url, database = os.environ["DATABASE_URL"], f"test_empty_{worker_id}"
    sample.copy_empty(url, database)
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = database
    yield sample.at(url, database)
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = before
    sample.drop(url, database)


def set_up(*options: str) -> str:
    output = StringIO()
    call_command("setup_site", *options, stdout=output)
    return output.getvalue()


def made(printed: str) -> list[str]:
    return re.findall(r"^  made    (.*)$", printed, re.MULTILINE)


def everything() -> dict[str, list]:
    """Every row of the pages, languages and accounts."""
    tables = [Page, HomePage, ContentPage, StatementPage, Locale, Site, User, Group]
    tables += [ConsentText, PrivacyNotice]
    return {
        model.__name__: [*model.objects.order_by("pk").values()] for model in tables
    }
