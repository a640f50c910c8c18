"""A machine to type the walk on: folders, ports, servers and names of its own.

What stands for this machine's is all in ``swap`` and ``stand_ins``; nothing else of
the walk is changed.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from tests.services.nginx import certificates
from tests.services.postgres import find_programs, free_port
from tests.services.smtp import MailServer
from tests.services.web import BASE_DIR

HOST = "heritage.example.org"
ACCOUNT = "openheritage"
MAIL = "smtp+tls://user:password@mail.example.org:587"
FOLDERS = (
    "etc/logrotate.d",
    "etc/systemd/system",
    "etc/postgresql/15/main/conf.d",
    "etc/nginx/conf.d",
    "etc/nginx/sites-available",
    "etc/nginx/sites-enabled",
    f"etc/letsencrypt/live/{HOST}",
    "run",
    "srv",
    "stand-ins",
    "usr/local/bin",
    "var/backups",
    "var/cache/nginx",
    "var/lib",
    "var/log/nginx",
    "var/www/html",
)
NEEDED = (
    *("git", "nginx", "openssl", "curl", "logrotate", "redis-server"),
    *("runuser", "useradd"),
)


class MissingError(Exception):
    """What the rehearsal needs and does not find, in a sentence."""


class FailedError(Exception):
    """A step did not do what the document says."""


def insist() -> Path:
    """The folder of PostgreSQL's programs."""
    if os.geteuid() != 0:
        raise MissingError(
            "It needs root, as the walk does: it makes an account for its time."
        )
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = [name for name in NEEDED if not shutil.which(name, path=path)]
    programs = find_programs()
    if missing or programs is None:
        names = ", ".join([*missing, *([] if programs else ["postgresql"])])
        raise MissingError(f"These are missing: {names}. .ci/run installs all of them.")
    return programs


