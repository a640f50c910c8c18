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


def organisation_paths(ids: list[int], language: str) -> dict[int, str]:
    pages = MemberPage.objects.readable_in(language).filter(organisation__in=ids)
    rows = pages.values_list("organisation_id", "url_path")
    return {pk: path_in(language, path) for pk, path in rows}


def fill_slots() -> None:
    fill(Slot.TOTALS, totals)
    fill(Slot.ORGANISATION_PATHS, organisation_paths)
