"""A flood in the log is a few lines, and what else is told is not lost in it."""

import io
import logging

import pytest
from django.db import OperationalError

from openheritage import damping


@pytest.fixture
def printed(monkeypatch):
    """A handler that writes into a text, and whose minute ends when it is told."""
    monkeypatch.setattr(damping.Handler, "begin", lambda self: None)
    text = io.StringIO()
    handler = damping.Handler(text)
    logger = logging.getLogger("tests.damping")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, handler, text
    logger.removeHandler(handler)
    logger.propagate = True


def fail(words: str) -> None:
    raise ValueError(words)


def test_an_error_from_one_place_is_told_a_few_times_and_then_counted(printed):
    logger, handler, text = printed
    for number in range(500):
        try:
            fail(f"number {number}")
        except ValueError:
            logger.exception("Internal Server Error: /en/%s/", number)
    assert text.getvalue().count("Traceback") == damping.FEW
    lines = len(text.getvalue().splitlines())
    handler.look()
    (last,) = text.getvalue().splitlines()[lines:]
    assert last == (
        f"Internal Server Error: /en/499/ … and {500 - damping.FEW} more like this."
    )
    handler.look()
    assert len(text.getvalue().splitlines()) == lines + 1, "It is over."
    logger.exception("Internal Server Error: /en/")
    assert len(text.getvalue().splitlines()) > lines + 1


def test_what_is_told_by_another_place_or_in_other_words_stands_beside_a_flood(printed):
    logger, handler, text = printed
    for number in range(100):
        logger.error("Mail %s failed.", number)
        logger.info("Mail %s sent.", number)
    logger.error("The disk is full.")
    handler.close()
    told = text.getvalue().splitlines()
    assert told.count("The disk is full.") == 1
    assert sum("sent" in line for line in told) == 100, "That is no trouble."
    assert sum("failed" in line for line in told) == damping.FEW + 1


def test_the_answers_of_a_site_without_its_database_are_one_flood(printed):
    logger, _handler, text = printed
    for number in range(300):
        extra = {"status_code": 503}
        logger.error("Service Unavailable: /en/%s", chr(97 + number), extra=extra)
    assert len(text.getvalue().splitlines()) == damping.FEW


def test_an_outage_needs_no_traceback(printed):
    logger, _handler, text = printed
    try:
        raise OperationalError("server closed the connection unexpectedly")
    except OperationalError:
        logger.exception("Internal Server Error: /en/")
    (line,) = text.getvalue().splitlines()
    assert "OperationalError at tests/openheritage/test_damping.py:" in line


def test_a_thousand_kinds_of_trouble_take_no_more_room_than_some(printed):
    logger, handler, text = printed
    for number in range(1000):
        logger.warning("Not Found: /%s/", "a" * number)
        logger.warning("Not Found: /%s/", "a" * number)
    assert len(handler.floods) == damping.MOST
    assert len(text.getvalue().splitlines()) == 2000


def test_a_line_that_cannot_be_written_is_not_printed_with_its_arguments(
    printed, capsys
):
    _logger, handler, text = printed
    values = {"msg": "%d letters", "args": ("Zuleika",), "levelno": logging.ERROR}
    handler.handle(logging.makeLogRecord(values))
    assert text.getvalue().startswith("A line cannot be written (TypeError at ")
    said = capsys.readouterr()
    assert "Zuleika" not in text.getvalue() + said.out + said.err
