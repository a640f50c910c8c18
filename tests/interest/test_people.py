"""Addresses of individuals: where they lie, who sees them, when they go."""

import csv
import io
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from consents.defaults import make_consents
from correspondence.emails import compose, kinds
from correspondence.models import Link, Message, Suppression
from events.models import Event
from interest import kept, retention, subscribing
from interest.models import Subscriber
from interest.tasks import forget
from journal import flushing, replaying
from journal.kinds import Report
from journal.models import Line
from openheritage.furniture import speaking
from tests.conftest import LANGUAGES
from tests.review.test_people import make_device, make_keeper, signed_in
from tests.signing import letters, link_in
from tests.volunteers.way import soup, words_of

from .way import EMAIL, NAME, confirm, send, subscribed

pytestmark = pytest.mark.django_db

TRACES = re.compile("quillfeather", re.IGNORECASE)


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


def tables_with_traces() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our tables
            if any(TRACES.search(row) for (row,) in cursor.fetchall()):
                found.add(table)
    return found


def aged(person: Subscriber, days: float, **more: object) -> None:
    at = timezone.now() - timedelta(days=days)
    Subscriber.objects.filter(pk=person.pk).update(
        created_at=at, confirmed_at=at, **more
    )


def test_every_field_has_its_place_on_the_privacy_page(client):
    stored = {
        f"interest.Subscriber.{field.name}"
        for field in apps.get_model("interest.Subscriber")._meta.concrete_fields
        if not field.primary_key
    }
    listed = kept.stored_fields()
    assert stored == set(listed), "Say in interest/kept.py why it is kept."
    assert len(listed) == len(set(listed))
    for language in ("en", "ja"):
        page = words_of(client.get(f"/{language}/privacy/")).casefold()
        with speaking(language):
            for row in kept.KEPT:
                for words in (row.words, row.why, row.how_long(), row.who):
                    assert " ".join(str(words).split()).casefold() in page


def test_a_person_lies_in_one_table_and_the_commands_know_them(client):
    subscribed(client)
    letters()
    assert tables_with_traces() == {"interest_subscriber"}
    out = StringIO()
    call_command("export_person", EMAIL.upper(), stdout=out)
    (found,) = json.loads(out.getvalue())["interests"]
    assert found["person"] == {
        "name": NAME,
        "email": EMAIL,
        "language": "en",
        "topics": ["news", "events"],
    }
    assert found["consents"][0]["purpose"] == "contact"
    assert {mail["kind"] for mail in found["mails"]} == {
        "interest.confirm",
        "interest.confirmed",
    }
    call_command("erase_person", EMAIL, stdout=StringIO())
    assert tables_with_traces() == set()
    assert not Link.objects.filter(purpose__startswith="interest").exists()


def test_who_never_confirms_goes_after_a_week(client):
    send(client)
    letters()
    # The week of their mail.
    Message.objects.update(sent_at=timezone.now() - timedelta(days=7.05))
    person = Subscriber.objects.get()
    for state in ("unconfirmed", "quarantined"):
        aged(person, 6.9, state=state)
        forget()
        assert Subscriber.objects.exists()
    aged(person, 7.1, state="quarantined")
    out = StringIO()
    call_command("purge_personal_data", "--dry-run", stdout=out)
    assert "1  interests nobody confirmed" in out.getvalue()
    assert Subscriber.objects.exists()
    forget()
    assert tables_with_traces() == set()


def test_nobody_goes_whose_mail_waits_for_a_free_day(client, settings):
    settings.MAILS_A_DAY = 1
    send(client)
    send(client, topics=["news"])
    letters()
    Message.objects.exclude(sent_at=None).update(
        sent_at=timezone.now() - timedelta(days=8)
    )
    for person in Subscriber.objects.all():
        aged(person, 8)
    forget()
    (mail,) = Message.objects.filter(state=Message.State.WAITING)
    assert Subscriber.objects.get().pk == mail.about_id


