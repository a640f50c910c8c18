from typing import Any

from django.conf import settings
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from openheritage.locales import language_of, locale_ids
from openheritage.pages import SitePageQuerySet
from organisations.models import Organisation
from statement.pointing import PointingQuerySet

from .listing import Row
from .occasions import Kind
from .topics import FiledUnder, Topic


class NewsQuerySet(PointingQuerySet, SitePageQuerySet):
    def newest_first(self) -> "NewsQuerySet":
        """By the day that is shown."""
        return self.order_by("-shown_on", "-slug")

    def for_list(self, language: str) -> "NewsQuerySet":
        """What a list shows, in one query."""
        return (
            self.readable_in(language)
            .newest_first()
            .select_related("image")
            .defer("body")
        )

    def with_changes(self) -> "NewsQuerySet":
        """Knows when the original was last published, whose facts it has."""
        originals = self.model.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        return self.annotate(
            original_at=Subquery(originals.values("last_published_at")[:1])
        )

    def whole(self, language: str) -> "NewsQuerySet":
        """With their texts: the reader's language first, the newest at its top."""
        is_foreign = Case(
            When(locale_id=locale_ids()[language], then=Value(0)), default=Value(1)
        )
        pages = self.readable_in(language).select_related("image").with_changes()
        return pages.order_by(is_foreign, "-date", "-slug")

    def rows(self, language: str) -> QuerySet:
        return self.readable_in(language).order_by().values_list(*Row._fields)

    def in_order(self, ids: list[int]) -> list:
        """Those of a page of the list, as it has them. One query."""
        found = self.select_related("image").defer("body").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def own_first(self, language: str) -> "NewsQuerySet":
        """What is in the reader's language, then what is not; each the newest first."""
        is_foreign = Case(
            When(locale_id=locale_ids()[language], then=Value(0)), default=Value(1)
        )
        return self.order_by(is_foreign, "-shown_on", "-slug")

    def coming(self) -> "NewsQuerySet":
        """What is not over, the soonest first."""
        return self.filter(over_at__gt=timezone.now()).order_by("comes_at", "slug")

    def past(self) -> "NewsQuerySet":
        """What is told, and what is over."""
        return self.exclude(over_at__gt=timezone.now())

    def events(self) -> "NewsQuerySet":
        return self.filter(kind=Kind.EVENT, event_date__isnull=False)

    def newest(self, language: str, number: int) -> tuple[list, list]:
        """A few for the home page: in the reader's language what is coming, the
        soonest first, and the newest; and what is newer but not in it: no news in
        English among those in Arabic, and none kept from anybody."""
        known = self.readable_in(language)
        soonest = known.coming()[: 4 * number].values("pk")
        latest = known.past().newest_first()[: 10 * number].values("pk")
        found = self.for_list(language).filter(Q(pk__in=soonest) | Q(pk__in=latest))
        told = [page for page in found if not page.is_coming]
        coming = [page for page in found if page.is_coming]
        coming.sort(key=lambda page: (page.comes_at, page.slug))

        def is_own(page: Any) -> bool:
            return language_of(page.locale_id) == language

        soon = [page for page in coming if is_own(page)][: max(1, number // 3)]
        own = [page for page in told if is_own(page)]
        if not own and not soon:
            return [*coming, *told][:number], []
        newer = [page for page in coming if not is_own(page)]
        newer += told[: told.index(own[0])] if own else told
        return [*soon, *own][:number], newer[:number]

    def later_than(self, page: Any) -> "NewsQuerySet":
        day, slug = page.shown_on, page.slug
        return self.filter(Q(shown_on__gt=day) | Q(shown_on=day, slug__gt=slug))

    def earlier_than(self, page: Any) -> "NewsQuerySet":
        day, slug = page.shown_on, page.slug
        return self.filter(Q(shown_on__lt=day) | Q(shown_on=day, slug__lt=slug))

    def around(self, page: Any, language: str) -> tuple[Any, Any, list]:
        """The one before, the one after, and a few of the same topics or kind, the
        reader's first. One query."""
        others = self.readable_in(language).exclude(
            translation_key=page.translation_key
        )
        earlier = others.earlier_than(page).newest_first()
        later = others.later_than(page).order_by("shown_on", "slug")
        alike = others.filter(kind=page.kind).own_first(language)
        found = list(
            self.for_list(language).filter(
                Q(pk__in=earlier[:1].values("pk"))
                | Q(pk__in=later[:1].values("pk"))
                | Q(pk__in=alike[:3].values("pk"))
            )
        )

        def place(each: Any) -> tuple:
            return each.shown_on, each.slug

        here = locale_ids()[language]
        return (
            max((p for p in found if place(p) < place(page)), key=place, default=None),
            min((p for p in found if place(p) > place(page)), key=place, default=None),
            sorted(
                (p for p in found if p.kind == page.kind),
                key=lambda p: p.locale_id != here,
            )[:3],
        )

    def naming(self, organisation: Organisation) -> "NewsQuerySet":
        """Staff say so on the original, which answers for all its languages."""
        from .models import NamedOrganisation

        rows = NamedOrganisation.objects.filter(
            organisation=organisation,
            page__locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        return self.filter(translation_key__in=rows.values("page__translation_key"))

    def under(self, topic: Topic) -> "NewsQuerySet":
        rows = FiledUnder.objects.filter(
            topic__translation_key=topic.translation_key,
            page__locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        return self.filter(translation_key__in=rows.values("page__translation_key"))
