from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_

from openheritage.furniture import speaking
from openheritage.pages import path_in
from openheritage.slots import Slot, Total, Unplaced, fill
from openheritage.territories import codes
from statement.blocks import Signed
from statement.models import StatementText

from .models import Application, CommitmentPage, MemberPage, MembersIndexPage


def totals(language: str) -> list[Total]:
    """As many as their list shows."""
    index = MembersIndexPage.objects.readable_in(language).first()
    if index is None:
        return []
    number = MemberPage.objects.totals()["members"]
    path = path_in(language, index.url_path)
    return [Total(_("Coalition members"), number, path)]


def accepted_labels(labels: set[str], document: str) -> Signed:
    """The labels of the published commitment, once somebody has accepted any text."""
    if document != CommitmentPage.document:
        return Signed()
    accepted = StatementText.objects.filter(
        Exists(Application.objects.filter(text=OuterRef("pk")))
    )
    given = accepted.labels_among(labels)
    if given is None:
        return Signed()
    return Signed(kept=CommitmentPage.objects.labels(), given=given)


def accepted(texts: QuerySet[StatementText]) -> list[tuple[str, int]]:
    """For staff: how many applicants have accepted texts of the commitment."""
    if not texts.filter(document=CommitmentPage.document).exists():
        return []
    found = Application.objects.filter(text__in=texts.order_by().values("pk"))
    members = found.filter(state=Application.State.ACCEPTED).count()
    waiting = found.filter(state__in=Application.CONFIRMED).count()
    return [
        (staff_("Members who accepted it"), members),
        (staff_("Applications under review"), waiting),
    ]


def commitment_links(
    language: str, text: StatementText, by_digest: bool, view: str
) -> list[str]:
    """Its plain text, for programs."""
    if text.document != CommitmentPage.document or view == "commitment_text":
        return []
    with speaking(language):
        path = text.address if by_digest else reverse("commitment_text")
    return [f'<{path}>; rel="alternate"; type="text/plain"']


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
    fill(Slot.SIGNED, accepted)
    fill(Slot.SIGNED_LABELS, accepted_labels)
    fill(Slot.STATEMENT_LINKS, commitment_links)
    fill(Slot.UNPLACED, unplaced)
    fill(Slot.TOTALS, totals)
    fill(Slot.ORGANISATION_PATHS, organisation_paths)
