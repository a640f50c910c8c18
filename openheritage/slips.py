"""Likely slips in the domain of a mail address: “gmial.com” for “gmail.com”.

Only ever a question. Nothing is offered for a domain that people really have, however
near it is to a larger one; first letters are not guessed (hmail, jmail, email …).
"""

from rapidfuzz.distance import OSA

from .addresses import SAME_AS, WEBMAIL, ascii_domain

# In the order in which they are guessed where several are as near.
PROVIDERS = [
    *("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com"),
    *("aol.com", "live.com", "msn.com", "googlemail.com", "gmx.de", "gmx.net"),
    *("web.de", "t-online.de", "protonmail.com", "proton.me", "yandex.ru"),
    *("mail.ru", "hotmail.fr", "hotmail.co.uk", "yahoo.fr", "yahoo.co.uk"),
    *("yahoo.de", "yahoo.es", "yahoo.it", "yahoo.com.br", "yahoo.co.in"),
    *("yahoo.co.jp", "yahoo.co.id", "yahoo.com.ar", "yahoo.com.mx"),
    *("hotmail.es", "hotmail.it", "hotmail.de", "outlook.fr", "outlook.es"),
    *("outlook.de", "outlook.it", "outlook.com.br", "live.fr", "live.co.uk"),
    *("orange.fr", "wanadoo.fr", "laposte.net", "free.fr", "sfr.fr", "libero.it"),
    *("virgilio.it", "tiscali.it", "uol.com.br", "bol.com.br", "terra.com.br"),
    *("rambler.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.com", "fastmail.com"),
    *("tutanota.com", "mailbox.org", "posteo.de", "rediffmail.com", "foxmail.com"),
    *("naver.com", "daum.net", "zoho.com", "comcast.net", "btinternet.com"),
    *("bluewin.ch", "freenet.de", "telkom.net", "ukr.net", "seznam.cz"),
]

# Real ones that stand near to others.
REAL = (
    WEBMAIL
    | set(SAME_AS)
    | set(PROVIDERS)
    | {
        *("mail.com", "email.com", "email.de", "mail.de", "mail.ee", "mail.bg"),
        *("mail.kz", "mail.ua", "gmail.de", "inbox.com", "inbox.lv", "inbox.lt"),
        *("rocketmail.com", "ymail.com", "ymail.ne.jp", "hushmail.com", "hey.com"),
        *("fastmail.net", "fastmail.org", "fastmail.cn", "fastmail.us", "fastmail.de"),
        *("gmx.co.uk", "gmx.us", "gmx.es", "gmx.it", "gmx.eu", "gmx.org", "gmx.info"),
        *("live.com.au", "live.ca", "live.cn", "live.be", "live.se", "live.no"),
        *("live.dk", "live.cl", "live.com.mx", "live.com.ar", "live.com.pt", "live.jp"),
        *("live.ie", "live.in", "live.ru", "live.at", "live.hk", "live.com.sg"),
        *("hotmail.ca", "hotmail.be", "hotmail.nl", "hotmail.ch", "hotmail.se"),
        *("hotmail.no", "hotmail.dk", "hotmail.gr", "hotmail.cl", "hotmail.rs"),
        *("hotmail.com.br", "hotmail.com.ar", "hotmail.com.au", "hotmail.com.mx"),
        *("hotmail.com.tr", "hotmail.co.jp", "hotmail.co.th", "hotmail.co.nz"),
        *("hotmail.co.il", "hotmail.co.za", "hotmail.fi", "hotmail.sg", "hotmail.hu"),
        *("outlook.at", "outlook.be", "outlook.cl", "outlook.cz", "outlook.dk"),
        *("outlook.ie", "outlook.in", "outlook.jp", "outlook.kr", "outlook.my"),
        *("outlook.pt", "outlook.sa", "outlook.sg", "outlook.hu", "outlook.lv"),
        *("outlook.ph", "outlook.sk", "outlook.co.id", "outlook.co.il"),
        *("outlook.co.th", "outlook.com.ar", "outlook.com.au", "outlook.com.gr"),
        *("outlook.com.tr", "outlook.com.vn", "outlook.com.pe", "outlook.com.py"),
        *("yahoo.ca", "yahoo.cl", "yahoo.cn", "yahoo.dk", "yahoo.fi", "yahoo.gr"),
        *("yahoo.ie", "yahoo.in", "yahoo.nl", "yahoo.no", "yahoo.pl", "yahoo.pt"),
        *("yahoo.ro", "yahoo.se", "yahoo.be", "yahoo.at", "yahoo.hu", "yahoo.cz"),
        *("yahoo.co.kr", "yahoo.co.nz", "yahoo.co.th", "yahoo.co.za", "yahoo.co"),
        *("yahoo.com.au", "yahoo.com.cn", "yahoo.com.co", "yahoo.com.hk"),
        *("yahoo.com.my", "yahoo.com.pe", "yahoo.com.ph", "yahoo.com.sg"),
        *("yahoo.com.tr", "yahoo.com.tw", "yahoo.com.ve", "yahoo.com.vn"),
        *("yahoo.ne.jp", "aol.de", "aol.fr", "aol.co.uk", "aol.it", "aol.es"),
        *("aim.com",),
        *("msn.cn", "msn.fr", "msn.co.uk", "msn.nl", "msn.cz"),
        *("yandex.by", "yandex.kz", "yandex.ua", "yandex.uz", "yandex.com.tr"),
        *("yandex.net", "yandex.az", "zoho.eu", "zoho.in", "zohomail.com"),
        *("zohomail.eu", "zohomail.in", "tutanota.de", "tutamail.com", "tuta.io"),
        *("tuta.com", "mailbox.com", "posteo.net", "posteo.org", "posteo.eu"),
        *("naver.jp", "orange.com", "orange.es", "orange.pl", "orange.be"),
        *("orange.sk", "orange.ma", "orange.sn", "orange.ci", "laposte.fr"),
        *("free.com", "sfr.com", "tiscali.com", "tiscali.co.uk", "libero.com"),
        *("terra.com", "terra.es", "terra.cl", "uol.com", "bol.com", "web.com"),
        *("rambler.com", "rambler.ua", "comcast.com", "freemail.de", "freemail.hu"),
        *("icloud.com.cn", "protonmail.ch", "proton.com", "seznam.com", "azet.sk"),
    }
)

