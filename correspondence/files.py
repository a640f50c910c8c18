"""Mail for whoever tries the site: each one a file that mail programs open."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Django's own writes all mails of one connection into one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # In the order of sending, and without a word of what the mail says.
            now = datetime.now(UTC)
            with (folder / f"{now:%Y%m%d-%H%M%S-%f}.eml").open("xb") as file:
                file.write(message.message().as_bytes())
        return len(email_messages)
