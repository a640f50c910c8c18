"""The people of the Coalition: where they lie, who sees them, when they go."""

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
from correspondence.models import Message
from events.deeds import NotNowError
from journal import flushing, replaying
from journal.kinds import Report
from journal.models import Line
from members import accepting, changing, contacting, deciding, kept, retention
from members.models import Application, Contact, MemberPage, ProfileChange
from openheritage.furniture import speaking
from tests.conftest import LANGUAGES
from tests.members.applying import applied
from tests.members.contacts import picture, send, words_of
from tests.review.test_people import make_device, make_keeper, signed_in
from tests.signing import letters, link_in

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Zaphodine Quillfeather", "z.quillfeather@quills.example"
TRACES = re.compile("quillfeather", re.IGNORECASE)
STORING = ("members.Application", "members.Contact", "members.ProfileChange")


def tables_with_traces() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our tables
            if any(TRACES.search(row) for (row,) in cursor.fetchall()):
                found.add(table)
    return found


def test_every_field_that_is_stored_has_its_place_on_the_privacy_page(client):
    stored = {
        f"{name}.{field.name}"
        for name in STORING
        for field in apps.get_model(name)._meta.concrete_fields
        if not field.primary_key
    }
    listed = kept.stored_fields()
    assert stored == set(listed), "Say in members/kept.py why it is kept."
    assert len(listed) == len(set(listed))
    for language in ("en", "fr"):
        page = words_of(client.get(f"/{language}/privacy/")).casefold()
        with speaking(language):
            for row in kept.KEPT:
                for words in (row.words, row.why, row.how_long(), row.who):
                    assert " ".join(str(words).split()).casefold() in page


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    make_consents()


@pytest.fixture
def application(client) -> Application:
    return applied(client, "fr", signer=NAME, email=EMAIL, motivation="Quillfeather!")


@pytest.fixture
def contact(application, superuser) -> Contact:
    """Whose application was accepted, and who has asked for a change."""
    deciding.accept(application, superuser)
    return Contact.objects.get()


@pytest.fixture
def link(client, contact) -> str:
    link = link_in(letters()[-1])
    send(client, link, "profile", sentence="Written by Quillfeather.")
    file = {"action": "logo", "logo": picture(), "may_show": "on"}
    client.post(link, file)
    return link


def test_a_person_lies_where_the_privacy_page_says_and_is_erased_everywhere(
    client, link, contact
):
    letters()
    assert tables_with_traces() == {
        *("members_contact", "members_application", "members_profilechange")
    }
    out = StringIO()
    call_command("export_person", EMAIL.upper(), stdout=out)
    (found,) = json.loads(out.getvalue())["members"]
    assert found["person"]["name"] == NAME
    assert found["application"]["motivation"] == "Quillfeather!"
    assert found["changes"][0]["wanted"]["sentence"] == "Written by Quillfeather."
    assert {mail["kind"] for mail in found["mails"]} >= {"members.invited"}
    send(client, link, "data")
    letter = letters()[-1]
    assert "Written by Quillfeather." in letter.body
    assert NAME in letter.body
    out = StringIO()
    call_command("erase_person", EMAIL, stdout=out)
    assert tables_with_traces() == set()
    # That there is a member stays.
    assert Application.objects.get().member is not None
    assert client.get(link).status_code == 404


def test_who_deletes_what_we_keep_behind_their_link_leaves_nothing(client, link):
    letters()
    client.post(link, {"action": "erase"})
    assert tables_with_traces() == set()
    assert Application.objects.get().member is not None


def test_data_keepers_see_contacts_with_a_second_factor(contact, link):
    url = f"/admin/contact-data/inspect/{contact.pk}/"
    keeper = make_keeper()
    assert EMAIL not in signed_in(keeper).get(url, follow=True).text
    verified = signed_in(keeper, make_device(keeper))
    assert EMAIL in verified.get(url).text
    index = verified.get("/admin/contact-data/?q=Zanzibar").text
    assert NAME in index
    assert EMAIL not in index
    # For a member whom nobody speaks for, somebody is named.
    form = "/admin/contact-data/new/"
    assert EMAIL not in verified.get(form).text
    source = MemberPage.objects.filter(locale__language_code="en", live=True).first()
    data = {"member": source.pk, "email": "new@new.example", "language": "ja"}
    assert verified.post(form, data).status_code == 302
    again = verified.post(form, data | {"email": "b@b.example"})
    assert again.status_code == 200, "Somebody speaks for it already."
    letter = next(each for each in letters() if each.to == ["new@new.example"])
    assert "コアリション" in letter.body
    verified.post(url, {"action": "send"})
    assert letters()[-1].to == [EMAIL]
    verified.post(url, {"action": "erase"})
    assert tables_with_traces() == set()


@pytest.mark.parametrize(
    ("state", "days"),
    [
        *(("unconfirmed", 7), ("quarantined", 7), ("disowned", 7)),
        *(("declined", 180), ("withdrawn", 180), ("waiting", None)),
    ],
)
def test_applications_go_on_their_day(application, state, days):
    letters()
    for past, is_there in ((days or 900) - 1, True), ((days or 900) + 1, days is None):
        at = timezone.now() - timedelta(days=past)
        Application.objects.update(
            state=state, created_at=at, confirmed_at=at, closed_at=at
        )
        # Its week begins when its mail has left.
        Message.objects.update(sent_at=at)
        retention.purge(dry_run=True)
        retention.purge(dry_run=False)
        assert Application.objects.exists() == is_there
        assert Contact.objects.exists() == is_there
    if days:
        assert tables_with_traces() == set()


