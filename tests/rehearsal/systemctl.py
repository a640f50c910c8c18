"""systemctl, where there is no systemd: runs the very lines of the unit files.

It knows what our units and their neighbours need: Exec lines, users, environment files,
sockets that are handed over, READY=1, reload and stop. It does not fence a service in.
"""

import grp
import json
import os
import pwd
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(os.environ["REHEARSAL_ROOT"])
UNITS = ROOT / "etc/systemd/system"
STATE = ROOT / "run/units.json"
# What a service gets of the environment in which the command was typed.
KEPT = ("PATH", "PGHOST", "PGPORT", "SSL_CERT_FILE", "LANG")
READY_SECONDS = 120


def fail(words: str) -> None:
    sys.exit(f"systemctl: {words}")


class Unit:
    def __init__(self, name: str) -> None:
        self.name = name if "." in name else f"{name}.service"
        path = UNITS / self.name
        if not path.exists():
            fail(f"there is no {self.name}")
        self.lines: dict[str, list[str]] = {}
        for line in path.read_text().splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.lstrip().startswith(("#", ";")):
                self.lines.setdefault(key.strip(), []).append(value.strip())

    def get(self, key: str, default: str = "") -> str:
        return self.lines.get(key, [default])[-1]

    def variables(self) -> dict[str, str]:
        found = {name: os.environ[name] for name in KEPT if name in os.environ}
        for line in self.lines.get("Environment", []):
            found |= dict(word.split("=", 1) for word in shlex.split(line))
        for name in self.lines.get("EnvironmentFile", []):
            path = Path(name.removeprefix("-"))
            for line in path.read_text().splitlines():
                key, equals, value = line.partition("=")
                if equals and not line.startswith("#"):
                    found[key.strip()] = value.strip().strip("\"'")
        return found

    def command(self, line: str, variables: dict[str, str]) -> list[str]:
        def value(match: re.Match[str]) -> str:
            return variables.get(match[1] or match[2], "")

        words = shlex.split(line.lstrip("-+!@"))
        return [re.sub(r"\$\{(\w+)\}|^\$(\w+)$", value, word) for word in words]

    def account(self) -> dict:
        if os.geteuid() != 0:
            return {}
        user = pwd.getpwnam(self.get("User", "root"))
        group = self.get("Group")
        number = grp.getgrnam(group).gr_gid if group else user.pw_gid
        return {"user": user.pw_uid, "group": number, "extra_groups": [number]}

    def log(self) -> Path:
        return ROOT / f"var/log/{self.name}.log"


def listener_of(unit: Unit) -> socket.socket | None:
    path = UNITS / f"{unit.name.removesuffix('.service')}.socket"
    if not path.exists() or path.name not in unit.get("Requires").split():
        return None
    text = Unit(path.name).get("ListenStream")
    host, _colon, port = text.rpartition(":")
    listener = socket.create_server((host.strip("[]"), int(port)), backlog=256)
    listener.set_inheritable(True)
    return listener


def start(unit: Unit, state: dict[str, int]) -> None:
    if unit.name.endswith((".socket", ".timer")):
        other = unit.name.rsplit(".", 1)[0] + ".service"
        if not (UNITS / other).exists():
            fail(f"{unit.name} has no {other}")
        return
    if is_active(unit, state):
        return
    variables = unit.variables()
    kind = unit.get("Type", "simple")
    command = unit.command(unit.get("ExecStart"), variables)
    if kind == "oneshot":
        done = run(unit, command, variables)
        if done:
            fail(f"{unit.name} ended with {done}:\n{unit.log().read_text()}")
        return
    listener = listener_of(unit)
    teller = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    if kind == "notify":
        place = ROOT / f"run/{unit.name}.notify"
        place.unlink(missing_ok=True)
        teller.bind(str(place))
        place.chmod(0o777)
        variables["NOTIFY_SOCKET"] = str(place)
    if listener:
        variables["LISTEN_FDS"] = "1"
        command = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *command]

    def hand_over() -> None:
        if listener:
            os.dup2(listener.fileno(), 3)

    with unit.log().open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=unit.get("WorkingDirectory", "/"),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            close_fds=False,
            preexec_fn=hand_over,  # noqa: PLW1509 - no thread runs here
            **unit.account(),
        )
    state[unit.name] = process.pid
    wait_until_ready(unit, process, teller, kind)


def wait_until_ready(
    unit: Unit, process: subprocess.Popen, teller: socket.socket, kind: str
) -> None:
    end = time.monotonic() + READY_SECONDS
    teller.settimeout(0.2)
    while time.monotonic() < end:
        if process.poll() is not None:
            fail(f"{unit.name} ended by itself:\n{unit.log().read_text()}")
        if kind != "notify":
            # It has not ended at once; whoever needs it asks until it answers.
            time.sleep(0.5)
            return
        with suppress(TimeoutError):
            if b"READY=1" in teller.recv(4096):
                return
    fail(f"{unit.name} is not ready:\n{unit.log().read_text()}")


def run(unit: Unit, command: list[str], variables: dict[str, str]) -> int:
    with unit.log().open("ab") as output:
        return subprocess.run(
            command,
            cwd=unit.get("WorkingDirectory", "/"),
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **unit.account(),
        ).returncode


def is_active(unit: Unit, state: dict[str, int]) -> bool:
    pid = state.get(unit.name, 0)
    if not pid:
        return False
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return words[0] != "Z"


def stop(unit: Unit, state: dict[str, int]) -> None:
    pid = state.get(unit.name, 0)
    if not is_active(unit, state):
        state.pop(unit.name, None)
        return
    number = getattr(signal, unit.get("KillSignal", "SIGTERM"))
    os.kill(pid, number)
    seconds = int(unit.get("TimeoutStopSec", "45").removesuffix("s"))
    end = time.monotonic() + seconds
    while is_active(unit, state) and time.monotonic() < end:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    state.pop(unit.name)


def reload(unit: Unit, state: dict[str, int]) -> None:
    if not is_active(unit, state):
        fail(f"{unit.name} is not active")
    variables = unit.variables() | {"MAINPID": str(state[unit.name])}
    if done := run(unit, unit.command(unit.get("ExecReload"), variables), variables):
        fail(f"{unit.name} did not reload ({done}):\n{unit.log().read_text()}")


def main(arguments: list[str]) -> None:
    words = [word for word in arguments if not word.startswith("-")]
    verb, names = words[0], words[1:]
    state = json.loads(STATE.read_text()) if STATE.exists() else {}
    if verb == "daemon-reload":
        return
    if "systemd-journald" in names:
        names.remove("systemd-journald")
    if verb == "stop-all":
        names = [*reversed(state)]
        verb = "stop"
    try:
        for unit in map(Unit, names):
            if verb in ("start", "restart", "enable"):
                if verb == "restart":
                    stop(unit, state)
                if verb != "enable" or "--now" in arguments:
                    start(unit, state)
            elif verb == "stop":
                stop(unit, state)
            elif verb == "reload":
                reload(unit, state)
            elif verb == "is-active":
                sys.exit(0 if is_active(unit, state) else 3)
            else:
                fail(f"{verb} is not known here")
    finally:
        STATE.write_text(json.dumps(state))


if __name__ == "__main__":
    main(sys.argv[1:])
