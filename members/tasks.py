from datetime import timedelta

from django.utils import timezone

from openheritage.once import is_first
from openheritage.signals import CORRECTED, public_changed
from openheritage.worker import every
from organisations.models import Organisation

from . import retention
from .models import MemberPage

# A worker may have been down for days.
LATE = timedelta(days=7)


@every(24 * 3600)
def forget() -> None:
    retention.purge(dry_run=False)


@every(3600)
def tell_who_has_left() -> None:
    """Nothing is saved on the day: who keeps what readers see hears it here, once."""
    today = timezone.localdate()
    rows = MemberPage.objects.filter(left_on__range=(today - LATE, today))
    days = {*rows.values_list("organisation_id", "left_on")}
    due = {pk for pk, day in days if is_first(f"members.left.{pk}.{day}", 864_000)}
    for organisation in Organisation.objects.filter(pk__in=due).order_by("pk"):
        public_changed.send(Organisation, instance=organisation, change=CORRECTED)
