"""A reader reports an error in a translation, and those who review it are told."""

import pytest
from django.test import Client

from limits.models import Attempt, Ban
from statement.models import StatementPage, StatementText
from volunteers.models import Report

from .way import fields, soup, words_of

pytestmark = pytest.mark.django_db

PATH = "/fr/statement/report/"
WRONG = "Il manque un mot dans la deuxième phrase."


def shown(language: str = "fr") -> StatementText:
    page = StatementPage.objects.shown_in(language)
    return StatementText.objects.shown_on(page)


def report(client, path: str = PATH, **typed):
    filled = fields(client.get(path), "report-form")
    return client.post(
        path.split("?")[0],
        filled | {"clause": "article-3", "problem": WRONG} | typed,
    )


def test_an_error_is_reported_from_its_clause_and_kept_without_the_reader(client):
    statement = client.get("/fr/statement/")
    links = [a["href"] for a in soup(statement).select(".article a")]
    assert f"{PATH}?clause=article-3" in links
    page = client.get(f"{PATH}?clause=article-3")
    assert page.status_code == 200
    assert soup(page).select_one("option[selected]")["value"] == "article-3"
    words = [words for label, words in shown().lines if label == "3"]
    assert all(each in soup(page).find("blockquote").get_text() for each in words)
    assert "csrfmiddlewaretoken" not in page.text
    assert page["Cache-Control"].startswith("public")
    answer = report(client, suggestion="Chacun en bénéficie.")
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    assert "Merci" in words_of(client.get(answer.url))
    row = Report.objects.get()
    assert (row.text, row.label, row.state) == (shown(), "3", "open")
    assert (row.problem, row.suggestion) == (WRONG, "Chacun en bénéficie.")
    assert row.locale.language_code == "fr"


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client):
    long = "mot " * 300
    answer = report(client, problem="", suggestion=long, clause="clause-b")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    words = words_of(answer)
    assert "Écrivez quelle est l’erreur." in words
    assert "1 000" in words
    kept = soup(answer)
    assert long.strip() in kept.find("textarea", attrs={"name": "suggestion"}).text
    assert kept.select_one("option[selected]")["value"] == "clause-b"
    for clause in ("article-999", "x", "clause-3", "\0"):
        answer = report(client, clause=clause)
        assert "Choisissez où se trouve l’erreur." in words_of(answer), clause
        assert WRONG in answer.text
    for text in ("a\0b", "Lisez <script>alert(1)</script>", "\ud800"):
        answer = report(client, problem=text)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
    assert not Report.objects.exists()


def test_a_form_that_is_sent_twice_makes_one_report(client):
    filled = fields(client.get(PATH), "report-form") | {"problem": WRONG}
    assert [client.post(PATH, filled).status_code for _ in range(3)] == [302] * 3
    assert Report.objects.count() == 1
    assert Attempt.objects.filter(action="report").count() == 1


def test_what_is_suspicious_waits_in_quarantine_and_its_sender_is_not_told(client):
    said = report(client)
    held = report(client, topic="x", problem="Autre chose.")
    assert (held.status_code, held.url) == (said.status_code, said.url)
    Ban.objects.create(kind="network", value="127.0.0.0/8")
    report(client, problem="Encore autre chose.")
    Ban.objects.all().delete()
    for number in range(10):
        report(client, problem=f"Faute numéro {number}.")
    flags = Report.objects.order_by("pk").values_list("state", "flags")
    assert [*flags[:3]] == [
        ("open", []),
        ("quarantined", ["honeypot"]),
        ("quarantined", ["banned"]),
    ]
    assert flags[12] == ("quarantined", ["network"])


def test_a_foreign_page_cannot_report(client):
    strict = Client(enforce_csrf_checks=True)
    typed = {"problem": WRONG, "clause": ""}
    foreign = strict.post(PATH, typed, headers={"Origin": "https://bad.example"})
    assert foreign.status_code == 403
    unknown = strict.post(PATH, typed)
    assert unknown.status_code == 200
    assert WRONG in unknown.text
    ours = fields(unknown, "report-form") | typed
    assert strict.post(PATH, ours).status_code == 302
    assert Report.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_text_of_record_has_no_translators_to_tell(client, language, request):
    if language == "uk":
        request.getfixturevalue("add_language_uk")
    page = client.get(f"/{language}/statement/report/")
    assert page.status_code == 200
    assert not soup(page).find(id="report-form")
    assert soup(page).select_one('main a[href^="mailto:"]')
    typed = {"problem": WRONG, "clause": ""}
    late = client.post(f"/{language}/statement/report/", typed)
    assert late.status_code == 410
    assert WRONG in late.text
    assert "/statement/report/" not in client.get(f"/{language}/statement/").text


@pytest.fixture
def add_language_uk():
    from tests.conftest import add_language

    add_language("uk")
