"""Members out of a file: what would change, and changing it.

Nothing that staff have changed is written over, unless that is asked for: of each
member it is kept what a file said last (``Imported``), and what differs from that is
somebody's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.utils.text import slugify

from openheritage.matching import name_key
from organisations.models import Kind, Organisation, Sector

from .member_files import NEW, Row, compatible
from .membership import write_facts
from .models import MemberPage, MembersIndexPage
from .models.imported import Imported

ORGANISATION = (
    *("name", "name_latin", "kind", "sector", "country", "website", "ror"),
    "wikidata",
)
PAGE = ("status", "joined_on", "left_on", "links", "sentence")
# Of a kind, where nothing says more.
USUAL = {
    Kind.GOVERNMENT: Sector.ADMINISTRATION,
    Kind.ORGANISATION: Sector.CIVIL_SOCIETY,
}
LONGEST_SLUG = 100


@dataclass
class Plan:
    row: Row
    member: MemberPage | None = None
    organisation: Organisation | None = None
    # {fact: (as it is, as it shall be)}, and what staff have made of it.
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: dict[str, tuple[str, str]] = field(default_factory=dict)
    # What the next file may change.
    remembered: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.member is None


def originals() -> Any:
    """Public or not: staff may have taken one down."""
    pages = MemberPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return pages.select_related("organisation").defer("body").order_by("pk")


def as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(value) if isinstance(value, list) else str(value or "")


def facts_of(member: MemberPage | None, organisation: Organisation | None) -> dict:
    """As a file would say them."""
    found = {}
    if organisation:
        found = {name: as_text(getattr(organisation, name)) for name in ORGANISATION}
    if member:
        found |= {name: as_text(getattr(member, name)) for name in PAGE}
    return found


class Known:
    """All members and organisations, each found by its names."""

    def __init__(self) -> None:
        self.members: list[MemberPage] = list(originals())
        self.by_key = {str(each.translation_key): each for each in self.members}
        rows = Imported.objects.values_list("member_key", "facts")
        self.imported: dict[str, dict[str, str]] = {
            str(key): facts for key, facts in rows
        }
        self.by_name: dict[str, list[MemberPage]] = defaultdict(list)
        for member in self.members:
            known = self.imported.get(str(member.translation_key), {})
            own = member.organisation
            names = (own.name, own.name_latin, member.title, known.get("name", ""))
            for key in {name_key(name) for name in names if name}:
                self.by_name[key].append(member)
        taken = {member.organisation_id for member in self.members}
        self.organisations: dict[str, list[Organisation]] = defaultdict(list)
        for organisation in Organisation.objects.exclude(pk__in=taken).order_by("pk"):
            for name in {organisation.name, organisation.name_latin} - {""}:
                self.organisations[name_key(name)].append(organisation)

    def countries(self, member: MemberPage) -> set[str]:
        """As it is, and as a file said."""
        known = self.imported.get(str(member.translation_key), {})
        return {member.organisation.country, known.get("country", "")} - {""}

    def member(self, row: Row) -> MemberPage | None:
        """``ValueError`` where it is not certain."""
        if row.id and row.id != NEW:
            if found := self.by_key.get(row.id):
                return found
            raise ValueError(f"id: There is no member {row.id}.")
        alike = self.by_name.get(name_key(row.name), [])
        country = row.country
        same = [each for each in alike if country and country in self.countries(each)]
        if row.id == NEW:
            # Not one of the same name elsewhere; itself, when the file comes again.
            if not country:
                same = [each for each in alike if not self.countries(each)]
        elif not same:
            # Somebody has mended the country, or nobody knew it.
            unknown = [each for each in alike if not self.countries(each)]
            same = unknown if country and unknown else alike
        if len(same) > 1:
            ids = ", ".join(str(each.translation_key) for each in same)
            raise ValueError(f"name: There are several members of this name: {ids}.")
        return same[0] if same else None

    def organisation(self, row: Row) -> Organisation | None:
        """One that has signed, perhaps, and is no member yet."""
        country = row.country
        alike = [
            each
            for each in self.organisations.get(name_key(row.name), [])
            if compatible(each.country, country)
        ]
        if len(alike) > 1:
            raise ValueError(
                "name: There are several organisations of this name that are no "
                "members. Make its member in the admin."
            )
        return alike[0] if alike else None


def plan(row: Row, known: Known, *, overwrite: bool) -> Plan:
    """Raises ``ValueError``."""
    member = known.member(row)
    organisation = member.organisation if member else known.organisation(row)
    found = Plan(row, member, organisation)
    key = str(member.translation_key) if member else ""
    before = known.imported.get(key, {})
    now = facts_of(member, organisation)
    said = dict(row.facts)
    if organisation is None:
        said |= completed(said)
    # Who has a draft of the page is changing just this.
    in_work = bool(member and member.live and member.has_unpublished_changes)
    found.remembered = dict(before)
    for name, value in said.items():
        current = now.get(name, "")
        is_filled_in = not current and name not in before
        is_ours = name not in now or is_filled_in or before.get(name) == current
        if value == current:
            found.remembered[name] = value
        elif overwrite or (is_ours and not (in_work and name in PAGE)):
            found.changes[name] = (current, value)
            found.remembered[name] = value
        else:
            found.kept[name] = (current, value)
    left = said.get("left_on") or now.get("left_on", "")
    joined = said.get("joined_on") or now.get("joined_on", "")
    if left and joined and left < joined:
        raise ValueError("left_on: It lies before the day on which it became a member.")
    return found


def completed(said: dict[str, str]) -> dict[str, str]:
    if "kind" not in said:
        if "sector" not in said:
            raise ValueError("kind: A new member needs one.")
        raise ValueError("kind: A sector alone says no kind; name both.")
    if "sector" in said:
        return {}
    usual = USUAL.get(Kind(said["kind"]))
    if usual is None:
        raise ValueError(f"sector: A new {said['kind']} needs one.")
    return {"sector": usual.value}


def plans(
    rows: Iterable[Row], *, overwrite: bool = False
) -> tuple[list[Plan], list[Row]]:
    """What would be done, and the rows that are wrong."""
    known = Known()
    made: list[Plan] = []
    wrong: list[Row] = []
    taken: dict[int, int] = {}
    for row in rows:
        settle(row, known)
        found = None if row.errors else plan_or_error(row, known, overwrite)
        if found and found.organisation:
            line = taken.setdefault(found.organisation.pk, row.line)
            if line != row.line:
                row.errors.append(f"It is the same organisation as line {line}.")
        if row.errors or found is None:
            wrong.append(row)
        else:
            made.append(found)
    return made, wrong


def settle(row: Row, known: Known) -> None:
    """What staff have written may be what no file could bring: nothing is wrong with
    saying it again."""
    if not row.refused:
        return
    member = None
    with suppress(ValueError):
        member = known.member(row)
    now = facts_of(member, member.organisation) if member else {}
    for name, (text, error) in row.refused.items():
        if text.split() == now.get(name, "").split():
            row.facts[name] = now[name]
        else:
            row.errors.append(error)


def plan_or_error(row: Row, known: Known, overwrite: bool) -> Plan | None:
    try:
        return plan(row, known, overwrite=overwrite)
    except ValueError as error:
        row.errors.append(str(error))
        return None


# Writing ---------------------------------------------------------------------


def index_page() -> MembersIndexPage | None:
    pages = MembersIndexPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    )
    return pages.order_by("path").first()


def free_slug(name: str, taken: set[str]) -> str:
    slug = slugify(name) if name.isascii() else slugify(anyascii(name))
    slug = slug[:LONGEST_SLUG].strip("-") or "member"
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free


def value_of(name: str, text: str) -> Any:
    if name in ("joined_on", "left_on"):
        return date.fromisoformat(text) if text else None
    return text.split() if name == "links" else text


def carry_out(done: Iterable[Plan], index: MembersIndexPage, *, live: bool) -> None:
    """Inside a transaction."""
    taken = {*index.get_children().values_list("slug", flat=True)}
    for found in done:
        if found.changes or found.is_new:
            write(found, index, taken, live=live)
        member = found.member
        if member is None:
            continue
        Imported.objects.update_or_create(
            member_key=member.translation_key, defaults={"facts": found.remembered}
        )


def write(found: Plan, index: MembersIndexPage, taken: set[str], *, live: bool) -> None:
    new = {name: value for name, (_old, value) in found.changes.items()}
    organisation = found.organisation or Organisation()
    old_name = organisation.name
    own = {name: new[name] for name in ORGANISATION if name in new}
    if own:
        for name, value in own.items():
            setattr(organisation, name, value)
        organisation.save()
    member = found.member
    page = {name: value_of(name, new[name]) for name in PAGE if name in new}
    if member is None:
        slug = free_slug(organisation.name_latin or organisation.name, taken)
        member = MemberPage(
            title=organisation.name, slug=slug, organisation=organisation, live=live
        )
        for name, value in page.items():
            setattr(member, name, value)
        index.add_child(instance=member)
        found.member = member
        found.remembered |= {"status": member.status} | found.remembered
        revision = member.save_revision()
        if live:
            revision.publish()
        return
    if "name" in own and member.title == old_name:
        page["title"] = organisation.name
    if page:
        write_facts(member, page)


def summary(done: list[Plan]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in done:
        found["new" if each.is_new else "changed" if each.changes else "unchanged"] += 1
        found["kept"] += bool(each.kept)
    return found
