"""The units of ``deploy/``, run as systemd would, without systemd."""

import shlex
import sys
from configparser import ConfigParser
from pathlib import Path

from tests.services.web import BASE_DIR

HOME = "/srv/openheritage"


class Unit(ConfigParser):
    """A key may come again; the last one stands, which is enough for ours."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, interpolation=None, comment_prefixes="#")
        self.optionxform = str
        self.read_string(Path(BASE_DIR / "deploy" / name).read_text())

    def command(self, key: str) -> list[str]:
        words = shlex.split(self["Service"][key])
        return [
            sys.executable
            if word == f"{HOME}/.venv/bin/python"
            else word.replace(HOME, str(BASE_DIR))
            for word in words
        ]


def with_socket(command: list[str], descriptor: int) -> list[str]:
    """As systemd hands over a socket that it listens at (sd_listen_fds(3))."""
    hand_over = f'exec 3<&{descriptor}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
    return ["bash", "-c", hand_over, "bash", *command]
