"""What staying in touch keeps: each datum, why, on what ground, how long, and who sees
it.

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

SUBSCRIBER = "interest.Subscriber"


def until_they_stop() -> str:
    return gettext(
        "%(unconfirmed)s if you do not confirm; else until you stop it, and no longer "
        "than %(time)s unless you tell us to go on."
    ) % {
        "unconfirmed": days(settings.INTEREST_UNCONFIRMED_DAYS),
        "time": days(settings.INTEREST_DAYS),
    }


def without_end() -> str:
    return gettext("As long as the site exists.")


KEPT = (
    Told(
        data=(
            # Translators: these stand in a list, in a sentence.
            Datum(
                _("the e-mail address of whoever stays in touch, the name if given"),
                of(SUBSCRIBER, "email", "name"),
            ),
            Datum(
                _("the topics and the language that were chosen, and when"),
                of(
                    SUBSCRIBER,
                    *("topics", "language", "state", "created_at", "confirmed_at"),
                    "asked_at",
                ),
            ),
        ),
        why=_("To write about what was chosen."),
        how_long=until_they_stop,
        who=_(
            "A few of our staff, and each look is recorded; and the service with which "
            "we send the mails."
        ),
    ),
    Told(
        data=(
            Datum(
                _("codes made from the e-mail address and from the network"),
                of(SUBSCRIBER, "address_key", "network_key", "flags"),
            ),
        ),
        why=_("To find the person again, and to notice misuse."),
        how_long=while_counted,
        who=NOBODY,
        protects=True,
    ),
    Told(
        data=(Datum(_("that somebody asked for mails or ended them, without a name")),),
        why=_("To account for each decision."),
        how_long=without_end,
        who=_("Our staff who look after these mails."),
        protects=True,
    ),
)


def stored_fields() -> list[str]:
    return fields_of(KEPT)


def rows() -> list[dict]:
    return rows_of(KEPT)