def test_after_two_years_they_are_asked_once_and_go_unless_they_say_so(client):
    person = subscribed(client)
    letters()
    aged(person, 699)
    forget()
    assert not letters()
    aged(person, 701)
    for _day in range(3):
        forget()
    (question,) = letters()
    link = link_in(question)
    assert NAME in question.body
    page = client.get(link)
    (button,) = soup(page).find_all("button", value="renew")
    assert button
    # Two years are over, and the time to answer is not.
    aged(person, 731)
    forget()
    assert Subscriber.objects.exists()
    unfinished = client.post(link, {"action": "renew"})
    assert unfinished.status_code == 200, "Without topics."
    assert soup(unfinished).find(class_="notice", role="status"), "It is said."
    assert soup(unfinished).find(class_="error-summary")
    person.refresh_from_db()
    assert person.asked_at is None
    assert timezone.now() - person.confirmed_at < timedelta(minutes=5)
    asked = timezone.now() - timedelta(days=31)
    aged(person, 731, asked_at=asked)
    Message.objects.filter(kind="interest.renew").update(sent_at=asked)
    forget()
    assert tables_with_traces() == set()
    assert client.get(link).status_code == 404


def test_whom_nobody_could_ask_in_time_is_asked_before_they_go(client):
    person = subscribed(client)
    letters()
    # The worker stood still for months.
    aged(person, 900)
    forget()
    assert len(letters()) == 1
    person.refresh_from_db()
    # What has not left has asked nobody.
    asked = timezone.now() - timedelta(days=31)
    aged(person, 900, asked_at=asked)
    questions = Message.objects.filter(kind="interest.renew")
    for state in ("waiting", "failed"):
        questions.update(state=state, sent_at=None)
        assert retention.purge(dry_run=True).total() == 0
    questions.update(state="sent", sent_at=asked)
    assert retention.purge(dry_run=True).total() == 1
    aged(person, 900, asked_at=timezone.now())
    person.refresh_from_db()
    left = subscribing.ends_at(person) - timezone.now()
    assert timedelta(days=29) < left < timedelta(days=31)
    assert retention.purge(dry_run=False).total() == 0


def test_data_keepers_see_them_with_a_second_factor_and_each_look_is_recorded(
    client, sign_in
):
    person = subscribed(client)
    inspect = f"/admin/interest/inspect/{person.pk}/"
    keeper = make_keeper()
    pages = ("/admin/interest/", inspect, "/admin/interest/export/")
    for page in pages:
        assert EMAIL not in signed_in(keeper).get(page, follow=True).text
        assert sign_in("reviewer").get(page).status_code == 302
    refused = signed_in(keeper).post("/admin/interest/export/", {})
    assert refused.status_code == 302
    verified = signed_in(keeper, make_device(keeper))
    for page in pages[:2]:
        assert EMAIL in verified.get(page).text
    looks = Event.objects.filter(verb="looked", about="interest", about_id=person.pk)
    assert looks.count() == 2
    numbers = sign_in("moderator").get("/admin/interest/numbers/")
    assert numbers.status_code == 200
    assert EMAIL not in numbers.text
    assert "Events and meetings" in numbers.text
    verified.post(inspect, {"action": "erase"})
    assert tables_with_traces() == set()


def test_what_lies_in_quarantine_is_asked_to_confirm_once_staff_have_looked(client):
    send(client, topic="filled in")
    person = Subscriber.objects.get()
    assert not letters()
    keeper = make_keeper()
    verified = signed_in(keeper, make_device(keeper))
    inspect = f"/admin/interest/inspect/{person.pk}/"
    assert "filled in a field that people do not see" in verified.get(inspect).text
    verified.post(inspect, {"action": "release"})
    confirm(client)
    assert Subscriber.objects.get().state == "confirmed"
    again = verified.post(inspect, {"action": "release"}, follow=True)
    assert "not lie in quarantine any more" in again.text


HOSTILE = {
    "a@one.example": "=HYPERLINK(1)",
    "b@two.example": '@SUM(1)", "x\r\n; =cmd|x!A1',
    "=cmd|x!a1@three.example": "Łukasz «ž»",
    "+d@four.example": "-1",
    "e@five.example": "",
}


