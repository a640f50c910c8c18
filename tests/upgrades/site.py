"""The kept database, carried over as an operator does it, and served."""

import base64
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from bs4 import BeautifulSoup
from django_otp.oath import totp

from tests.services import postgres, sample, web
from tests.services.deeds import Deeds, beside
from tests.services.web import BASE_DIR

from .make import DUMP, KNOWN, PSEUDONYM_KEY

# As docs/operations.md says after an upgrade; `setup_site` adds what is new.
COMMANDS = (
    ("setup_site", "--languages", "en,fr,ar"),
    ("verify_register",),
    # A total that was added since is counted when the register grows, or by this.
    ("check_counts", "--repair"),
    ("check_counts",),
    ("check_search", "--repair"),
    ("check_search",),
    ("check_translations",),
)
COUNT = """
import json
from collections import Counter
from django.apps import apps
from signatures.models import Signature
rows = {model._meta.label: model.objects.count() for model in apps.get_models()}
states = Counter(Signature.objects.values_list("state", flat=True))
print(json.dumps([rows, states]))
"""
RUN = """
from io import StringIO
from django.core.management import call_command
said = StringIO()
call_command(*{}, stdout=said, stderr=said)
print(said.getvalue())
"""


@dataclass
class Upgraded:
    known: dict[str, Any]
    deeds: Deeds
    address: str = ""
    # After all commands: how many of each model, and of each state of a signature.
    rows: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    # What each command said.
    said: dict[str, str] = field(default_factory=dict)
    browser: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, status: int = 200) -> requests.Response:
        answer = self.browser.get(f"{self.address}{path}", timeout=60)
        assert answer.status_code == status, (path, answer.status_code)
        return answer

    def post(self, path: str, fields: dict[str, str]) -> requests.Response:
        """The form of a page, with its hidden fields, as a browser sends it."""
        hidden = self.page(path).select(
            "main input[type=hidden], form input[type=hidden]"
        )
        sent = {row["name"]: row.get("value", "") for row in hidden} | fields
        url = f"{self.address}{path}"
        headers = {"Origin": self.address, "Referer": url}
        return self.browser.post(url, sent, headers=headers, timeout=60)

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.get(path).text, "html.parser")

    def sign_in(self, name: str, password: str) -> requests.Response:
        self.browser = requests.Session()
        fields = {"username": name, "password": password}
        return self.post("/admin/login/", fields)

    def code(self) -> str:
        return f"{totp(bytes.fromhex(self.known['totp_key'])):06}"


def restore(url: str) -> None:
    programs = postgres.find_programs()
    assert programs, postgres.MISSING
    subprocess.run(
        [programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, url],
        input=gzip.decompress(DUMP.read_bytes()),
        check=True,
    )


@contextmanager
def upgraded(folder: Path, database: str) -> Iterator[Upgraded]:
    known = json.loads(KNOWN.read_text())
    server = os.environ["DATABASE_URL"]
    url = sample.at(server, database)
    environment = os.environ | {
        # Its catalogues and styles need no further step; passwords are the real ones.
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.dev",
        "DATABASE_URL": url,
        "PSEUDONYM_KEY": PSEUDONYM_KEY,
        "SECOND_FACTOR_REQUIRED": "1",
        "VAR_DIR": str(folder),
    }
    (folder / "locale").symlink_to(BASE_DIR / "var/locale")
    for name, content in known["files"].items():
        path = folder / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    with sample.alone(server) as connection:
        sample.run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        sample.run(connection, "CREATE DATABASE {}", database)
    try:
        restore(url)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=BASE_DIR,
            env=environment,
            check=True,
        )
        with beside(environment) as deeds:
            found = Upgraded(known, deeds)
            for command in COMMANDS:
                found.said[" ".join(command)] = deeds.run(RUN.format(command))
            found.rows, found.states = json.loads(deeds.run(COUNT))
            log = folder / "web.log"
            with web.site(environment, log, workers=1) as found.address:
                yield found
    finally:
        sample.drop(server, database)
