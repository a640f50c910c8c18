"""What the Statement tells its readers of its translation."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User

from translations import status, steps
from translations.models import Preference, State, StatusLevel

from .test_work import store, translation_of

pytestmark = pytest.mark.django_db


def told(client, language: str = "fr") -> str:
    html = BeautifulSoup(client.get(f"/{language}/statement/").text, "html.parser")
    return " ".join(html.select_one(".translation-status").get_text().split())


def test_the_statement_says_which_version_it_follows_and_who_made_it(
    client, french_statement, django_assert_max_num_queries
):
    assert "Elle suit la version 1." in told(client)
    assert "Traduction :" not in told(client)
    translator, reviewer = (
        User.objects.get(username=name) for name in ("translator", "reviewer")
    )
    store(french_statement, "D’autres mots")
    Preference.objects.update_or_create(
        user=translator, defaults={"thanked_as": "山田花子"}
    )
    Preference.objects.update_or_create(
        user=reviewer, defaults={"thanked_as": "R. <Prüfer>"}
    )
    translation = translation_of(french_statement)
    steps.say(translation, State.APPROVED, reviewer)
    words = told(client)
    assert "Traduction : 山田花子" in words
    assert "Dernière modification :" in words
    assert "Prüfer" not in words, "Nobody has said that it is reviewed."
    status.say(translation, StatusLevel.REVIEWED, reviewer)
    words = told(client)
    assert words.startswith("Traduction relue")
    assert "Relecture : R. <Prüfer>" in words
    assert "À ce statut depuis :" in words
    client.get("/fr/statement/")
    with django_assert_max_num_queries(12):
        page = client.get("/fr/statement/")
    assert "R. <Prüfer>" not in page.text
    Preference.objects.update(thanked_as="")
    assert "山田花子" not in client.get("/fr/statement/").text
    status.put(translation, StatusLevel.COMMUNITY, None)
    assert told(client).startswith("Traduction de la communauté")


def test_the_record_says_that_it_is_the_text_of_record(client):
    assert told(client, "en").startswith("The text of record. All translations")
    assert "It follows" not in told(client, "en")
