from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import gettext as _

from openheritage.names import bcp47, day
from signatures.models import Signature

from .exports import absolute
from .models import RegisterEntry

NEWEST = 50

# A tag URI says when its host was ours; any day since then does.
SINCE = date(2025, 10, 6)


def newest(language: str, head: RegisterEntry | None) -> str:
    """The newest signatures as Atom, each with the head of the register."""
    feed = Atom1Feed(
        title=_("Signatories of the Open Heritage Statement"),
        link=absolute(reverse("signatories")),
        description=_("The newest signatures."),
        language=bcp47(language),
        author_name=_("Open Heritage"),
        feed_url=absolute(reverse("signatories_atom")),
    )
    for signature in Signature.objects.newest()[:NEWEST]:
        feed.add_item(
            title=signature.name,
            link=absolute(reverse("signature", args=[signature.reference])),
            description=words(signature, head),
            # Stable, whatever language or address the receipt is read under.
            unique_id=get_tag_uri(
                f"{settings.WAGTAILADMIN_BASE_URL}#{signature.reference}", SINCE
            ),
            pubdate=signature.published_at,
            updateddate=signature.published_at,
        )
    return feed.writeString("utf-8")


def words(signature: Signature, head: RegisterEntry | None) -> str:
    parts = [
        f"{signature.get_kind_display()}, {signature.country_name}",
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
