from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_

from openheritage.pages import path_in
from openheritage.slots import Slot, Total, Unplaced, fill
from openheritage.territories import codes

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


def unplaced(user: User) -> list[Unplaced]:
    """Members that count among members, and in no country. What is international has
    said so."""
    if not user.has_perm("organisations.change_organisation"):
        return []
    members = MemberPage.objects.readable_in(settings.LANGUAGE_CODE)
    rows = members.exclude(organisation__country__in=codes())
    rows = rows.order_by("organisation__sort_name", "pk")
    return [
        Unplaced(
            title,
            staff_("Member"),
            reverse("wagtailsnippets_organisations_organisation:edit", args=[pk]),
        )
        for title, pk in rows.values_list("title", "organisation_id")
    ]


def fill_slots() -> None:
    fill(Slot.UNPLACED, unplaced)
    fill(Slot.TOTALS, totals)
    fill(Slot.ORGANISATION_PATHS, organisation_paths)
