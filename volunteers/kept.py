"""What helping to translate keeps: each datum, why, on what ground, how long, and who
sees it.

As ``signatures.kept`` says it of signing, and in the same form: the list behind the
privacy page, and the test that compares it with the tables.
"""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consents.keeping import (
    NOBODY,
    STAFF,
    Datum,
    Told,
    days,
    fields_of,
    of,
    rows_of,
    while_counted,
)
from signatures.keeping import always

OFFER, SENTENCE = "volunteers.Offer", "volunteers.Sentence"
VOLUNTEER = "volunteers.Volunteer"
REPORT = "volunteers.Report"


# How long -------------------------------------------------------------------------


def as_a_person() -> str:
    return gettext(
        "%(unconfirmed)s if you do not confirm; %(unreviewed)s if nobody reviews your "
        "words; %(closed)s after the review, or as long as you wish to be thanked."
    ) % {
        "unconfirmed": days(settings.HELP_UNCONFIRMED_DAYS),
        "unreviewed": days(settings.HELP_UNREVIEWED_DAYS),
        "closed": days(settings.CLOSED_DAYS),
    }


def as_words() -> str:
    return gettext(
        "What is accepted stays, without your name. All else goes with your name, or "
        "%(closed)s after the review."
    ) % {"closed": days(settings.CLOSED_DAYS)}


def as_a_report() -> str:
    return gettext(
        "%(unreviewed)s if nobody reads it; %(closed)s after it was dealt with."
    ) % {
        "unreviewed": days(settings.HELP_UNREVIEWED_DAYS),
        "closed": days(settings.CLOSED_DAYS),
    }


KEPT = (
    Told(
        data=(
            # Translators: these stand in a list, in a sentence.
            Datum(_("the name of whoever helps to translate"), of(VOLUNTEER, "name")),
            Datum(
                _("the e-mail address of whoever helps"),
                of(VOLUNTEER, "email"),
            ),
            Datum(
                _("in which language we write, and whether we may thank by name"),
                of(VOLUNTEER, "language", "is_thanked", "offer", "created_at"),
            ),
        ),
        why=_("To confirm the words, to tell what became of them, and to thank."),
        how_long=as_a_person,
        who=_(
            "Translators of the language see the name; a few of our staff see the "
            "address, and each look is recorded. Everyone sees the name on the page of "
            "thanks, if you wish it."
        ),
    ),
    Told(
        data=(
            Datum(
                _("the sentences, the page, and what became of them"),
                (
                    *of(OFFER, "page_key", "page_title", "locale", "state"),
                    *of(OFFER, "created_at", "confirmed_at", "closed_at", "note"),
                    *of(SENTENCE, "offer", "order", "path", "original", "before"),
                    *of(SENTENCE, "text", "state", "reason", "decided_by"),
                    *of(SENTENCE, "decided_at"),
                ),
            ),
        ),
        why=_("To publish the translation under its licence."),
        how_long=as_words,
        who=_("Translators of the language, and everyone once it is published."),
    ),
    Told(
        data=(
            Datum(
                _("what is reported of an error in a translation, without a name"),
                (
                    *of(REPORT, "text", "locale", "label", "problem", "suggestion"),
                    *of(REPORT, "flags", "state", "created_at", "closed_at"),
                    *of(REPORT, "closed_by", "note"),
                ),
            ),
        ),
        why=_("To mend the translation."),
        how_long=as_a_report,
        who=_("Reviewers of the language."),
        protects=True,
    ),
    Told(
        data=(
            Datum(
                _("codes made from the e-mail address and from the network"),
                (*of(VOLUNTEER, "address_key", "network_key"), *of(OFFER, "flags")),
            ),
        ),
        why=_("To find the person again, and to notice misuse."),
        how_long=while_counted,
        who=NOBODY,
        protects=True,
    ),
    Told(
        data=(Datum(_("what was done with the sentences and when, without a name")),),
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
