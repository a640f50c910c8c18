"""What concerns people: how long their data is kept, mail, limits against abuse."""

from django.core.exceptions import ImproperlyConfigured

from .environment import env

# How long a signatory's data is kept, counted from signing or taking over.
SIGNATORY_RETENTION_DAYS = env.int("SIGNATORY_RETENTION_DAYS", default=3 * 365)
# Days for which a signatory's private link works.
LINK_DAYS = env.int("LINK_DAYS", default=365)
# Days after which what nobody confirmed is deleted, and the person behind what was
# rejected, withdrawn or merged.
UNCONFIRMED_DAYS = env.int("UNCONFIRMED_DAYS", default=7)
CLOSED_DAYS = env.int("CLOSED_DAYS", default=30)
# The same for words that a volunteer has translated, and days after which those are
# deleted that nobody has reviewed.
HELP_UNCONFIRMED_DAYS = env.int("HELP_UNCONFIRMED_DAYS", default=30)
HELP_UNREVIEWED_DAYS = env.int("HELP_UNREVIEWED_DAYS", default=180)
# Days after which an application to the Coalition is deleted that was declined or
# withdrawn, and the contact of a member after its membership has ended.
MEMBERS_CLOSED_DAYS = env.int("MEMBERS_CLOSED_DAYS", default=180)
# Days for which we write to individuals who asked for it, before the end of which they
# are asked once whether we may go on; how long before; and after how many days those
# are deleted who never confirmed.
INTEREST_DAYS = env.int("INTEREST_DAYS", default=2 * 365)
INTEREST_ASK_DAYS = env.int("INTEREST_ASK_DAYS", default=30)
INTEREST_UNCONFIRMED_DAYS = env.int("INTEREST_UNCONFIRMED_DAYS", default=7)
# Working days within which staff promise to look at a signature.
REVIEW_DAYS = env.int("REVIEW_DAYS", default=5)

# Under which names and addresses of people are hashed; SECRET_KEY if it is empty.
# Another key forgets who has signed, is suppressed or blocked.
PSEUDONYM_KEY = env.str("PSEUDONYM_KEY", default="")

DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Open Heritage <noreply@localhost>"
)
# Where answers go; without it to the address that staff enter for the public.
REPLY_TO = env.str("REPLY_TO", default="")
# Seconds for each step of talking to the mail server.
EMAIL_TIMEOUT = 20
# Mails that strangers cause, to one address on one day (UTC).
MAILS_A_DAY = 3
# … and to all addresses within an hour; beyond it they wait. 0 is no limit.
MAILS_AN_HOUR = env.number("MAILS_AN_HOUR", default=1000)
# Who tells whether a mail domain can receive: "192.0.2.1:53", the machine's own
# resolver ("system"), or nobody ("").
DNS_RESOLVER = env.str("DNS_RESOLVER", default="")

# Proxies in front of the site, each of which appends to X-Forwarded-For.
TRUSTED_PROXIES = 0

# What one network (IPv4 address, IPv6 /64), mail address or mail domain may do,
# as (times, seconds): a burst and what is sustained. Beyond it, signing ends in
# quarantine, in silence; codes and new links are refused.
RATE_RULES = {
    "sign": {
        "network": [(20, 600), (60, 86400)],
        "address": [(5, 3600), (15, 86400)],
        "domain": [(60, 600), (300, 86400)],
    },
    # Applications to the Coalition.
    "apply": {
        "network": [(20, 600), (60, 86400)],
        "address": [(5, 3600), (15, 86400)],
        "domain": [(60, 600), (300, 86400)],
    },
    # Translations by volunteers.
    "help": {
        "network": [(20, 600), (60, 86400)],
        "address": [(10, 3600), (30, 86400)],
        "domain": [(60, 600), (300, 86400)],
    },
    # Organisations that the form suggests while somebody types: a question each time.
    "suggest": {"network": [(120, 60), (1500, 3600)]},
    # Individuals who want to be written to.
    "interest": {
        "network": [(20, 600), (60, 86400)],
        "address": [(5, 3600), (15, 86400)],
        "domain": [(60, 600), (300, 86400)],
    },
    # Errors that readers report in a translation.
    "report": {"network": [(10, 600), (30, 86400)]},
    # Drafts of a machine, for a page or for many at once.
    "machine": {"user": [(30, 3600), (120, 86400)]},
    # Files that they fill their form from.
    "help_file": {"network": [(20, 600), (100, 86400)]},
    "code": {"network": [(20, 600), (100, 86400)]},
    "link": {
        "network": [(10, 600), (40, 86400)],
        "address": [(5, 3600), (10, 86400)],
    },
    # Copies of their data, for whoever has a private link.
    "data": {"signature": [(3, 3600), (6, 86400)]},
    # The same for who speaks for a member, and changes of its profile.
    "contact_data": {"contact": [(3, 3600), (6, 86400)]},
    "profile": {"contact": [(30, 3600), (100, 86400)]},
    # Mails that the page after the form sends again, and addresses corrected there.
    "again": {"form": [(1, 120), (2, 86400)]},
    "correct": {"form": [(5, 3600), (8, 86400)]},
    # What follows is refused with the words "try again in ten minutes". A failing
    # login counts for the browser that signed in before, or else for the account as
    # seen from one network, the network, and the account. So strangers have 48 an hour
    # for one account, and 30 more those who share its owner's network.
    "login": {
        "browser": [(5, 600)],
        "pair": [(5, 600)],
        "network": [(20, 600)],
        "account": [(8, 600)],
    },
    # Codes of a second factor, typed by somebody who has given the password.
    "factor": {"browser": [(5, 600)], "pair": [(5, 600)], "account": [(6, 600)]},
    # Mails that somebody asks for: a new password, a code.
    "reset": {"network": [(10, 600)], "address": [(3, 600)]},
    "mailbox": {"account": [(3, 600)]},
    # Beyond it the answer stays the same, and no mail leaves. As long as its link
    # works, so that whoever has had ten of them has one that works.
    "reset_day": {"address": [(10, 86400)]},
    # Answers to private links of accounts; passwords of pages open to some only.
    "answer": {"network": [(20, 600)]},
    "page": {"network": [(10, 600)]},
}


def anymail() -> dict:
    """The ``ANYMAIL`` settings of the environment, as JSON; empty without them.

    ``WEBHOOK_SECRET`` ("user:password") is required, so that nobody else reports
    bounces.
    """
    entry = env.json("ANYMAIL", default={})
    if not isinstance(entry, dict):
        raise ImproperlyConfigured("ANYMAIL must be an object of JSON.")
    if entry and ":" not in str(entry.get("WEBHOOK_SECRET", "")):
        raise ImproperlyConfigured("ANYMAIL must hold a WEBHOOK_SECRET.")
    return entry
