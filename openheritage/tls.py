"""The certificate that nginx shows in a container: made here, or given.

    python -m openheritage.tls make /etc/openheritage
    cat fullchain.pem privkey.pem | python -m openheritage.tls take /etc/openheritage

``make`` has an authority of its own sign one for the host of ``BASE_URL``, so that the
site can be tried at once; browsers warn of it until they are told of the authority. It
makes another one when that is for another host, or ends within a month. One that was
given it leaves alone. ``tls/current`` names the folder of the pair that holds, so that
certificate and key change in one step.
"""

import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .keys import alone, write

# Browsers take none that is valid for longer.
DAYS = 397
YEARS_OF_AUTHORITY = 10
# Days before its end.
RENEWED = 30
# Clocks differ.
SLACK = timedelta(hours=1)
# In the folder of a pair that was made here.
OURS = "made-here"

Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


class RefusedError(Exception):
    """It cannot be used; the text says why."""


def pem(key: ec.EllipticCurvePrivateKey) -> str:
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.private_bytes(*form).decode()


def builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + timedelta(days=days))
    )


def authority(folder: Path) -> Pair:
    """The one of before, or a new one. Its key is for this alone."""
    path = folder / "authority/authority.pem"
    if path.exists():
        text = path.read_bytes()
        key = load_pem_private_key(text, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise RefusedError(f"{path} is none of ours. Remove it for another one.")
        return x509.load_pem_x509_certificate(text), key
    key = ec.generate_private_key(ec.SECP256R1())
    # Told from those of other machines, where a browser lists what it trusts.
    name = f"Open Heritage, made on {datetime.now(UTC):%Y-%m-%d at %H:%M:%S}"
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        builder(name, name, key, 365 * YEARS_OF_AUTHORITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(own, critical=False)
        .sign(key, hashes.SHA256())
    )
    own_words = certificate.public_bytes(Encoding.PEM).decode()
    write(path, own_words + pem(key), 0o400)
    return certificate, key


def names(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def signed(host: str, signer: Pair) -> Pair:
    issuer, signing_key = signer
    key = ec.generate_private_key(ec.SECP256R1())
    (named,) = issuer.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())  # type: ignore[arg-type]  # ours are of this kind
    serves = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = (
        builder(host, str(named.value), key, DAYS)
        .add_extension(x509.SubjectAlternativeName([names(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(serves, critical=False)
        .add_extension(above, critical=False)
        .sign(signing_key, hashes.SHA256())
    )
    return certificate, key


def put(folder: Path, chain: str, key: str, *, made: bool) -> None:
    """Into a new folder, to which ``current`` leads from then on."""
    tls = folder / "tls"
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    write(tls / name / "privkey.pem", key, 0o400)
    write(tls / name / "fullchain.pem", chain, 0o444)
    if made:
        write(tls / name / OURS, "", 0o444)
    before = (tls / "current").resolve().name
    link = tls / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(tls / "current")
    # nginx may be about to read the one of before; what is older nobody wants.
    for old in tls.glob("2*T*"):
        if old.name not in (before, name):
            shutil.rmtree(old)


def current(folder: Path) -> x509.Certificate | None:
    try:
        text = (folder / "tls/current/fullchain.pem").read_bytes()
    except FileNotFoundError:
        return None
    return x509.load_pem_x509_certificate(text)


def left(certificate: x509.Certificate) -> timedelta:
    return certificate.not_valid_after_utc - datetime.now(UTC)


def is_for(certificate: x509.Certificate, host: str) -> bool:
    kind = x509.SubjectAlternativeName
    try:
        found = certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return False
    domain = host.partition(".")[2]
    return names(host) in found or f"*.{domain}" in found.get_values_for_type(
        x509.DNSName
    )


def make(folder: Path, host: str) -> str:
    """What was done, in a sentence."""
    (folder / "tls").mkdir(parents=True, exist_ok=True)
    with alone(folder / "tls"):
        found = current(folder)
        if found and not (folder / "tls/current" / OURS).exists():
            days = max(0, left(found).days)
            return f"A certificate was given; it ends in {days} days."
        if found and is_for(found, host) and left(found) > timedelta(days=RENEWED):
            return "The certificate that was made here holds."
        issuer = authority(folder)
        certificate, key = signed(host, issuer)
        above, own = (
            each.public_bytes(Encoding.PEM).decode()
            for each in (issuer[0], certificate)
        )
        write(folder / "tls/authority.pem", above, 0o444)
        put(folder, own + above, pem(key), made=True)
    return f"A certificate was made for {host}; nobody trusts it yet."


def take(folder: Path, given: bytes, host: str) -> str:
    """Raises ``RefusedError``; what held before holds on then."""
    try:
        chain = x509.load_pem_x509_certificates(given)
        key = load_pem_private_key(given, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RefusedError(
            "Give a certificate with its chain, and its key without a password, as PEM."
        ) from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if chain[0].public_key().public_bytes(*form) != key.public_key().public_bytes(
        *form
    ):
        raise RefusedError("The key does not belong to the first certificate.")
    if left(chain[0]) <= timedelta():
        raise RefusedError("The certificate has ended.")
    if not is_for(chain[0], host):
        raise RefusedError(f"The certificate is not for {host}.")
    text = "".join(each.public_bytes(Encoding.PEM).decode() for each in chain)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tls").mkdir(parents=True, exist_ok=True)
    with alone(folder / "tls"):
        put(folder, text, private.decode(), made=False)
    return f"Taken; it ends in {left(chain[0]).days} days. Now: nginx -s reload"


def main(arguments: list[str]) -> None:
    what, folder = arguments
    host = urlsplit(os.environ.get("BASE_URL", "")).hostname
    if not host:
        sys.exit("Set the BASE_URL environment variable: https://…")
    try:
        if what == "make":
            said = make(Path(folder), host)
        else:
            said = take(Path(folder), sys.stdin.buffer.read(), host)
    except RefusedError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename} cannot be written ({error.strerror}).")
    sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