def test_an_application_stays_whose_mail_has_not_left(application):
    long_ago = timezone.now() - timedelta(days=8)
    Application.objects.update(state="unconfirmed", created_at=long_ago)
    retention.purge(dry_run=False)
    assert Application.objects.exists()
    letters()
    Message.objects.update(sent_at=long_ago)
    retention.purge(dry_run=False)
    assert not Application.objects.exists()


def test_contacts_stay_as_long_as_the_membership_and_180_days(contact, link):
    long_ago = timezone.now() - timedelta(days=900)
    Application.objects.update(created_at=long_ago, closed_at=long_ago)
    Contact.objects.update(created_at=long_ago)
    assert retention.purge(dry_run=False).total() == 0
    pages = MemberPage.objects.filter(translation_key=contact.member_key)
    today = timezone.localdate()
    pages.update(left_on=today - timedelta(days=179))
    retention.purge(dry_run=False)
    assert Contact.objects.get().ended_at
    # One that goes on after all begins anew.
    pages.update(left_on=None)
    retention.purge(dry_run=False)
    assert Contact.objects.get().ended_at is None
    # Also where the day has long been past when it is confirmed.
    pages.update(left_on=today - timedelta(days=182))
    retention.purge(dry_run=False)
    assert Contact.objects.exists()
    Contact.objects.update(ended_at=timezone.now() - timedelta(days=181))
    retention.purge(dry_run=False)
    assert not Contact.objects.exists()
    assert tables_with_traces() == set()


def test_the_contact_of_a_page_that_is_gone_goes_in_time(contact, link):
    contacting.page_of(contact.member_key).delete()
    retention.purge(dry_run=False)
    Contact.objects.update(ended_at=timezone.now() - timedelta(days=181))
    retention.purge(dry_run=False)
    assert tables_with_traces() == set()


def test_another_key_of_pseudonyms_finds_people_again(settings, contact):
    settings.PSEUDONYM_KEY = "another key"
    assert not Contact.objects.of(EMAIL).exists()
    assert retention.rehash() == 1
    assert Contact.objects.of(EMAIL).exists()


def restored(folder, before) -> Report:
    """What a journal does in a database that lacks its lines."""
    Line.objects.filter(pk__gt=before).delete()
    report = Report()
    replaying.replay(replaying.gather([folder], report), report)
    assert not report.problems
    return report


def test_a_restored_backup_undoes_no_leaving_no_erasing_and_no_withdrawal(
    settings, tmp_path, client, contact, link, superuser
):
    settings.JOURNAL_DIR = str(tmp_path / "journal")
    Line.objects.all().delete()
    before = Line.objects.create(kind="mark", written_at=timezone.now()).pk
    change = ProfileChange.objects.get()
    copy = ProfileChange.objects.get()
    key = contact.member_key
    changing.withdraw(contact, change)
    leave = changing.leave(contact, "fr", "")
    accepting.accept(leave, superuser)
    retention.erase(EMAIL)
    flushing.flush()
    contact.save(force_insert=True)
    copy.save(force_insert=True)
    Application.objects.update(motivation="Quillfeather!")
    MemberPage.objects.filter(translation_key=key).update(left_on=None)
    report = restored(tmp_path / "journal", before)
    assert tables_with_traces() == set()
    page = contacting.page_of(key)
    assert page.left_on == timezone.localdate()
    assert page.get_latest_revision_as_object().left_on == page.left_on
    assert any("Nobody speaks" in note for note in report.notes)


def test_a_restored_backup_lets_no_leave_wait_again(
    settings, tmp_path, contact, link, superuser
):
    settings.JOURNAL_DIR = str(tmp_path / "journal")
    Line.objects.all().delete()
    before = Line.objects.create(kind="mark", written_at=timezone.now()).pk
    leave = changing.leave(contact, "fr", "")
    accepting.accept(leave, superuser)
    flushing.flush()
    rows = ProfileChange.objects.filter(pk=leave.pk)
    rows.update(state="waiting", decided_at=None)
    restored(tmp_path / "journal", before)
    assert rows.get().state == "accepted"


def test_who_is_accepted_for_their_own_member_loses_nothing(
    client, contact, link, superuser
):
    organisation = contact.application.organisation
    again = applied(client, signer=NAME, email=EMAIL, name="Sounds of Zanzibar")
    deciding.accept(again, superuser, organisation)
    assert ProfileChange.objects.get().contact == again.contact
    # Who spoke for it before is gone: nothing would bring them back.
    with pytest.raises(NotNowError):
        deciding.reopen(again, superuser)


KINDS = sorted(
    kind
    for kind, mail in kinds().items()
    if mail.about in (contacting.SUBJECT, contacting.ADDRESS)
)


def test_every_mail_speaks_every_language(client, contact):
    assert len(KINDS) == 10
    successor = Contact.objects.create(
        member_key=contact.member_key, is_current=False, email="s@s.example"
    )
    pages = MemberPage.objects.filter(translation_key=contact.member_key)
    pages.update(title="<b>“Songs” & more</b>")
    paths = set()
    for kind in KINDS:
        for language in LANGUAGES:
            person = successor if kind == "members.succeed" else contact
            message = Message(
                kind=kind,
                about=kinds()[kind].about,
                about_id=person.pk,
                address_key=contact.address_key,
                language=language,
                data={"words": "See https://evil.example/", "reason": "style"},
                created_at=timezone.now(),
                pk=1,
            )
            letter = compose(message)
            html = letter.alternatives[0].content
            assert not re.search(r"\{[{%#]|[%#}]\}|None|duration-", letter.body + html)
            assert 'href="https://evil' not in html
            assert "<b>“" not in html
            if language == "sw":
                paths |= set(re.findall(r'href="https?://[^/]+(/[a-z-]+/[^"]*)"', html))
    for path in paths:
        assert client.get(path).status_code == 200
    Contact.objects.all().delete()
    assert compose(message) is None
