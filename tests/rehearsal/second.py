"""After the walk: a second web and a second worker beside the first, as on a machine of
its own, which shares the database and no folder that the site writes to."""

from collections.abc import Callable
from functools import partial

from . import screens
from .machine import HOST, FailedError, Machine

SIGNER, SIGNED = "direktorin@archive.example", "Archiv der Zweiten"
# The units of deploy/, at another port and with another disk.
START = """
install -d -o openheritage -g openheritage -m 755 /srv/second
cp -a /srv/openheritage/var/static /srv/openheritage/var/locale /srv/second/
cd /etc/systemd/system
for unit in web.socket web.service worker.service; do
  sed -e 's|openheritage-web.socket|openheritage-web2.socket|' \
    -e 's|127.0.0.1:8000|127.0.0.1:8002|' \
    -e 's|^ReadWritePaths=.*|ReadWritePaths=/srv/second|' \
    -e 's|^User=.*|&\\nEnvironment=VAR_DIR=/srv/second|' \
    "openheritage-$unit" >"openheritage-${unit/./2.}"
done
systemctl daemon-reload
systemctl enable --now openheritage-web2.socket openheritage-web2 openheritage-worker2
openheritage nginx --application 127.0.0.1:8000,127.0.0.1:8002 --acme /var/www/html \
  >/etc/nginx/sites-available/openheritage
nginx -t
systemctl reload nginx
"""


def sign_once(machine: Machine, signer: screens.Browser) -> None:
    mailbox = screens.Mailbox(machine.mails_to)
    screens.sign(signer, SIGNED, SIGNER, mailbox)
    texts = machine.mails_to(SIGNER)
    if len({*texts}) < len(texts):
        raise FailedError(f"A mail came twice to {SIGNER}.")


def read_without(machine: Machine, reader: screens.Browser, unit: str) -> None:
    """Every page, the first time, while one of the two is gone."""
    machine.type(f"systemctl stop {unit}")
    for number in range(10):
        reader.open(f"/fr/signatories/?page=1&n={number}")
    machine.type(f"systemctl start {unit}")


def steps(machine: Machine) -> list[tuple[str, Callable[[], object]]]:
    site = f"https://{HOST}"
    browser = screens.Browser(site, machine.ports["https"], machine.authority)
    return [
        (
            "a second web and worker, with a disk of their own",
            partial(machine.type, START),
        ),
        (
            "somebody signs at both, and is mailed once",
            partial(sign_once, machine, browser),
        ),
        (
            "the first stops, and readers see nothing of it",
            partial(read_without, machine, browser, "openheritage-web"),
        ),
        (
            "the second stops, and neither do they",
            partial(read_without, machine, browser, "openheritage-web2"),
        ),
    ]
