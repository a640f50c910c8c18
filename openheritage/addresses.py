"""Mail addresses and domains: their one spelling, and the hash that stands for them.

What an address is, how long it may be and how a domain is written in DNS says
email-validator; which mailboxes are one and which domains are shared say the tables
here. Nothing here logs, stores or repeats an address, not even in an error.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from unicodedata import normalize
from urllib.parse import urlsplit

from disposable_email_domains import blocklist
from email_validator import ValidatedEmail, validate_email

from .pseudonyms import key
from .text import folded

# Longer than any address may be, shorter than what would take time.
MAX_LENGTH = 400
# In bytes; email-validator counts characters.
MAX_LOCAL = 64

# What a mail program copies with a name before it.
NAMED = re.compile(r"[^<>@]*<([^<>]+)>")
# Between two addresses.
PARTS = re.compile(r"[\s,;/|]+")
# RFC 5322's atoms; what is quoted is used by nobody, and refused by many.
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"{ATOM}(?:\.{ATOM})*", re.IGNORECASE)

# Providers that deliver every spelling with dots to one mailbox:
# https://support.google.com/mail/answer/7436150
IGNORE_DOTS = {"gmail.com"}
# … and every address with a tag behind a plus sign:
# https://support.google.com/mail/answer/22370 (Gmail)
# https://office-watch.com/2022/email-plus-addresses-how-to-use-them/ (Outlook.com)
# https://www.fastmail.help/hc/en-us/articles/360060591053 (Fastmail)
# https://proton.me/support/addresses-and-aliases (Proton)
# https://en.wikipedia.org/wiki/Email_address#Sub-addressing (iCloud, Runbox)
IGNORE_TAGS = {
    *("gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com"),
    *("hotmail.co.uk", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it"),
    *("live.co.uk", "live.de", "live.fr", "live.it", "live.nl"),
    *("outlook.de", "outlook.es", "outlook.fr", "outlook.it", "outlook.com.br"),
    *("fastmail.com", "fastmail.fm", "proton.me", "protonmail.com", "protonmail.ch"),
    *("pm.me", "icloud.com", "me.com", "mac.com", "runbox.com"),
}
# https://support.google.com/mail/answer/10313
SAME_AS = {"googlemail.com": "gmail.com"}
# So many people share these that nobody is responsible for the domain.
WEBMAIL = IGNORE_TAGS | {
    *("yahoo.com", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com.br"),
    *("yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "ymail.com", "aol.com"),
    *("gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.fr", "gmx.net", "web.de"),
    *("t-online.de", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.com"),
    *("yandex.ru", "ya.ru", "rambler.ru", "qq.com", "foxmail.com", "163.com"),
    *("126.com", "sina.com", "sohu.com", "naver.com", "daum.net", "docomo.ne.jp"),
    *("orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "libero.it", "virgilio.it"),
    *("uol.com.br", "bol.com.br", "terra.com.br", "rediffmail.com", "zoho.com"),
    *("mail.com", "tutanota.com", "mailbox.org", "posteo.de", "telkom.net"),
}


def refuse() -> ValueError:
    return ValueError("This is no mail address.")


# What was found within ``parsed_once``: addresses outlive nothing.
found_here: ContextVar[dict[str, ValidatedEmail] | None] = ContextVar(
    "found_here", default=None
)


@contextmanager
def parsed_once() -> Iterator[None]:
    """Within, an address that was parsed is remembered, since one form asks a dozen
    times what its address is; forgotten at the end."""
    token = found_here.set({})
    try:
        yield
    finally:
        found_here.reset(token)


def parsed(address: str) -> ValidatedEmail:
    known = found_here.get()
    if known is None:
        return parsed_anew(address)
    if address not in known:
        known[address] = parsed_anew(address)
    return known[address]


def parsed_anew(address: str) -> ValidatedEmail:
    address = normalize("NFKC", address[: MAX_LENGTH + 1].strip()).removesuffix(".")
    try:
        return validate_email(
            address, strict=True, check_deliverability=False, allow_empty_local=True
        )
    except ValueError:
        # Its own error would repeat the address.
        raise refuse() from None


def bare(typed: str) -> str:
    """The address of what mail programs copy: ``Name <a@b.example>``, ``mailto:``, a
    comma behind it."""
    typed = typed.strip(" ,;")
    if found := NAMED.fullmatch(typed):
        typed = found[1]
    if typed.lower().startswith("mailto:"):
        typed = typed[len("mailto:") :].partition("?")[0]
    return typed.strip()


def in_letters(address: str) -> str:
    """With the domain as people write it: browsers send ``xn--`` for it."""
    local, _at, domain = address.rpartition("@")
    if "xn--" not in domain.lower():
        return address
    try:
        return f"{local}@{parsed(f'@{domain}').domain}"
    except ValueError:
        return address


def why_not(address: str) -> str:
    """What is wrong with an address: ``several``, ``blanks``, ``local``, ``domain`` or
    ``invalid``; empty for one that we can write to."""
    local, _at, domain = address.rpartition("@")
    if len(PARTS.split(address)) > 1 and address.count("@") > 1:
        return "several"
    if not local or not domain:
        return "invalid"
    if " " in address:
        return "blanks"
    if not LOCAL.fullmatch(local):
        return "invalid" if local.isascii() else "local"
    try:
        ascii_domain(domain)
    except ValueError:
        return "domain"
    try:
        canonical(address)
    except ValueError:
        return "invalid"
    return ""


def ascii_domain(domain: str) -> str:
    """A domain in the letters of DNS, lower case. Raises ``ValueError``."""
    return parsed(f"@{domain}").ascii_domain


def canonical(address: str) -> str:
    """The one spelling of a mailbox, to compare by and never to write to.

    Case, full width and the spelling of the domain are folded for all, dots and
    tags only for providers known to ignore them. Raises ``ValueError`` for what
    is no address.
    """
    found = parsed(address)
    domain = SAME_AS.get(found.ascii_domain, found.ascii_domain)
    local = folded(found.local_part)
    if domain in IGNORE_TAGS:
        local = local.partition("+")[0].rstrip(".")
    if domain in IGNORE_DOTS:
        local = local.replace(".", "")
    if not local or len(local.encode()) > MAX_LOCAL:
        raise refuse()
    return f"{local}@{domain}"


def address_key(address: str) -> str:
    return mailbox_key(canonical(address))


def mailbox_key(mailbox: str) -> str:
    """The same of an address that is ``canonical``."""
    return key(mailbox, "address")


def domain_of(address: str) -> str:
    """Of a mail address. Raises ``ValueError`` for what is none."""
    return canonical(address).rpartition("@")[2]


def domain_of_website(website: str) -> str:
    """The host of a website, without ``www.``, in the letters of DNS.

    One that DNS would not have comes back in lower case, and what has no host as "".
    """
    try:
        parts = urlsplit(website if "//" in website else f"//{website}")
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return ""
    try:
        host = ascii_domain(host)
    except ValueError:
        host = host.lower()
    return host.removeprefix("www.")


def with_parents(domain: str) -> list[str]:
    """``a.b.example.org`` and all domains above it that could be registered."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def is_disposable(domain: str) -> bool:
    """Whether mail of the domain is thrown away after minutes."""
    return any(parent in blocklist for parent in with_parents(domain.lower()))


def is_webmail(domain: str) -> bool:
    """Whether anybody may have an address there."""
    return SAME_AS.get(domain, domain) in WEBMAIL