class Machine:
    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.root = Path(tempfile.mkdtemp(prefix="openheritage-rehearsal-"))
        self.root.chmod(0o755)
        for name in FOLDERS:
            (self.root / name).mkdir(parents=True)
        names = ("web", "second", "door", "http", "https", "redis", "postgres")
        self.ports: dict[str, int] = {}
        while len({*self.ports.values()}) < len(names):
            self.ports = {name: free_port() for name in names}
        self.mail = MailServer()
        self.made_account = False
        self.authority, certificate, key = certificates(self.root / "etc", HOST)
        live = self.root / f"etc/letsencrypt/live/{HOST}"
        self.issued = {"fullchain.pem": certificate, "privkey.pem": key}
        self.live = live
        self.output = ""

    # What is put in the place of what -----------------------------------------------

    def swap(self, text: str) -> str:
        """The text with what is this rehearsal's in the place of the machine's."""
        pairs = {
            "ADDRESS_OF_THE_REPOSITORY": str(self.root / "origin.git"),
            MAIL: f"smtp://127.0.0.1:{self.mail.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['web']}",
            "127.0.0.1:8001": f"127.0.0.1:{self.ports['door']}",
            "127.0.0.1:8002": f"127.0.0.1:{self.ports['second']}",
            "127.0.0.1:6379": f"127.0.0.1:{self.ports['redis']}",
            # Nobody is to be asked whether made-up domains take mail.
            "#DNS_RESOLVER=system": "DNS_RESOLVER=",
            "openheritage nginx ": f"openheritage nginx {self.nginx_options()} ",
        }
        for old, new in pairs.items():
            text = text.replace(old, new)
        folders = r"(?<![\w./~-])/(srv|etc|var|usr/local)(?=/)"
        return re.sub(folders, rf"{self.root}/\1", text)

    def nginx_options(self) -> str:
        options = {
            "application": f"127.0.0.1:{self.ports['web']}",
            "certificate": "/etc/letsencrypt/live/heritage.example.org/fullchain.pem",
            "key": "/etc/letsencrypt/live/heritage.example.org/privkey.pem",
            "cache": "/var/cache/openheritage",
            "logs": "/var/log/nginx",
            "http": self.ports["http"],
            "https": self.ports["https"],
            "door": self.ports["door"],
        }
        return " ".join(f"--{name} {value}" for name, value in options.items())

    def stand_ins(self) -> dict[str, str]:
        """Programs that would change this machine, or ask somebody outside."""
        live = self.live
        files = " ".join(
            map(str, (self.issued["fullchain.pem"], self.issued["privkey.pem"]))
        )
        return {
            # Whatever the document has installed must be here already.
            "apt-get": (
                '[ "$1" = install ] || exit 0; shift\n'
                'for name in "$@"; do case $name in -*) ;; certbot) ;;\n'
                '*) dpkg -s "$name" >/dev/null 2>&1 || '
                '{ echo "not installed: $name"; exit 1; };; esac; done'
            ),
            "certbot": f"install -m 600 {files} {live}/",
            "nginx": f'exec /usr/sbin/nginx -c {self.root}/etc/nginx/nginx.conf "$@"',
            # Debian's way to tell it that its logs have other names now.
            "invoke-rc.d": '[ "$*" = "nginx rotate" ] && exec nginx -s reopen',
            "systemctl": (
                f"cd {BASE_DIR}; "
                f'exec {sys.executable} -m tests.rehearsal.systemctl "$@"'
            ),
        }

    # How it is made ---------------------------------------------------------------

    def make(self) -> None:
        for name, text in self.stand_ins().items():
            path = self.root / "stand-ins" / name
            path.write_text(f"#!/bin/bash\n{text}\n")
            path.chmod(0o755)
        self.write_curlrc()
        self.write_units()
        self.write_nginx()
        self.make_postgres()
        self.make_origin()
        try:
            pwd.getpwnam(ACCOUNT)
        except KeyError:
            self.made_account = True

    def write_curlrc(self) -> None:
        port = self.ports
        (self.root / ".curlrc").write_text(
            f'cacert = "{self.authority}"\n'
            f'connect-to = "{HOST}:443:127.0.0.1:{port["https"]}"\n'
            f'connect-to = "{HOST}:80:127.0.0.1:{port["http"]}"\n'
        )

    def write_units(self) -> None:
        root, port = self.root, self.ports
        units = {
            "postgresql": (
                "Type=notify\nUser=postgres\nKillSignal=SIGINT\n"
                f"ExecStart={self.programs}/postgres -D {root}/postgres "
                f"-p {port['postgres']} -k {root}/run -c listen_addresses=127.0.0.1 "
                "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            ),
            "redis-server": (
                f"ExecStart=/usr/bin/redis-server --port {port['redis']} "
                f"--bind 127.0.0.1 --save '' --appendonly no --dir {root}/run"
            ),
            "nginx": (
                f"ExecStart=/usr/sbin/nginx -c {root}/etc/nginx/nginx.conf "
                "-g 'daemon off;'\nExecReload=/bin/kill -HUP $MAINPID\n"
                "KillSignal=SIGQUIT\nTimeoutStopSec=5"
            ),
        }
        for name, lines in units.items():
            path = root / f"etc/systemd/system/{name}.service"
            path.write_text(f"[Service]\n{lines}\n")

    def write_nginx(self) -> None:
        """Debian's file, with folders of ours."""
        root = self.root
        text = Path("/etc/nginx/nginx.conf").read_text()
        for old in ("/var/log/nginx", "/etc/nginx/conf.d", "/etc/nginx/sites-enabled"):
            text = text.replace(old, f"{root}{old}")
        text = text.replace("/run/nginx.pid", f"{root}/run/nginx.pid")
        (root / "etc/nginx/nginx.conf").write_text(text)
        temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        (root / "etc/nginx/conf.d/folders.conf").write_text(
            "".join(
                f"{name}_temp_path {root}/var/cache/nginx/{name};\n"
                for name in temporary
            )
        )

        rule = Path("/etc/logrotate.d/nginx").read_text()
        rule = rule.replace("/var/log/nginx", f"{root}/var/log/nginx")
        (root / "etc/logrotate.d/nginx").write_text(rule)

    def make_postgres(self) -> None:
        data = self.root / "postgres"
        data.mkdir()
        for folder in (data, self.root / "run"):
            shutil.chown(folder, "postgres", "postgres")
            folder.chmod(0o755)
        self.run(
            *("runuser", "-u", "postgres", "--", f"{self.programs}/initdb"),
            *("--pgdata", str(data), "--auth-local=peer", "--auth-host=scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(f"include_dir = '{self.root}/etc/postgresql/15/main/conf.d'\n")

    def make_origin(self) -> None:
        """The repository as it is committed, on a branch whatever is checked out."""
        origin = self.root / "origin.git"
        self.run(
            "git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin)
        )
        self.run("git", "-C", str(origin), "config", "receive.shallowUpdate", "true")
        self.run(
            *("git", "-C", str(BASE_DIR), "-c", f"safe.directory={BASE_DIR}"),
            *("push", "--quiet", str(origin), "HEAD:refs/heads/main"),
        )

    def run(self, *command: str, **variables: str) -> None:
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment() | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise FailedError(f"{' '.join(command)}\n{done.stdout}")

    def environment(self) -> dict[str, str]:
        ours = f"{self.root}/stand-ins:{self.root}/usr/local/bin"
        kept = {
            name: text
            for name, text in os.environ.items()
            # Where packages come from, and through what.
            if name.startswith(("PIP_", "SSL_CERT", "REQUESTS_"))
            or name.lower().endswith("_proxy")
        }
        return kept | {
            "HOME": os.environ.get("HOME", "/root"),
            "LANG": "C.UTF-8",
            "PATH": f"{ours}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
            "REHEARSAL_ROOT": str(self.root),
            "OPENHERITAGE_ENV": f"{self.root}/etc/openheritage.env",
            "CURL_HOME": str(self.root),
            "PGHOST": f"{self.root}/run",
            "PGPORT": str(self.ports["postgres"]),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
        }

    # How it is used ---------------------------------------------------------------

    def type(self, commands: str) -> str:
        """What a block prints. What is copied from ``deploy/`` is swapped as well."""
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", self.swap(commands)],
            cwd="/",
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.output += done.stdout
        if done.returncode:
            raise FailedError(done.stdout[-6000:] + self.logs())
        self.swap_files()
        return done.stdout

    def swap_files(self) -> None:
        """In the clone, once: all that the walk copies from there names folders."""
        mark = self.root / "run/swapped"
        deploy = self.root / "srv/openheritage/deploy"
        if mark.exists() or not deploy.exists():
            return
        for path in deploy.glob("openheritage*"):
            path.write_text(self.swap(path.read_text()))
        mark.touch()

    def mails_to(self, address: str) -> list[str]:
        return [
            text_of(delivery.message)
            for delivery in self.mail.deliveries
            if address in delivery.recipients
        ]

    def logs(self) -> str:
        found = ""
        for path in sorted((self.root / "var/log").rglob("*.log")):
            lines = path.read_text(errors="replace").splitlines()[-15:]
            if lines:
                found += f"\n--- {path.name}\n" + "\n".join(lines)
        return found

    def remove(self) -> None:
        subprocess.run(
            [self.root / "stand-ins/systemctl", "stop-all"],
            env=self.environment(),
            check=False,
        )
        if self.made_account:
            subprocess.run(
                ["userdel", ACCOUNT],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        shutil.rmtree(self.root, ignore_errors=True)


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return body.get_content() if body else ""
