"""What must not come back is on a disk outside the database, and can be read there."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from correspondence import links, outbox
from correspondence.models import Link, Message, Suppression
from events.models import Event
from home.models import ContentPage
from journal import files, flushing, replaying
from journal.kinds import Report
from journal.models import Line
from journal.tasks import forget, write_the_rest
from openheritage import readiness
from register import chain
from register.models import RegisterEntry, RegisterFacts
from review import decide
from signatures import signing, succession
from signatures.models import Signatory, Signature
from signatures.retention import erase
from tests.signing import EMAIL, letters, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.JOURNAL_DIR = str(tmp_path / "journal")
    Line.objects.all().delete()
    return tmp_path / "journal"


def lines(folder: Path) -> list[str]:
    (path,) = folder.glob("*.jsonl")
    return path.read_text().splitlines()


def read(folder: Path) -> tuple[list, list[str]]:
    report = Report()
    return replaying.gather([folder], report), report.problems


def lose(after: int) -> None:
    """The database knows nothing of the lines behind a row, as a restored one."""
    Line.objects.filter(pk__gt=after).delete()


def last_line() -> int:
    row = Line.objects.create(kind="mark", written_at=timezone.now())
    return row.pk


def replay(folder: Path) -> Report:
    report = Report()
    found = replaying.gather([folder], report)
    replaying.replay(found, report)
    assert not report.problems
    return report


# The file ---------------------------------------------------------------------------


def test_a_line_says_who_withdrew_and_names_nobody(folder):
    signature = signing.withdraw(make_published())
    flushing.flush()
    text = "".join(lines(folder))
    assert signature.reference in text
    assert EMAIL not in text
    assert "Mariama" not in text
    assert not Line.objects.unwritten().exists()
    assert not Line.objects.exclude(data={}).exists()


def test_mails_that_leave_together_are_written_together(folder, monkeypatch):
    for number in range(3):
        signature = make_signature(State.UNCONFIRMED, f"m{number}@delta.example")
        outbox.enqueue("signatures.confirm", signature.pk, language="en")
    written, append = [], files.append
    monkeypatch.setattr(
        files, "append", lambda *told: (written.append(1), append(*told))
    )
    assert outbox.deliver() == 3
    assert [json.loads(line)["kind"] for line in lines(folder)] == ["mail.sent"] * 3
    assert len(written) == 1


def test_a_mail_is_in_the_journal_though_its_worker_died(folder, monkeypatch):
    signature = make_signature(State.UNCONFIRMED)
    outbox.enqueue("signatures.confirm", signature.pk, language="en")
    monkeypatch.setattr(flushing, "flush", lambda: 0)
    assert outbox.deliver() == 1
    assert not folder.exists()
    monkeypatch.undo()
    write_the_rest()
    (line,) = lines(folder)
    assert json.loads(line)["kind"] == "mail.sent"


def test_its_files_are_for_the_site_alone(folder):
    signing.withdraw(make_published())
    flushing.flush()
    (path,) = folder.glob("*.jsonl")
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_torn_end_is_no_damage(folder):
    signing.withdraw(make_published())
    flushing.flush()
    (path,) = folder.glob("*.jsonl")
    whole = lines(folder)
    # The machine lost its power in the middle of the next line.
    with path.open("a") as file:
        file.write(whole[0][: len(whole[0]) // 2])
    found, problems = read(folder)
    assert not problems
    assert len(found) == len(whole)
    signing.withdraw(make_published())
    flushing.flush()
    found, problems = read(folder)
    assert not problems
    assert len(found) == 2 * len(whole)


@pytest.mark.parametrize("change", ["changed", "removed", "inserted", "moved"])
def test_what_somebody_changed_is_seen(folder, change):
    signing.withdraw(make_published())
    flushing.flush()
    (path,) = folder.glob("*.jsonl")
    text = path.read_text().splitlines(keepends=True)
    if change == "changed":
        text[1] = text[1].replace('"kind":"', '"kind":"x')
    elif change == "removed":
        del text[1]
    elif change == "inserted":
        text.insert(1, text[0].replace('"n":', '"n":9'))
    else:
        text[0], text[1] = text[1], text[0]
    path.write_text("".join(text))
    assert read(folder)[1]


def test_a_full_disk_keeps_nobody_from_withdrawing(folder, caplog):
    folder.mkdir()
    (path := folder / files.name_of_today()).symlink_to("/dev/full")
    signature = signing.withdraw(make_published())
    assert flushing.flush() == 0
    assert signature.state == State.WITHDRAWN
    assert "cannot be written" in caplog.text
    assert EMAIL not in caplog.text
    waiting = Line.objects.unwritten().count()
    Line.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert readiness.word_of("journal").startswith("not written since")
    path.unlink()
    assert flushing.flush() == waiting
    assert readiness.word_of("journal") == "ok"


def test_a_deed_that_failed_leaves_no_line():
    with pytest.raises(RuntimeError):
        fail_to_withdraw(make_published())
    assert not Line.objects.filter(data__deed="withdraw").exists()


def fail_to_withdraw(signature: Signature) -> None:
    with transaction.atomic():
        signing.withdraw(signature)
        raise RuntimeError


def test_it_forgets_as_long_as_no_backup_is_older(folder, settings):
    signing.withdraw(make_published())
    flushing.flush()
    (path,) = folder.glob("*.jsonl")
    old = timezone.now() - timedelta(days=settings.JOURNAL_DAYS + 9)
    path.rename(folder / f"machine.{old:%Y-%m-%d}.jsonl")
    Line.objects.update(at=old)
    forget()
    assert not list(folder.glob("*.jsonl"))
    assert not Line.objects.exists()


# The replay -------------------------------------------------------------------------


def back_to(signature: Signature, state: str) -> None:
    """The row as an older database has it."""
    Signature.objects.filter(pk=signature.pk).update(
        state=state, published_at=None, closed_at=None, was_public=False
    )


def test_who_withdrew_before_being_public_stays_withdrawn(folder):
    signature = make_signature(State.WAITING)
    before = last_line()
    signing.withdraw(signature)
    flushing.flush()
    back_to(signature, State.WAITING)
    lose(before)
    replay(folder)
    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN
    assert signature.closed_at


def test_who_was_erased_is_erased_again(folder):
    signature = make_published()
    person = Signatory.objects.get(signature=signature)
    before = last_line()
    erase(EMAIL)
    flushing.flush()
    person.save(force_insert=True)
    lose(before)
    replay(folder)
    assert not Signatory.objects.filter(signature=signature).exists()
    assert Signature.objects.get(pk=signature.pk).is_published


def test_who_signs_after_the_restore_is_not_erased_by_an_old_line(folder):
    make_signature(State.UNCONFIRMED)
    erase(EMAIL)
    flushing.flush()
    again = make_signature(State.UNCONFIRMED)
    Line.objects.all().delete()
    replay(folder)
    assert Signatory.objects.filter(signature=again).exists()


def test_who_handed_over_does_not_come_back(folder):
    signature = make_published()
    person = Signatory.objects.get(signature=signature)
    link = links.make("signatures.manage", signature.pk, "en")
    row = Link.objects.get()
    before = last_line()
    succession.hand_over(signature, "next@museum.example", "en")
    succession.succeed(signature, name="Next", job_title="", language="en", consents=[])
    flushing.flush()
    Signatory.objects.filter(signature=signature).delete()
    person.save(force_insert=True)
    row.save(force_insert=True)
    lose(before)
    report = replay(folder)
    assert not Signatory.objects.filter(signature=signature).exists()
    assert links.find_link(link.code) is None
    assert any("handed over" in note for note in report.notes)


def test_the_register_goes_on_as_the_public_saw_it(folder):
    before = last_line()
    head = chain.head()
    signature = make_published(comment="Ours; 我们的")
    decide.amend(signature, None, {"name": "Museum of the Second Name"})
    seen = list(RegisterEntry.objects.filter(sequence__gt=head.sequence).values())
    facts = list(RegisterFacts.objects.filter(signature=signature).values("facts"))
    flushing.flush()
    # The backup has neither the signature nor its entries.
    RegisterEntry.objects.filter(sequence__gt=head.sequence).delete()
    Signatory.objects.all().delete()
    Signature.objects.filter(pk=signature.pk).delete()
    lose(before)
    assert chain.is_behind(chain.head())
    with pytest.raises(chain.RegisterIsBehindItsJournalError):
        make_published("other@museum.example")
    report = replay(folder)
    again = Signature.objects.get(reference=signature.reference)
    assert again.name == "Museum of the Second Name"
    assert again.is_published
    assert again.signatory is None
    assert list(RegisterEntry.objects.filter(sequence__gt=head.sequence).values()) == (
        seen
    )
    assert list(RegisterFacts.objects.filter(signature=again).values("facts")) == facts
    assert not list(chain.problems())
    assert any(again.reference in note for note in report.notes)
    assert not replay(folder).done


def test_a_mail_that_has_left_leaves_no_more(folder):
    signing.send_data(make_published())
    kept = {row.pk: row.created_at for row in Message.objects.filter(state="waiting")}
    assert letters()
    flushing.flush()
    Message.objects.filter(pk__in=kept).update(state="waiting", sent_at=None)
    replay(folder)
    assert outbox.send_due() == 0
    # A mail that got the same number in the restored database is another one.
    Message.objects.filter(pk__in=kept).update(
        state="waiting", created_at=timezone.now()
    )
    replay(folder)
    assert Message.objects.filter(pk__in=kept, state="waiting").count() == len(kept)


def test_the_last_word_on_an_address_counts(folder):
    before = last_line()
    for key in "ab":
        Suppression.objects.create(key=key * 64, reason="bounce")
    Suppression.objects.filter(key="a" * 64).delete()
    flushing.flush()
    Suppression.objects.all().delete()
    Suppression.objects.create(key="a" * 64, reason="bounce")
    lose(before)
    replay(folder)
    assert [row.key for row in Suppression.objects.all()] == ["b" * 64]


def test_an_account_gets_nothing_back_that_was_taken(folder):
    user = User.objects.get(username="editor")
    was = [*user.groups.all()]
    password = user.password
    before = last_line()
    user.groups.clear()
    user.is_active = False
    user.set_password("another password of hers")
    user.save()
    flushing.flush()
    user.groups.set(was)
    User.objects.filter(pk=user.pk).update(is_active=True, password=password)
    lose(before)
    replay(folder)
    user.refresh_from_db()
    assert not user.is_active
    assert not user.groups.exists()
    assert not user.has_usable_password()


def test_a_page_that_was_taken_down_stays_down(folder):
    page = ContentPage.objects.live().filter(locale__language_code="en").last()
    before = last_line()
    page.unpublish()
    flushing.flush()
    ContentPage.objects.filter(pk=page.pk).update(live=True)
    lose(before)
    report = replay(folder)
    page.refresh_from_db()
    assert not page.live
    assert any(page.title in note for note in report.notes)


def test_it_is_told_in_the_history(folder):
    signature = make_signature(State.WAITING)
    before = last_line()
    signing.withdraw(signature)
    flushing.flush()
    back_to(signature, State.WAITING)
    lose(before)
    replay(folder)
    told = Event.objects.about("signature", signature.pk).first()
    assert told.verb == "told by the journal"
    assert told.data == {"deed": "withdraw"}


def test_the_command_is_run_as_often_as_one_likes(folder, capsys):
    signature = make_signature(State.WAITING)
    before = last_line()
    signing.withdraw(signature)
    flushing.flush()
    back_to(signature, State.WAITING)
    lose(before)
    call_command("replay_journal")
    assert "signature.state" in capsys.readouterr().out
    call_command("replay_journal")
    assert "nothing" in capsys.readouterr().out
    assert json.loads(lines(folder)[0])["uid"]
