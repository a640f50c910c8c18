"""Mail addresses and domains: their one spelling, and the hash that stands for them.

Nothing here logs, stores or repeats an address, not even in an error.
"""

import re
import unicodedata

import idna
from disposable_email_domains import blocklist

from .pseudonyms import key

# Longer than any address may be (RFC 5321: 64 + 1 + 255), shorter than what would
# take time.
MAX_LENGTH = 400
MAX_LOCAL = 64
MAX_DOMAIN = 253

# What a mailbox's name may hold, in any script: no quotes, no spaces.
LOCAL = re.compile(r"[^\s\"(),:;<>@\[\]\\]+")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

# Control, format (bidi overrides, zero width), surrogate, private, unassigned.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}

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


def folded(text: str) -> str:
    """Compatibility forms and case folded, until folding changes nothing more."""
    for _round in range(4):
        new = unicodedata.normalize("NFKC", text.casefold())
        new = unicodedata.normalize("NFKC", new)
        if new == text:
            return new
        text = new
    raise refuse()


def ascii_domain(domain: str) -> str:
    """A domain in the letters of DNS, lower case. Raises ``ValueError``."""
    if not 0 < len(domain) <= MAX_DOMAIN:
        raise refuse()
    try:
        domain = unicodedata.normalize("NFKC", domain).lower()
        if not domain.isascii() or "xn--" in domain:
            # Not the transitional kind, for which faß.de would be fass.de.
            domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    except (UnicodeError, IndexError):
        raise refuse() from None
    domain = domain.removesuffix(".")
    labels = domain.split(".")
    if (
        len(labels) < 2
        or len(domain) > MAX_DOMAIN
        or not all(LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdigit()
    ):
        raise refuse()
    return domain


def canonical(address: str) -> str:
    """The one spelling of a mailbox, to compare by and never to write to.

    Case, full width and the spelling of the domain are folded for all, dots and
    tags only for providers known to ignore them. Raises ``ValueError`` for what
    is no address.
    """
    address = address[: MAX_LENGTH + 1].strip()
    if len(address) > MAX_LENGTH:
        raise refuse()
    if any(unicodedata.category(character) in UNSEEN for character in address):
        raise refuse()
    local, at, domain = unicodedata.normalize("NFKC", address).rpartition("@")
    if not at:
        raise refuse()
    domain = ascii_domain(domain)
    domain = SAME_AS.get(domain, domain)
    local = folded(local)
    if not LOCAL.fullmatch(local) or local.startswith(".") or local.endswith("."):
        raise refuse()
    if ".." in local:
        raise refuse()
    if domain in IGNORE_TAGS:
        local = local.partition("+")[0]
    if domain in IGNORE_DOTS:
        local = local.replace(".", "")
    local = local.rstrip(".") if domain in IGNORE_TAGS else local
    if not local or len(local.encode()) > MAX_LOCAL:
        raise refuse()
    return f"{local}@{domain}"


def address_key(address: str) -> str:
    return key(canonical(address), "address")


def domain_of(address: str) -> str:
    return canonical(address).rpartition("@")[2]


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
