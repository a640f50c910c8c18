"""What signing keeps: each datum, why, on what ground, how long, and who sees it.

The one list behind the privacy page, the consent, the form and the tests. A field that
is added to a table of a signature, or to what is public, gets its place here first.
How long is never typed: it is counted from what deletes it (``keeping``).
"""

from django.utils.translation import gettext_lazy as _

from consents.keeping import NOBODY, STAFF, Datum, Kept, listed, of, while_counted

from .keeping import (
    always,
    as_mails,
    in_the_browser,
    like_the_name,
    until_confirmed,
    while_it_stands,
    while_listed,
    while_sealed,
    with_the_person,
)

# Who sees it ----------------------------------------------------------------------

EVERYONE = _(
    "Everyone, once it is published: in the list, on the receipt, in the feed, in the "
    "register and in the open data."
)
FEW = _(
    "A few of our staff, and each look is recorded. Who carries our mail sees the "
    "address and what we write to it."
)
BROWSER = _("Nobody: it lies encrypted in the browser of the person.")


# What ------------------------------------------------------------------------------


SIGNATURE, SIGNATORY = "signatures.Signature", "signatures.Signatory"

PUBLIC = Kept(
    data=(
        Datum(
            # Translators: this and what follows stands in a list, in a sentence.
            _("the organisation’s name"),
            of(
                SIGNATURE,
                *("name", "sort_name", "search_name", "known_by", "organisation"),
            ),
            ("name",),
        ),
        Datum(
            _("its name in Latin letters"),
            of(SIGNATURE, "name_latin"),
            ("name_latin",),
        ),
        Datum(
            # Translators: government, institution or organisation.
            _("its kind"),
            of(SIGNATURE, "kind"),
            ("kind", "kind_name"),
        ),
        Datum(_("its sector"), of(SIGNATURE, "sector"), ("sector", "sector_name")),
        Datum(
            _("its country or territory"),
            of(SIGNATURE, "country"),
            ("country", "country_name", "region", "region_name"),
        ),
        Datum(_("its website"), of(SIGNATURE, "website"), ("website",)),
        Datum(_("its comment or reservation"), of(SIGNATURE, "comment"), ("comment",)),
        Datum(
            _("the language in which it signed"),
            of(SIGNATURE, "language"),
            ("language",),
        ),
        Datum(
            # Translators: on the site, on paper or at an event.
            _("the way in which it signed"),
            of(SIGNATURE, "source"),
            ("source",),
        ),
        Datum(
            _("the text that it signed"),
            of(SIGNATURE, "text"),
            ("version", "statement_version", "text_sha256", "text_url", "statement"),
        ),
        Datum(
            _("the days of signing and of publication"),
            of(SIGNATURE, "signed_on", "published_at"),
            ("signed_on", "published_on", "published_at"),
        ),
        Datum(
            _("the reference"),
            of(SIGNATURE, "reference", "is_sample"),
            ("id", "reference", "url", "sample", "is_sample"),
        ),
        Datum(
            # The tables are the register's, which lies above.
            _("its entries in the register"),
            of(SIGNATURE, "was_public"),
            ("register",),
        ),
    ),
    why=_("To show who has signed which words, and to let anyone verify it."),
    how_long=while_it_stands,
    who=EVERYONE,
    is_public=True,
)

PERSON = Kept(
    data=(
        Datum(_("the name of the person who signs"), of(SIGNATORY, "name")),
        Datum(_("their job title"), of(SIGNATORY, "job_title")),
        Datum(_("their e-mail address"), of(SIGNATORY, "email")),
        Datum(
            _("the language in which we write to them"),
            (
                *of(SIGNATORY, "language", "signature", "is_current"),
                *of(SIGNATORY, "created_at", "retain_until"),
            ),
        ),
    ),
    why=_(
        "To confirm the signature, and to reach the person who may correct, withdraw "
        "or hand it over."
    ),
    how_long=with_the_person,
    who=FEW,
)

