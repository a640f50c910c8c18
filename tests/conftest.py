"""The tests run on the sample content, of which each worker has a copy.

Each test changes it inside a transaction that is rolled back.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http import FileResponse
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from home.demo import texts
from home.models import HomePage
from images.models import Rendition
from members.models import MembersIndexPage
from news.models import NewsIndexPage
from openheritage import languages, listening, spoken
from statement.models import StatementPage
from tests.services import sample

# Fixtures of more than one folder, what is left out, and the order of files.
pytest_plugins = ["tests.lean", "tests.sparing", "tests.plan", "tests.signing"]

LANGUAGES = texts.LANGUAGES

AFTER_LOAD = {}


def body_of(response: FileResponse) -> bytes:
    """The whole body; its file is closed, the test's database connection is not."""
    body = b"".join(response.streaming_content)
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)
    return body


def add_language(language: str, *, to_open: bool = True) -> Locale:
    """A language that staff have added, and opened at once."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    if to_open:
        languages.change(locale, to_open=True)
    return locale


def translate_the_rest(page: Page, words: str = "Des mots") -> None:
    """Gives a translation words for what its original says by now."""
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=page.locale,
            defaults={"data": words},
        )


@pytest.fixture(scope="session")
def django_db_setup(
    request, django_test_environment, django_db_blocker, worker_id
) -> Iterator[None]:
    """A copy of the sample content; ``--create-db`` loads that anew.

    The contract of search alone is run on SQLite too, and needs no content.
    """
    if connection.vendor != "postgresql":
        with django_db_blocker.unblock():
            made = setup_databases(verbosity=0, interactive=False)
            yield
            teardown_databases(made, verbosity=0)
        return
    original = connection.settings_dict["NAME"]
    copy = f"test_{original}"
    if worker_id != "master":
        copy += f"_{worker_id}"
    url = os.environ["DATABASE_URL"]
    anew = request.config.option.create_db and worker_id in ("master", "gw0")
    sample.copy(url, copy, settings.MEDIA_ROOT, anew=anew)
    connection.close()
    connection.settings_dict["NAME"] = copy
    with django_db_blocker.unblock():
        AFTER_LOAD["renditions"] = Rendition.objects.count()
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = original
    sample.drop(url, copy)


@pytest.fixture
def renditions_after_load(django_db_setup) -> int:
    """Counted before any browser test asked for a picture."""
    return AFTER_LOAD["renditions"]


@pytest.fixture(autouse=True, scope="session")
def told_by_nobody():
    """What a test changes within its transaction nobody tells; a worker that another
    test ran in this process would have left somebody listening, who says that
    everything is told. Tests of that listen for themselves, or run programs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listening, "start", lambda: None)
        yield


@pytest.fixture(autouse=True)
def clean_process():
    """Neither a language, a cached row nor a word that staff gave leaks from one test
    into another."""
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()
    spoken.EDITIONS.forget()
    spoken.Kept.copy = {}


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.get(locale=Locale.get_default())


@pytest.fixture
def statement(db) -> StatementPage:
    return StatementPage.objects.get(locale=Locale.get_default())


@pytest.fixture
def french_statement(db) -> StatementPage:
    return StatementPage.objects.get(locale__language_code="fr")


@pytest.fixture
def news_index(db) -> NewsIndexPage:
    return NewsIndexPage.objects.get(locale=Locale.get_default())


@pytest.fixture
def members_index(db) -> MembersIndexPage:
    return MembersIndexPage.objects.get(locale=Locale.get_default())


@pytest.fixture
def sign_in(db):
    """Gives a client in which a demo account is signed in."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        return client

    return sign_in


@pytest.fixture
def superuser(db):
    return get_user_model().objects.create_superuser(
        username="root", email="root@example.org"
    )