def test_the_list_for_mailing_tools_is_whole_safe_and_recorded(client):
    for email, name in HOSTILE.items():
        Subscriber.objects.create(
            name=name,
            email=email,
            language="ar" if name else "sw",
            topics=["news", "gone"] if name else ["translation", "news"],
            state="confirmed",
            confirmed_at=timezone.now(),
        )
    send(client)
    complains = Subscriber.objects.create(
        email="spam@six.example",
        language="en",
        state="confirmed",
        confirmed_at=timezone.now(),
    )
    Suppression.objects.create(key=complains.address_key, reason="complaint")
    keeper = make_keeper()
    verified = signed_in(keeper, make_device(keeper))
    url = "/admin/interest/export/"
    assert not Event.objects.filter(verb="list exported").exists()
    assert "5 people can be written to" in verified.get(url).text
    answer = verified.post(url, {"action": "export"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    text = b"".join(answer.streaming_content).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    head = ["name", "email", "language", "topics", "opt_in_time", "unsubscribe"]
    assert list(rows[0]) == head, "Without the mark of UTF-8 before the first name."
    assert len(rows) == 5, "Nobody who has not confirmed, or has complained."
    assert not [
        cell
        for row in rows
        for cell in row.values()
        if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    assert [row["email"] for row in rows] == [
        "a@one.example",
        "b@two.example",
        '"=cmd|x!a1"@three.example',
        '"+d"@four.example',
        "e@five.example",
    ]
    assert rows[2]["name"] == "Łukasz «ž»"
    assert rows[0]["topics"] == "news"
    assert rows[4]["topics"] == "news,translation"
    (event,) = Event.objects.filter(verb="list exported")
    assert (event.actor, event.data) == (keeper, {"number": 5})
    some = verified.post(url, {"topic": "translation", "language": "sw"})
    assert b"".join(some.streaming_content).count(b"\r\n") == 2
    assert verified.post(url, {"topic": "x"}).status_code == 404
    again = b"".join(verified.post(url, {"action": "export"}).streaming_content)
    assert again.decode("utf-8") == text, "Each has one address, in every list."
    assert Link.objects.filter(purpose=subscribing.STOP).count() == 5
    # Of a database from before the list was made.
    Link.objects.filter(purpose=subscribing.STOP).delete()
    subscribing.ways_out(Subscriber.objects.confirmed())
    # Who follows the address in the list is gone, and the others stay.
    path = re.sub(r"https?://[^/]+", "", rows[0]["unsubscribe"])
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert not Subscriber.objects.filter(email="a@one.example").exists()
    assert Subscriber.objects.confirmed().count() == 5


def test_a_restored_database_brings_nobody_back(client, settings, tmp_path):
    settings.JOURNAL_DIR = str(tmp_path)
    Line.objects.all().delete()
    gone = subscribed(client)
    send(client, email="other@quills.example")
    confirm(client)
    stays = Subscriber.objects.get(email="other@quills.example")
    letters()
    before = Line.objects.create(kind="mark", written_at=timezone.now()).pk
    # Asked anew after the backup, and ended then.
    send(client, topics=["advocacy"])
    confirm(client)
    letters()
    subscribing.end(gone, "stopped")
    subscribing.change(stays, name="", language="fr", topics=["advocacy"])
    long_ago = timezone.now() - timedelta(days=731)
    rows = Subscriber.objects.filter(pk=stays.pk)
    rows.update(confirmed_at=long_ago, asked_at=timezone.now() - timedelta(days=31))
    subscribing.renew(Subscriber.objects.get(pk=stays.pk))
    flushing.flush()
    assert EMAIL not in "".join(path.read_text() for path in tmp_path.glob("*"))
    # What the backup holds.
    gone.save(force_insert=True)
    asked = timezone.now() - timedelta(days=31)
    rows.update(confirmed_at=long_ago, asked_at=asked, topics=["news"], language="en")
    Line.objects.filter(pk__gt=before).delete()
    report = Report()
    replaying.replay(replaying.gather([tmp_path], report), report)
    assert not report.problems
    assert not Subscriber.objects.filter(email=EMAIL).exists()
    stays = Subscriber.objects.get()
    assert (stays.topics, stays.language) == (["advocacy"], "fr")
    forget()
    assert Subscriber.objects.exists(), "They have said that we may go on."


KINDS = sorted(kind for kind in kinds() if kind.startswith("interest."))


def test_every_mail_speaks_every_language(client):
    person = subscribed(client, signer="Zoë Quillfeather & Co")
    Subscriber.objects.update(asked_at=timezone.now())
    letters()
    for kind in KINDS:
        Subscriber.objects.update(state=kinds()[kind].states[0])
        for language in LANGUAGES:
            letter = compose(
                Message(
                    kind=kind,
                    about="interest",
                    about_id=person.pk,
                    language=language,
                    pk=1,
                )
            )
            html = letter.alternatives[0].content
            assert not re.search(
                r"\{[{%#]|[%#}]\}|None|duration-", letter.body + html
            ), (kind, language)
            assert letter.extra_headers["List-Unsubscribe-Post"]
            assert link_in(letter).startswith(f"/{language}/k/")
        assert client.get(link_in(letter)).status_code == 200
    assert len(KINDS) == 3
    Subscriber.objects.all().delete()
    assert compose(Message(kind=kind, about="interest", about_id=person.pk)) is None
