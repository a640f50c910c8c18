"""What gettext answers, in threads, in other processes, and at what cost."""

import os
import subprocess
import sys
import threading
import time
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import trans_real
from wagtail.models import Locale

from openheritage import spoken
from openheritage.furniture import speaking
from tests.conftest import add_language
from tests.correspondence.conftest import committed
from tests.signing import letters, sign
from wording.messages import digest_of, template
from wording.models import Edition
from wording.saving import store, take_back

__all__ = ["committed"]

SKIP = "Skip to the text"


def give(language, words, *forms):
    locale = Locale.objects.get(language_code=language)
    store(locale, template()[digest_of("", words)], list(forms), None)


def said(language, words):
    with speaking(language):
        return translation.gettext(words)


def test_what_this_rests_on_is_as_django_has_it():
    """Else ``openheritage/spoken.py`` has to be looked at anew."""
    french = trans_real.DjangoTranslation("fr")
    assert type(french._catalog) is trans_real.TranslationCatalog
    assert french._catalog.get("Menu") == french.gettext("Menu")
    assert french._catalog.plural("%(number)s member", 2)
    assert trans_real.translation("fr") is trans_real.translation("fr")


@pytest.mark.django_db
def test_a_word_costs_no_request_a_query(client):
    client.get("/fr/statement/")
    with CaptureQueriesContext(connection) as before:
        client.get("/fr/statement/")
    give("fr", SKIP, "Au texte")
    client.get("/fr/statement/")
    with CaptureQueriesContext(connection) as after:
        assert "Au texte" in client.get("/fr/statement/").text
    assert len(after) == len(before)


@pytest.mark.django_db
def test_lazy_words_contexts_and_the_original_itself_are_reached():
    lazy = translation.gettext_lazy(SKIP)
    give("fr", SKIP, "Au texte")
    give("en", SKIP, "To the words")
    with_context = next(
        each
        for each in template().values()
        if each.context and not each.plural and "%" not in each.words
    )
    french = Locale.objects.get(language_code="fr")
    store(french, with_context, ["Dans ce contexte"], None)
    with speaking("fr"):
        assert str(lazy) == "Au texte"
        found = translation.pgettext(with_context.context, with_context.words)
        assert found == "Dans ce contexte"
    with speaking("en"):
        assert str(lazy) == "To the words"
    # English furniture around the pages of another language is the same English.
    add_language("ko")
    assert said("ko", SKIP) == "To the words"
    take_back(french, template()[digest_of("", SKIP)], None)
    assert said("fr", SKIP) not in ("Au texte", "To the words")


@pytest.mark.django_db
def test_a_database_that_fails_leaves_the_words_as_they_were(monkeypatch, client):
    give("fr", SKIP, "Au texte")
    assert said("fr", SKIP) == "Au texte"
    cache.clear()

    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(spoken, "answers", fail)
    assert said("fr", SKIP) == "Au texte"


@pytest.mark.django_db
def test_a_language_with_words_for_all_but_one_speaks_none(client, monkeypatch):
    """And one that had them all has none any more when a release brings another."""
    add_language("he")
    whole = spoken.Vocabulary({SKIP: "לטקסט"}, is_whole=True)
    half = spoken.Vocabulary({SKIP: "לטקסט"}, is_whole=False)
    for vocabulary, language in ((whole, "he"), (half, "en")):
        monkeypatch.setattr(spoken, "read", lambda _code, it=vocabulary: it)
        Edition.objects.update_or_create(
            locale=Locale.objects.get(language_code="he"),
            defaults={"mark": uuid4()},
        )
        page = client.get("/he/statement/").text
        assert f'<html lang="{language}"' in page.replace("\n", " ")
        assert ("לטקסט" in page) is vocabulary.is_whole


@pytest.mark.django_db
def test_threads_see_the_old_words_or_the_new_ones_and_no_others():
    plain = said("fr", SKIP)
    heard, stop = set(), threading.Event()

    def listen():
        while not stop.is_set():
            with translation.override("fr"):
                heard.add(translation.gettext(SKIP))

    threads = [threading.Thread(target=listen) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(60):
        words = spoken.Vocabulary({SKIP: f"Au texte {round_ % 2}"})
        spoken.Kept.copy = {"fr": (str(round_), words)} if round_ % 3 else {}
        time.sleep(0.001)
    stop.set()
    for thread in threads:
        thread.join()
    assert heard <= {plain, "Au texte 0", "Au texte 1"}
    assert len(heard) > 1


@pytest.mark.django_db
def test_what_is_tried_is_heard_in_its_thread_alone():
    plain, heard = said("fr", SKIP), []

    def listen():
        with translation.override("fr"):
            heard.append(translation.gettext(SKIP))

    with spoken.trying("fr", spoken.Vocabulary({SKIP: "Essai"})):
        assert said("fr", SKIP) == "Essai"
        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
    assert heard == [plain]
    assert said("fr", SKIP) == plain


OTHER = """
import sys, django
django.setup()
from django.db import connection
from django.utils import translation
from openheritage import listening
from openheritage.furniture import speaking
connection.settings_dict["NAME"] = sys.argv[1]
listening.start()
for line in sys.stdin:
    with speaking("fr"):
        print(translation.gettext("Skip to the text"), flush=True)
"""


@pytest.mark.proof
def test_another_process_says_a_word_soon(committed):
    """PostgreSQL tells it."""
    name = connection.settings_dict["NAME"]
    with subprocess.Popen(
        [sys.executable, "-c", OTHER, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
        cwd=settings.BASE_DIR,
        text=True,
    ) as process:

        def hear():
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        plain = hear()
        give("fr", SKIP, "Au texte")
        try:
            deadline = time.monotonic() + 20
            while hear() == plain and time.monotonic() < deadline:
                time.sleep(0.2)
            assert hear() == "Au texte"
        finally:
            french = Locale.objects.get(language_code="fr")
            take_back(french, template()[digest_of("", SKIP)], None)
            process.stdin.close()


@pytest.mark.django_db
def test_mails_are_written_with_them(client):
    subject = "Please confirm your signature of the Open Heritage Statement"
    give("fr", subject, "Confirmez donc")
    sign(client, "fr")
    (letter,) = letters()
    assert letter.subject == "Confirmez donc"
    assert letter.extra_headers["Content-Language"] == "fr"
