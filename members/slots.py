from django.utils.translation import gettext as _

from openheritage.pages import path_in
from openheritage.slots import Slot, Total, fill

from .models import MemberPage, MembersIndexPage


def totals(language: str) -> list[Total]:
    """As many as their list shows."""
    index = MembersIndexPage.objects.readable_in(language).first()
    if index is None:
        return []
    number = MemberPage.objects.totals()["members"]
    path = path_in(language, index.url_path)
    return [Total(_("Coalition members"), number, path)]


def fill_slots() -> None:
    fill(Slot.TOTALS, totals)