KEPT = (
    PUBLIC,
    PERSON,
    Kept(
        data=(
            Datum(
                _("what they agreed to, in which words and when"),
                of(
                    "consents.Consent",
                    *("content_type", "object_id", "wording", "given_at"),
                ),
            ),
        ),
        why=_("To prove that they agreed."),
        how_long=like_the_name,
        who=FEW,
    ),
    Kept(
        data=(Datum(_("their answers to our questions"), of(SIGNATORY, "answer")),),
        why=_("To decide on the signature."),
        how_long=like_the_name,
        who=FEW,
    ),
    Kept(
        data=(
            Datum(
                _("the changes that they ask for"),
                of(
                    "signatures.Correction",
                    *("signature", "wanted", "before", "state"),
                    *("created_at", "decided_at"),
                ),
            ),
        ),
        why=_("To decide on them."),
        how_long=like_the_name,
        who=STAFF,
    ),
    Kept(
        data=(
            Datum(
                _("all of this, while nobody has confirmed the signature"),
                of(
                    SIGNATURE,
                    *("state", "created_at", "confirmed_at", "closed_at"),
                    "merged_into",
                ),
            ),
        ),
        why=_("To wait for the confirmation."),
        how_long=until_confirmed,
        who=STAFF,
    ),
    Kept(
        data=(
            Datum(
                _(
                    "codes made from the e-mail address, from the network and from "
                    "the form, which cannot be reversed"
                ),
                (
                    *of(SIGNATORY, "address_key", "network_key"),
                    *of(SIGNATURE, "duplicate_key", "flags"),
                    *of("limits.Attempt", "action", "kind", "key", "at"),
                    *of("limits.SentForm", "key", "at"),
                ),
            ),
        ),
        why=_(
            "To find the person again, to take each form once, to limit how many mails "
            "we send, and to notice misuse."
        ),
        how_long=while_counted,
        who=NOBODY,
        protects=True,
    ),
    Kept(
        data=(
            Datum(
                _("that we wrote to them, when and what about"),
                of(
                    "correspondence.Message",
                    *("kind", "about", "about_id", "language", "data", "address_key"),
                    *("day", "slot", "state", "attempts", "next_attempt_at"),
                    *("leased_until", "lease", "error", "created_at", "sent_at"),
                ),
            ),
            Datum(
                _("whether their mail domain takes mail"),
                of(
                    "correspondence.Lookup",
                    *("key", "domain", "finding", "attempts", "due_at", "at"),
                ),
            ),
            Datum(
                _("codes of the private links that we sent"),
                of(
                    "correspondence.Link",
                    *("purpose", "about_id", "digest", "created_at", "expires_at"),
                ),
            ),
        ),
        why=_("To deliver each mail once, and to open private links."),
        how_long=as_mails,
        who=STAFF,
    ),
    Kept(
        data=(
            Datum(
                _("the form as it was sent, encrypted for the browser that sent it"),
                of("limits.SentForm", "sealed", "made"),
            ),
        ),
        why=_("To let the person correct a mistyped address."),
        how_long=while_sealed,
        who=_("Nobody but that browser can open it."),
        protects=True,
    ),
    Kept(
        data=(
            Datum(
                _("codes of addresses that want no mail from us"),
                of("correspondence.Suppression", "key", "reason", "created_at"),
            ),
            Datum(
                _("addresses (as codes), domains and networks that are blocked"),
                of("limits.Ban", "kind", "value", "reason", "created_at"),
            ),
        ),
        why=_("To leave people alone who want it, and to stop misuse."),
        how_long=while_listed,
        who=STAFF,
        protects=True,
    ),
    Kept(
        data=(
            Datum(
                _("what was done with the signature and when, without their name"),
                of(
                    "events.Event",
                    *("at", "actor", "verb", "about", "about_id", "data", "batch"),
                ),
            ),
        ),
        why=_("To account for each decision."),
        how_long=always,
        who=STAFF,
        protects=True,
    ),
    Kept(
        data=(Datum(_("the answers on their way through the form, in a cookie")),),
        why=_("To let people go back and forth in the form."),
        how_long=in_the_browser,
        who=BROWSER,
        protects=True,
    ),
)


def public_words() -> str:
    """All that becomes public, in one list."""
    return PUBLIC.words


def private_words() -> str:
    """What a signatory tells of themselves, which does not."""
    return listed(datum.words for datum in PERSON.data[:3])


def published_names() -> set[str]:
    return {name for datum in PUBLIC.data for name in datum.public}


def stored_fields() -> list[str]:
    return [name for kept in KEPT for datum in kept.data for name in datum.fields]