# Ends that are no top-level domains, and what was meant.
NO_ENDS = {
    "com": {"con", "cmo", "ocm", "comm", "coom", "ccom", "vom", "xom", "cpm", "cim"}
    | {"cok", "copm", "comn", "cm0", "c0m", "som", "dom", "conm", "ckm", "clm"},
    "net": {"nte", "ent", "nett", "met", "nef", "netr", "neet", "nwt"},
    "org": {"ogr", "orgg", "prg", "rog", "orh", "0rg", "oorg", "irg", "orgn"},
    "de": {"ed", "dee", "dr"},
    "fr": {"rf", "frr", "ffr"},
    "it": {"ti", "itt"},
    "ru": {"ur", "ruu"},
    "edu": {"eud", "deu", "eduu"},
}
MEANT = {wrong: right for right, all_wrong in NO_ENDS.items() for wrong in all_wrong}

# Shorter names have too many real neighbours.
LONG = 5
# From so many letters on, two slips are more likely than another name.
VERY_LONG = 8


def with_real_end(domain: str) -> str:
    head, _dot, end = domain.rpartition(".")
    return f"{head}.{MEANT[end]}" if head and end in MEANT else domain


def is_near(typed: str, name: str) -> int:
    """The number of slips, or 0 if it is another name."""
    if len(name) < LONG:
        return 0
    far = OSA.distance(typed, name)
    is_first = len(typed) == len(name) and typed[:1] != name[:1]
    if is_first and typed[:2] != name[1::-1]:
        return 0
    return far if far <= (2 if len(name) >= VERY_LONG else 1) else 0


def provider(domain: str) -> str:
    """The one that was meant; empty if the domain is real or like none."""
    if domain in REAL:
        return ""
    for known in PROVIDERS:
        if domain in (f"{known}.com", f"www.{known}"):
            return known
    label, _dot, end = domain.partition(".")
    best, fewest = "", 9
    for known in PROVIDERS:
        name, _dot, known_end = known.partition(".")
        if label == name:
            # Another end of a short name is somebody else's.
            slips = OSA.distance(end, known_end) if len(name) >= LONG else 0
            slips = slips if slips == 1 else 0
        else:
            slips = is_near(label, name) if end == known_end else 0
        if slips and slips < fewest:
            best, fewest = known, slips
    return best


def meant(address: str) -> str:
    """The address that was probably meant; empty if this one may well be right."""
    local, _at, typed = address.rpartition("@")
    try:
        domain = ascii_domain(typed)
    except ValueError:
        return ""
    real = with_real_end(domain)
    found = provider(real) or (real if real != domain else "")
    return f"{local}@{found}" if found else ""
