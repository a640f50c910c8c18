"""A reader reports an error in a translation, and those who review it are told."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail_localize.models import StringSegment

from correspondence import outbox
from correspondence.models import Message
from events.models import Event
from limits.models import Attempt, Ban
from statement.models import StatementPage, StatementText
from tests.conftest import add_language
from translations.models import Preference
from volunteers import clauses, report_mails, reporting
from volunteers.models import Report

from .way import fields, soup, words_of

pytestmark = pytest.mark.django_db

PATH = "/fr/statement/report/"
WRONG = "Il manque un mot dans la deuxième phrase."


def shown(language: str = "fr") -> StatementText:
    page = StatementPage.objects.shown_in(language)
    return StatementText.objects.shown_on(page)


def letters() -> dict[str, object]:
    """What has left since the last look, by recipient's name."""
    report_mails.tell_everybody()
    mail.outbox.clear()
    outbox.send_due()
    return {letter.to[0].split("@")[0]: letter for letter in mail.outbox}


def choose(name: str, mails: str) -> None:
    user = User.objects.get(username=name)
    user.email = f"{name}@heritage.example"
    user.save()
    Preference.objects.update_or_create(user=user, defaults={"mails": mails})


@pytest.fixture(autouse=True)
def addresses(db):
    choose("reviewer", "once")


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
    for text in ("a\0b", "Lisez <script>alert(1)</script>"):
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
def test_the_text_of_record_has_no_translators_to_tell(client, language):
    add_language(language)
    page = client.get(f"/{language}/statement/report/")
    assert page.status_code == 200
    assert not soup(page).find(id="report-form")
    assert soup(page).select_one('main a[href^="mailto:"]')
    typed = {"problem": WRONG, "clause": ""}
    late = client.post(f"/{language}/statement/report/", typed)
    assert late.status_code == 410
    assert WRONG in late.text
    assert "/statement/report/" not in client.get(f"/{language}/statement/").text


# Those who review -----------------------------------------------------------------


HOME, LIST = "/admin/", "/admin/reported-errors/"


def address_of(row: Report) -> str:
    return f"{LIST}{row.pk}/"


def test_its_reviewers_find_it_on_their_home_beside_the_sentence(client, sign_in):
    report(client, suggestion="Chacun en bénéficie.")
    row = Report.objects.get()
    reviewer = sign_in("reviewer")
    home = reviewer.get(HOME)
    assert soup(home).select_one(f'a[href="{address_of(row)}"]')
    assert WRONG in home.text
    page = reviewer.get(address_of(row))
    for words in (WRONG, "Chacun en bénéficie.", *clauses.words_at(row.text, "3")):
        assert words in soup(page).get_text()
    assert "have not changed since" in page.text
    link = soup(page).find("a", string="Open the sentence in the editor")
    editor = link["href"]
    segment = StringSegment.objects.get(pk=editor.rsplit("#s")[1])
    assert segment.context.path.endswith(".text")
    assert reviewer.get(editor).status_code == 200


def test_it_is_closed_with_a_note_and_the_closing_is_undone(client, sign_in):
    report(client)
    row = Report.objects.get()
    reviewer = sign_in("reviewer")
    unsaid = reviewer.post(address_of(row), {"action": "close", "note": "Une note"})
    assert "Une note" in unsaid.text
    assert Report.objects.get().state == "open"
    answer = reviewer.post(
        address_of(row),
        {"action": "close", "answer": "mended", "note": "Le mot y est."},
        follow=True,
    )
    assert "Closed" in answer.text
    row.refresh_from_db()
    assert (row.state, row.note) == ("mended", "Le mot y est.")
    assert row.closed_by.username == "reviewer"
    assert WRONG not in reviewer.get(HOME).text
    late = reviewer.post(
        address_of(row), {"action": "close", "answer": "refused"}, follow=True
    )
    assert "Somebody else was faster" in late.text
    reviewer.post(address_of(row), {"action": "reopen"})
    row.refresh_from_db()
    assert (row.state, row.closed_at, row.closed_by) == ("open", None, None)
    assert WRONG in reviewer.get(HOME).text
    verbs = Event.objects.about("report", row.pk).order_by("pk")
    assert [*verbs.values_list("verb", flat=True)] == [
        "submitted",
        "mended",
        "reopened",
    ]


def test_words_that_changed_since_are_told_with_what_they_were(
    client, sign_in, french_statement
):
    report(client)
    row = Report.objects.get()
    body = french_statement.body.get_prep_value()
    part = next(
        p for p in body if p["type"] == "article" and p["value"]["label"] == "3"
    )
    part["value"]["text"] = "Des mots tout neufs."
    french_statement.body = StatementPage.body.field.to_python(body)
    french_statement.save_revision().publish()
    words = soup(sign_in("reviewer").get(address_of(row))).get_text(" ")
    assert "These words have changed since" in words
    assert " ".join(clauses.words_at(row.text, "3"))[:60] in words
    assert "neufs" in words


