"""What the page "Use the text" tells to type is typed, on a real server."""

import shutil
import subprocess

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.conftest import LANGUAGES


def typed(command: str) -> str:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_curl_and_sha256sum_confirm_every_checksum(site, language):
    assert shutil.which("curl"), "This test types what readers type: install curl."
    page = typed_page(f"{site}/{language}/statement/use/")
    command = page.find("pre", string=lambda words: words and "curl" in words).text
    here = command.replace(settings.WAGTAILADMIN_BASE_URL, site)
    assert here != command
    assert typed(here) == page.find(id="sha256").text
    forms = page.select(".forms li:has(.digest)")
    assert len(forms) == 5
    for form in forms:
        path = form.a["href"]
        assert (
            typed(f"curl -s {site}{path} | sha256sum")
            == form.select_one(".digest").text
        ), path


def typed_page(address: str) -> BeautifulSoup:
    done = subprocess.run(["curl", "-s", address], capture_output=True, check=True)
    return BeautifulSoup(done.stdout, "html.parser")
