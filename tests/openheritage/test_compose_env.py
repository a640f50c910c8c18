"""A site for the world, as the documents have its ``.env``."""

import re

import pytest

from .containers import Compose
from .test_walk import DOCUMENT


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("world")
    block = re.compile(r"^```\n(COMPOSE_FILE=.*?)^```", re.MULTILINE | re.DOTALL)
    (written,) = block.findall(DOCUMENT)
    compose = Compose(folder)
    (folder / ".env").write_text(f"{written}SECURITY_CONTACT=a$$b@example.org\n")
    return compose(())


def test_it_reaches_each_part_of_the_site(world):
    for name in ("secrets", "migrate", "web", "worker", "backup"):
        told = world["services"][name]["environment"]
        assert told["BASE_URL"] == "https://heritage.example.org"
        assert told["EMAIL_URL"].startswith("smtp+tls://user:password@mail.")
        assert told["REPLY_TO"] == "office@heritage.example.org"
        assert told["SITE_LANGUAGES"] == "en,fr"
        # Compose writes each dollar twice, as it wants it written.
        assert told["SECURITY_CONTACT"] == "a$$b@example.org"


def test_no_mail_is_caught_and_the_site_is_open_to_all(world):
    assert "mailpit" not in world["services"]
    ports = world["services"]["nginx"]["ports"]
    assert {port["published"] for port in ports} == {"80", "443"}
    assert not any("host_ip" in port for port in ports)