def test_nobody_sees_what_is_reported_in_other_languages(
    client, sign_in, django_user_model
):
    report(client)
    row = Report.objects.get()
    other = django_user_model.objects.create_user("omar", password=None)
    other.groups.add(Group.objects.get(name="Translation reviewers: العربية"))
    arabic = sign_in("omar")
    assert arabic.get(address_of(row)).status_code == 404
    assert arabic.post(address_of(row), {"action": "mended"}).status_code == 404
    assert WRONG not in arabic.get(LIST).text
    assert WRONG not in arabic.get(HOME).text
    assert client.get(LIST).status_code == 302
    coordinator = sign_in("moderator")
    assert WRONG in coordinator.get(LIST).text
    translator = sign_in("translator")
    assert WRONG not in translator.get(LIST).text


def test_what_lies_in_quarantine_is_released_or_deleted(client, sign_in):
    report(client, topic="x")
    report(client, topic="x", problem="Autre chose.")
    first, second = Report.objects.order_by("pk")
    reviewer = sign_in("reviewer")
    assert WRONG not in reviewer.get(HOME).text
    assert letters() == {}
    reviewer.post(address_of(first), {"action": "release"})
    reviewer.post(address_of(second), {"action": "discard"})
    assert [*Report.objects.values_list("pk", "state")] == [(first.pk, "open")]
    assert [*letters()] == ["reviewer"]


def test_its_reviewers_are_told_by_mail_as_each_wishes(client):
    choose("translator", "once")
    report(client)
    sent = letters()
    assert [*sent] == ["reviewer"]
    assert "1 error in a translation was reported" in sent["reviewer"].subject
    assert address_of(Report.objects.get()) in sent["reviewer"].body
    assert WRONG not in sent["reviewer"].body
    assert letters() == {}, "Nobody is told twice."
    report(client, problem="Autre chose.")
    assert letters() == {}, "Ten minutes are not over."
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    Report.objects.order_by("pk").first().delete()
    assert "1 error" in letters()["reviewer"].subject
    choose("reviewer", "never")
    report(client, problem="Encore autre chose.")
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert letters() == {}


def test_what_was_mended_before_the_mail_left_is_not_told(client):
    report(client)
    report_mails.tell_everybody()
    reviewer = User.objects.get(username="reviewer")
    reporting.close(Report.objects.get(), reviewer, Report.State.MENDED)
    assert letters() == {}


def test_coordinators_are_told_of_a_language_that_nobody_reviews(client, sign_in):
    User.objects.get(username="reviewer").groups.clear()
    choose("moderator", "once")
    report(client)
    assert [*letters()] == ["moderator"]
    assert "1 reported error" in sign_in("moderator").get(HOME).text


def test_a_flood_fills_neither_mailboxes_nor_the_home_page(
    client, sign_in, django_assert_max_num_queries, monkeypatch
):
    report(client)
    row = Report.objects.get()
    reviewer = sign_in("reviewer")
    with CaptureQueriesContext(connection) as one:
        reviewer.get(HOME)
    Report.objects.bulk_create(
        Report(text=row.text, locale=row.locale, label="3", problem=f"Faute {number}")
        for number in range(10_000)
    )
    with django_assert_max_num_queries(len(one) + 1):
        page = reviewer.get(HOME)
    assert "and 9993 more" in page.text.replace(",", "")
    assert len(page.content) < 200_000
    assert len(reviewer.get(LIST).content) < 500_000
    assert "10001 errors" in letters()["reviewer"].subject.replace(",", "")
    for _again in range(10):
        letters()
    assert Message.objects.filter(kind=report_mails.KIND).count() == 1
    monkeypatch.setattr("workbench.mails.PAUSE", timedelta(0))
    for number in range(10):
        Report.objects.create(text=row.text, locale=row.locale, problem=f"{number}")
        letters()
    count = Message.objects.filter(kind=report_mails.KIND).count()
    assert 1 < count <= report_mails.MOST


def test_reports_are_forgotten_in_time(client, settings):
    report(client)
    report(client, topic="x", problem="Autre chose.")
    open_, held = Report.objects.order_by("pk")
    closed = Report.objects.create(
        text=open_.text,
        locale=open_.locale,
        problem="Fait",
        state="mended",
        closed_at=timezone.now() - timedelta(days=settings.CLOSED_DAYS - 1),
    )
    assert sum(reporting.purge(dry_run=False).values()) == 0
    ago = timezone.now() - timedelta(days=settings.HELP_UNREVIEWED_DAYS + 1)
    Report.objects.filter(pk__in=[open_.pk, held.pk]).update(created_at=ago)
    Report.objects.filter(pk=closed.pk).update(closed_at=ago)
    assert reporting.purge(dry_run=True) == reporting.purge(dry_run=False)
    assert not Report.objects.exists()
