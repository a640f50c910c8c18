"""What the Coalition keeps of people: each datum, why, on what ground, how long, and
who sees it.

As ``signatures.kept`` says it of signing, and in the same form: the list behind the
privacy page, and the test that compares it with the tables.
"""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consents.keeping import (
    NOBODY,
    Datum,
    Told,
    days,
    fields_of,
    of,
    rows_of,
    while_counted,
)

APPLICATION, CONTACT = "members.Application", "members.Contact"
CHANGE = "members.ProfileChange"

# Who sees it ----------------------------------------------------------------------

STAFF = _("Our staff who look after the Coalition.")
FEW = _(
    "A few of our staff, and each look is recorded. Who carries our mail sees the "
    "address and what we write to it."
)


# How long -------------------------------------------------------------------------


def as_an_application() -> str:
    return gettext(
        "%(unconfirmed)s if you do not confirm; %(closed)s after it was declined or "
        "withdrawn; of a member, as long as its contact."
    ) % {
        "unconfirmed": days(settings.UNCONFIRMED_DAYS),
        "closed": days(settings.MEMBERS_CLOSED_DAYS),
    }


def as_a_contact() -> str:
    return gettext(
        "As long as the application, or the membership and %(closed)s after it. Who is "
        "named as successor and does not accept: %(unconfirmed)s."
    ) % {
        "unconfirmed": days(settings.UNCONFIRMED_DAYS),
        "closed": days(settings.MEMBERS_CLOSED_DAYS),
    }


def like_the_name() -> str:
    return gettext("No longer than the person’s name.")


def as_a_change() -> str:
    return gettext("%(closed)s after the decision.") % {
        "closed": days(settings.MEMBERS_CLOSED_DAYS)
    }


def always() -> str:
    return gettext("As long as the list of members exists.")


KEPT = (
    Told(
        data=(
            Datum(
                # Translators: these stand in a list, in a sentence.
                _("the organisation that applies, and why it wishes to join"),
                (
                    *of(APPLICATION, "name", "name_latin", "kind", "sector", "country"),
                    *of(APPLICATION, "website", "motivation", "language", "text"),
                    *of(APPLICATION, "state", "created_at", "confirmed_at"),
                    *of(APPLICATION, "closed_at", "organisation", "member"),
                ),
            ),
            Datum(_("its answers to our questions"), of(APPLICATION, "answer")),
        ),
        why=_("To decide on the application."),
        how_long=as_an_application,
        who=STAFF,
    ),
    Told(
        data=(
            Datum(
                _("the name of the person who speaks for the organisation"),
                of(CONTACT, "name"),
            ),
            Datum(_("their job title"), of(CONTACT, "job_title")),
            Datum(_("their e-mail address"), of(CONTACT, "email")),
            Datum(
                _("the language in which we write to them"),
                (
                    *of(CONTACT, "language", "application", "member_key"),
                    *of(CONTACT, "is_current", "created_at", "ended_at"),
                ),
            ),
        ),
        why=_(
            "To confirm the application, and to reach the person who may change the "
            "profile, leave or hand over."
        ),
        how_long=as_a_contact,
        who=FEW,
    ),
    Told(
        data=(Datum(_("what they agreed to, in which words and when")),),
        why=_("To prove that they agreed."),
        how_long=like_the_name,
        who=FEW,
    ),
    Told(
        data=(
            Datum(
                _("the changes that they ask for"),
                (
                    *of(CHANGE, "member_key", "contact", "name", "kind", "language"),
                    *of(CHANGE, "wanted", "before", "logo", "logo_name", "note"),
                    *of(CHANGE, "state", "created_at", "decided_at", "replaced"),
                ),
            ),
        ),
        why=_("To decide on them."),
        how_long=as_a_change,
        who=STAFF,
    ),
    Told(
        data=(
            Datum(
                _("codes made from the e-mail address and from the network"),
                (
                    *of(CONTACT, "address_key", "network_key"),
                    *of(APPLICATION, "duplicate_key", "flags"),
                ),
            ),
        ),
        why=_("To find the person again, and to notice misuse."),
        how_long=while_counted,
        who=NOBODY,
        protects=True,
    ),
    Told(
        data=(
            Datum(
                _(
                    "what was done with the application and the profile and when, "
                    "without a name"
                )
            ),
        ),
        why=_("To account for each decision."),
        how_long=always,
        who=STAFF,
        protects=True,
    ),
)


def stored_fields() -> list[str]:
    return fields_of(KEPT)


def rows() -> list[dict]:
    return rows_of(KEPT)
