from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections

from correspondence.models import Message
from correspondence.outbox import enqueue
from tests.services.smtp import MailServer

from .letters import emails

LETTERS = Path(emails.__file__).parent / "templates"


@contextmanager
def copied_database() -> Iterator[None]:
    outer = connections["default"]
    original = outer.settings_dict["NAME"]
    copy = f"{original}_committed"
    # The test's own transaction ends here; Django leaves it without complaint.
    outer.close()
    with outer._nodb_cursor() as cursor:
        # A database is copied only while nobody is connected: the server of the
        # browser tests may be, and connects anew when it is asked for a page.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [original],
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
    # All threads of the process share this entry.
    outer.settings_dict["NAME"] = copy
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = outer
        outer.settings_dict["NAME"] = original
        with outer._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture
def committed(db) -> Iterator[None]:
    """A copy of the database, in which transactions are really committed.

    For races between threads and processes, instead of ``transactional_db``,
    which would empty the database that holds the sample content for all tests.
    The copy is made in a second and thrown away whole. Threads close their own
    connections (``connections.close_all()``); a process finds the copy's name in
    ``connection.settings_dict["NAME"]``.
    """
    with copied_database():
        yield


@pytest.fixture
def letters(settings) -> None:
    """The templates of the letters are found."""
    templates = [dict(engine) for engine in settings.TEMPLATES]
    templates[0]["DIRS"] = [LETTERS]
    settings.TEMPLATES = templates


@pytest.fixture
def write_letter() -> Callable[..., Message]:
    def write_letter(to: str = "one@example.org", **fields) -> Message:
        options = {
            name: fields.pop(name)
            for name in ("address", "delay", "patient", "held", "by_staff")
            if name in fields
        }
        data = {"to": to, "name": "Museum", "lines": ""} | fields
        language = data.pop("language", "en")
        return enqueue("tests.letter", 1, language=language, data=data, **options)

    return write_letter


@pytest.fixture
def mail_settings(settings, letters) -> MailServer:
    """A server that is not running yet, and settings that lead to it."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 20
    return server


@pytest.fixture
def mail_server(mail_settings) -> Iterator[MailServer]:
    with mail_settings.running() as server:
        yield server
