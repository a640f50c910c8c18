"""Which addresses of terms stand for a licence of ours, and why others stand for none.

Institutions name terms by their addresses: those of Creative Commons, and of
RightsStatements.org for what is not free, or not known to be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as staff_

from .credits import Licence

CREATIVE_COMMONS = ("creativecommons.org", "www.creativecommons.org")
RIGHTS_STATEMENTS = ("rightsstatements.org", "www.rightsstatements.org")
LICENCE = re.compile(
    r"/licen[sc]es/(?P<kind>[a-z+-]+)/(?P<version>\d\.\d)"
    r"(/(?!deed|legalcode)(?P<where>[a-z]{2,10}))?(/(deed|legalcode)[\w.-]*)?/?"
)
PUBLIC_DOMAIN = re.compile(
    r"/publicdomain/(?P<kind>zero|mark)/1\.0(/[a-z]{2})?(/(deed|legalcode)[\w.-]*)?/?"
)
STATEMENT = re.compile(r"/(vocab|page|data)/(?P<code>[A-Za-z-]+)/\d\.\d(/|$)")
ADDRESS = re.compile(
    r"https?://[\w.-]*(?:creativecommons|rightsstatements)\.org/[^\s\"'<>]*"
)

KINDS = {"by": Licence.CC_BY, "by-sa": Licence.CC_BY_SA}
# What the label of a licence says; others are named beside it.
VERSION = "4.0"


@dataclass(frozen=True)
class Terms:
    licence: str
    # Of a licence that has another than ours: ``3.0``, or ``3.0/de``.
    version: str = ""


class ForbiddenError(Exception):
    """Why a picture may not be shown here, in a sentence for staff."""


def reasons() -> dict[str, str]:
    """Of each statement of RightsStatements.org: what keeps it from being shown."""
    copyrighted = staff_("it is in copyright")
    return {
        "inc": copyrighted,
        "inc-ow-eu": staff_("it is in copyright, and nobody knows whose it is"),
        "inc-edu": staff_("it is in copyright, and free for teaching alone"),
        "inc-nc": staff_("it is in copyright, and free without gain alone"),
        "inc-ruu": staff_("it is in copyright, and its owner cannot be found"),
        "noc-cr": staff_(
            "a contract of the institution restricts what is done with it"
        ),
        "noc-nc": staff_("it may be used without gain alone"),
        "noc-oklr": staff_("laws other than copyright restrict it"),
        "noc-us": staff_("it is free in the United States, and perhaps nowhere else"),
        "cne": staff_("nobody has looked yet whether it is free"),
        "und": staff_("nobody could find out whether it is free"),
        "nkc": staff_("it is believed to be free, and nobody is sure"),
    }


def forbidden(name: str, reason: str) -> ForbiddenError:
    return ForbiddenError(
        staff_(
            "This picture cannot be shown here (%(name)s): %(reason)s. If the "
            "institution permits it all the same, add it as a file, “used with "
            "permission”."
        )
        % {"name": name, "reason": reason}
    )


def silent() -> ForbiddenError:
    return ForbiddenError(
        staff_(
            "The source does not say under which terms this picture may be used, and a "
            "picture without known terms cannot be shown. Ask the institution."
        )
    )


def of_creative_commons(path: str, address: str) -> Terms:
    if found := PUBLIC_DOMAIN.fullmatch(path):
        free = {"zero": Licence.CC0, "mark": Licence.PUBLIC_DOMAIN}
        return Terms(free[found["kind"]])
    if path.rstrip("/") == "/licenses/publicdomain":
        # What they had before the mark.
        return Terms(Licence.PUBLIC_DOMAIN)
    found = LICENCE.fullmatch(path)
    if not found:
        raise forbidden(address, staff_("these terms are not known here"))
    kind, version = found["kind"], found["version"]
    if licence := KINDS.get(kind):
        where = f"{version}/{found['where']}" if found["where"] else version
        return Terms(licence, "" if where == VERSION else where)
    name = f"CC {kind.upper()} {version}"
    parts = kind.split("-")
    if "nc" in parts:
        raise forbidden(name, staff_("it may be used without gain alone"))
    if "nd" in parts:
        raise forbidden(
            name, staff_("it may not be changed, and here pictures are cropped")
        )
    raise forbidden(name, staff_("these terms are not known here"))


def terms(address: str) -> Terms:
    """What an address of terms allows. Raises ``ForbiddenError``."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, path = (parts.hostname or "").lower(), parts.path
    except ValueError:
        host = path = ""
    if host in CREATIVE_COMMONS:
        return of_creative_commons(path.lower(), address)
    found = STATEMENT.match(path) if host in RIGHTS_STATEMENTS else None
    if found and (reason := reasons().get(found["code"].lower())):
        raise forbidden(f"RightsStatements.org: {found['code']}", reason)
    raise forbidden(address[:200], staff_("these terms are not known here"))


def terms_of(addresses: Iterable[str]) -> Terms:
    """Of several that hold together: all must allow it, and the first is shown."""
    found = [terms(address) for address in addresses]
    if not found:
        raise silent()
    # Whoever asks for more is shown: a name, and the same terms for what is made of it.
    order = [Licence.CC_BY_SA, Licence.CC_BY, Licence.CC0, Licence.PUBLIC_DOMAIN]
    return min(found, key=lambda one: order.index(Licence(one.licence)))


def addresses_in(text: str) -> list[str]:
    """Addresses of terms that stand in a sentence, each once."""
    return list(dict.fromkeys(found.rstrip(".,;)") for found in ADDRESS.findall(text)))
