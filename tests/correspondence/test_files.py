"""Whoever tries the site finds each mail as a file of its own."""

from email import message_from_bytes, policy

import pytest

from correspondence import outbox
from correspondence.models import Message

pytestmark = pytest.mark.django_db


def test_each_mail_is_a_file_that_mail_programs_open(
    settings, tmp_path, letters, write_letter
):
    settings.EMAIL_BACKEND = "correspondence.files.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    Message.objects.all().delete()
    for name in ("one", "two"):
        write_letter(f"{name}@example.org", language="ar")
    assert outbox.send_due() == 2
    files = sorted((tmp_path / "mail").iterdir())
    assert {path.suffix for path in files} == {".eml"}
    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default) for file in files
    ]
    assert [mail["To"] for mail in mails] == ["one@example.org", "two@example.org"]
    assert all(mail["Subject"] and mail.get_body(("plain",)) for mail in mails)
