"""A copy of the Research Organization Registry (CC0), so that no request leaves us."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length

from openheritage.fields import WebsiteField
from openheritage.kept import SortKey
from openheritage.matching import SPACELESS, name_key, sort_key, telling
from organisations.models import country_choices
from organisations.traits import telling_domain

ADDRESS = "https://ror.org/"
# Of those that are typed.
MOST_WORDS = 12


class EntryQuerySet(models.QuerySet):
    def active(self) -> "EntryQuerySet":
        return self.filter(status=Entry.Status.ACTIVE)

    def found(self, typed: str) -> "EntryQuerySet":
        """Of which each word that is typed begins one of a name; those that are called
        so first, then those that begin so, short names before long ones."""
        words = telling(typed)[:MOST_WORDS]
        if not words:
            return self.none()
        entries = self.active()
        for word in words:
            # Without spaces between words, any may begin one.
            begun = word if SPACELESS.match(word) else f" {word}"
            entries = entries.filter(words__contains=begun)
        rank = Case(
            When(keys__contains=f" {name_key(typed)} ", then=Value(0)),
            When(sort_name__startswith=sort_key(typed), then=Value(1)),
            default=Value(2),
        )
        return entries.order_by(rank, Length("sort_name"), "sort_name", "pk")

    def likely(self, facts: dict[str, str]) -> "EntryQuerySet":
        """What an organisation may be, by one of its names or by its website's domain;
        in another country a name says little."""
        same = Q(pk__in=[])
        for name in filter(None, {facts.get("name", ""), facts.get("name_latin", "")}):
            if key := name_key(name):
                # The words have an index.
                whole = f" {key} "
                same |= Q(words__contains=whole, keys__contains=whole)
        if country := facts.get("country", ""):
            same &= Q(country__in=[country, ""])
        if domain := telling_domain(facts.get("website", "")):
            same |= Q(domain=domain)
        return self.active().filter(same).order_by("sort_name", "pk")


class Entry(models.Model):
    """An organisation as the registry knows it."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"
        WITHDRAWN = "withdrawn"

    # What stands behind ror.org in its address.
    id = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=255)
    # ``[[name, language or ""], …]``: what it is called elsewhere, without acronyms.
    labels = models.JSONField(default=list)
    country = models.CharField(max_length=2, blank=True, choices=country_choices)
    place = models.CharField(max_length=255, blank=True)
    website = WebsiteField(blank=True)
    domain = models.CharField(max_length=255, blank=True, db_index=True)
    wikidata = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=9, choices=Status)
    # The number of whoever has taken its place.
    successor = models.CharField(max_length=9, blank=True)
    # To be found and ordered by (openheritage/matching.py): the words of all names,
    # acronyms too, and the names in one piece, each between spaces.
    words = models.TextField()
    keys = models.TextField()
    sort_name = SortKey(max_length=255)
    # Of the record as it was read: what is the same is not written anew.
    digest = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return ADDRESS + self.id
