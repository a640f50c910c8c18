import pytest

from openheritage.locales import open_locales

from .preparing import add, press, translate


@pytest.fixture
def hebrew(sign_in, home, statement):
    """Added, translated and opened, by a moderator, through the screens."""
    client = sign_in("moderator")
    add(client, "he")
    translate(client, home, "he")
    translate(client, statement, "he")
    press(client, "he", "open")
    assert "he" in open_locales()
    return client
