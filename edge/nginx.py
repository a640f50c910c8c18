"""The file of nginx, with what this site's settings say in the places of examples."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

FILE = Path("deploy/nginx/openheritage.conf")

HOST = "example.org"
APPLICATION = "127.0.0.1:8000"
VAR_DIR = "/srv/openheritage/var"
CERTIFICATE = f"/etc/letsencrypt/live/{HOST}/fullchain.pem"
KEY = f"/etc/letsencrypt/live/{HOST}/privkey.pem"
CACHE = "/var/cache/openheritage"
LOGS = "/var/log/nginx"
ACME = "/var/www/acme"
HTTP, HTTPS = 80, 443
# Where the back door is, and the networks from which it forgets pages.
DOOR = "127.0.0.1:8001"
ALLOWED = "127.0.0.1"
# Whose examples name the host of the example.
OURS = (CERTIFICATE, KEY)


def hsts() -> str:
    words = f"max-age={settings.SECURE_HSTS_SECONDS}"
    if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS:
        words += "; includeSubDomains"
    if settings.SECURE_HSTS_PRELOAD:
        words += "; preload"
    return words if settings.SECURE_HSTS_SECONDS else ""


def lane(text: str, name: str, connections: int) -> str:
    return re.sub(
        rf"(upstream oh_{name} .*max_conns=)\d+", rf"\g<1>{connections}", text
    )


def of_each(text: str, application: str) -> str:
    """In each lane a server of each address: the next is asked where one does not
    answer."""

    def servers(match: re.Match[str]) -> str:
        addresses = map(str.strip, application.split(","))
        return " ".join(f"server {address}{match[1]};" for address in addresses)

    return re.sub(rf"server {re.escape(application)}( max_conns=\d+);", servers, text)


def opened(text: str, door: str, networks: str) -> str:
    """The back door, for workers on other machines as well, and for nobody else."""
    names = dict.fromkeys([ALLOWED, *map(str.strip, networks.split(","))])
    known = "".join(f"  {name} 1;\n" for name in names)
    allowed = " ".join(f"allow {name};" for name in names)
    text = text.replace(f"allow {ALLOWED};", allowed)
    text = text.replace(
        f"listen {door};",
        f'listen {door};\n  if ($oh_is_ours = "") {{ return 444; }}',
    )
    return f'geo $oh_is_ours {{\n  default "";\n{known}}}\n{text}'


def render(
    *,
    application: str = APPLICATION,
    certificate: str = CERTIFICATE,
    key: str = KEY,
    cache: str = CACHE,
    logs: str = LOGS,
    acme: str = ACME,
    http: int = HTTP,
    https: int = HTTPS,
    door: str = DOOR,
    allowed: str = ALLOWED,
    lanes: Mapping[str, int] | None = None,
) -> str:
    """``application``: where it listens; of several machines, with commas between.
    ``door``: where the back door is; ``allowed``: networks, by commas too,
    that may use it beside this machine."""
    text = (settings.BASE_DIR / FILE).read_text("utf-8")
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or HOST
    # Before the host, which those of the certificate hold; what takes their places may
    # hold it as well, and is put in last.
    last: dict[str, str] = {}
    for old, new in (
        (CERTIFICATE, certificate),
        (KEY, key),
        (VAR_DIR, str(settings.VAR_DIR)),
        (CACHE, cache),
        (LOGS, logs),
        (ACME, acme),
        (APPLICATION, application),
        ("/admin/ {", f"{settings.ADMIN_PREFIX} {{"),
        ("^/(admin/", f"^/({settings.ADMIN_PREFIX.strip('/')}/"),
    ):
        if old not in text:
            raise ValueError(f"{FILE} has no {old}.")
        mark = f"\0{len(last)}\0"
        text, last[mark] = text.replace(old, mark), new
    text = re.sub(r'(\$oh_hsts \{ "" )"[^"]*"', rf'\g<1>"{hsts()}"', text)
    text = re.sub(r"(listen (?:\[::\]:)?)80\b", rf"\g<1>{http}", text)
    text = re.sub(r"(listen (?:\[::\]:)?)443\b", rf"\g<1>{https}", text)
    text = text.replace(f"listen {DOOR};", f"listen {door};")
    if allowed != ALLOWED:
        text = opened(text, door, allowed)
    text = text.replace("https://127.0.0.1:443", f"https://127.0.0.1:{https}")
    for name, connections in (lanes or {}).items():
        text = lane(text, name, connections)
    text = text.replace(HOST, host)
    for mark, new in last.items():
        text = text.replace(mark, new.replace(HOST, host) if new in OURS else new)
    return of_each(text, application)
