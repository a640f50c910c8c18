"""nginx with the site's own file, on free ports, with an authority of its own."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from .postgres import free_port

PROGRAM = "/usr/sbin/nginx"
MODULES = Path("/usr/lib/nginx/modules")
# As Debian loads them.
LOADED = (
    "ngx_http_brotli_filter_module.so",
    "ngx_http_brotli_static_module.so",
    "ngx_http_cache_purge_module.so",
)

# What /etc/nginx/nginx.conf is on Debian, in a folder of our own.
MAIN = """
{modules}
daemon off;
# By which tests move its clock.
env FAKETIME;
worker_processes 2;
worker_rlimit_nofile 8192;
pid {folder}/nginx.pid;
error_log {folder}/main.error.log;
events {{ worker_connections 2048; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  sendfile on;
  tcp_nopush on;
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include {folder}/openheritage.conf;
}}
"""


class Site(Protocol):
    folder: Path
    url: str
    # Where other machines serve it.
    others: list[str]
    environment: Mapping[str, str]

    def manage(self, *command: str) -> str: ...


def bare(url: str) -> str:
    return url.removeprefix("http://")


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def certificates(folder: Path, *hosts: str) -> tuple[Path, Path, Path]:
    """``(authority, certificate, key)``, for ten years on either side of today: tests
    run on other days too."""
    now = datetime.now(UTC)
    begin, end = now - timedelta(days=3650), now + timedelta(days=3650)
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _one in range(2))
    authority = (
        x509.CertificateBuilder()
        .subject_name(name("Authority of the tests"))
        .issuer_name(name("Authority of the tests"))
        .public_key(root.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root, hashes.SHA256())
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name(hosts[0]))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]),
            critical=False,
        )
        .sign(root, hashes.SHA256())
    )
    paths = folder / "authority.pem", folder / "fullchain.pem", folder / "privkey.pem"
    paths[0].write_bytes(authority.public_bytes(Encoding.PEM))
    paths[1].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[2].write_bytes(
        own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return paths


def write_main(folder: Path) -> Path:
    modules = "\n".join(f"load_module {MODULES / module};" for module in LOADED)
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, modules=modules))
    return main


def command(main: Path) -> list[str]:
    return [PROGRAM, "-p", str(main.parent), "-c", str(main)]


def prepare(site: Site) -> tuple[list[str], str, str]:
    """How it is started, where visitors knock, and its back door."""
    folder = site.folder / "nginx"
    folder.mkdir(exist_ok=True)
    host = site.environment["BASE_URL"].removeprefix("https://").partition(":")[0]
    _authority, certificate, key = certificates(folder, host)
    http, https, door = free_port(), free_port(), free_port()
    text = site.manage(
        *("nginx", "--application", ",".join(map(bare, [site.url, *site.others]))),
        *("--certificate", str(certificate), "--key", str(key)),
        *("--cache", str(folder / "kept"), "--logs", str(folder)),
        *("--acme", str(folder / "acme")),
        *("--http", str(http), "--https", str(https), "--door", str(door)),
    )
    (folder / "openheritage.conf").write_text(text)
    (folder / "ports").write_text(f"{http} {https} {door}")
    main = write_main(folder)
    return command(main), f"https://127.0.0.1:{https}", f"http://127.0.0.1:{door}"
