from datetime import UTC, date, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import gettext as _

from openheritage.furniture import furniture_language
from openheritage.names import bcp47, cldr, day
from openheritage.open_data import absolute
from openheritage.phrases import marks
from signatures.models import Signature

from .models import RegisterEntry, RegisterFacts

NEWEST = 50

# A tag URI says when its host was ours; any day since then does.
SINCE = date(2025, 10, 6)


class Feed(Atom1Feed):
    """Its ``updated`` is the register's: Django would take that of the newest item,
    which does not move when something leaves, and the time of the request for none."""

    def latest_post_date(self) -> datetime:
        return self.feed["changed"]


def lately_changed() -> list[tuple[Signature, datetime]]:
    """Published signatures, and when what is public of them was last another: the last
    one first, whether it was published or corrected then. One query.

    A signature has an entry for each time it was published, of which the newest
    counts; a correction erases what stood before it.
    """
    facts = (
        RegisterFacts.objects.filter(signature__state=Signature.State.PUBLISHED)
        .order_by("-entry_id")
        .select_related("signature", "entry")
    )
    found: dict[int, tuple[Signature, datetime]] = {}
    for row in facts[: 2 * NEWEST]:
        found.setdefault(row.signature_id, (row.signature, row.entry.at))
    return [*found.values()][:NEWEST]


def newest(language: str, head: RegisterEntry | None) -> str:
    """The newest signatures as Atom, each with the head of the register."""
    feed = Feed(
        title=_("Signatories of the Open Heritage Statement"),
        link=absolute(reverse("signatories")),
        description=_("The newest signatures."),
        language=bcp47(language),
        author_name=_("Open Heritage"),
        feed_url=absolute(reverse("signatories_atom")),
        changed=head.at if head else datetime.combine(SINCE, time(), UTC),
    )
    for signature, changed in lately_changed():
        feed.add_item(
            title=signature.name,
            link=absolute(reverse("signature", args=[signature.reference])),
            description=words(signature, head),
            # Stable, whatever language or address the receipt is read under.
            unique_id=get_tag_uri(
                f"{settings.WAGTAILADMIN_BASE_URL}#{signature.reference}", SINCE
            ),
            pubdate=(signature.published_at or changed).replace(microsecond=0),
            updateddate=changed,
        )
    return feed.writeString("utf-8")


def words(signature: Signature, head: RegisterEntry | None) -> str:
    facts = [signature.get_kind_display(), signature.country_name]
    parts = [
        marks(cldr(furniture_language())).comma.join(facts),
        _("Signed on %(date)s") % {"date": day(signature.signed_on)},
    ]
    if signature.is_sample:
        parts.append(_("Sample"))
    if head:
        parts.append(
            _("Head of the register: entry %(number)s, %(hash)s")
            % {"number": head.sequence, "hash": head.hash}
        )
    return " · ".join(parts)
