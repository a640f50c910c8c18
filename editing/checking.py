"""Links within the site that lead nowhere: looked for daily, in all that is public.

What is told is what readers meet. A link to a page by its number leads to that page in
the reader's language or else to the original, so it is broken when neither is live; an
address that somebody typed, when nothing answers there and no redirect leads on. Pages
behind a password are not told of: that was meant so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from home import redirects
from home.models import SiteSettings
from openheritage.locales import locale_ids
from openheritage.paths import below_prefix
from openheritage.steps import Steps
from openheritage.uses import is_translation
from statement.models import StatementPage
from statement.pointing import parts_in

from .links import ToAddress, ToRow, to_addresses, to_rows
from .models import BrokenLink, Fault

Row = TypeVar("Row")

AT_ONCE = 100
# What of an address of the Statement names a part of it.
PART = re.compile(r"(clause|article)-.+")
DOCUMENT = re.compile(r"/documents/(\d+)/([^/]+)")
# Files, and what is no page of the public's.
ELSEWHERE = ("/static/", "/media/", "/images/", settings.ADMIN_PREFIX)


@dataclass(frozen=True)
class Found:
    field: str
    fault: Fault
    target: str
    to_page: int | None = None


class Targets:
    """What is asked about the targets of many links at once."""

    def __init__(self, links: Iterable[ToRow]) -> None:
        self.asked: dict[int, set[str]] = defaultdict(set)
        for link in links:
            self.asked[link.content_type].add(link.pk)

    def of(self, model: type[Model]) -> set[str]:
        return self.asked[kind_of(model)]

    @cached_property
    def pages(self) -> dict[str, tuple[str, bool]]:
        """{number: (title, whether somebody can read it in some language)}

        Without the title of what was never public: whoever can mend the link may not
        be somebody who reads drafts.
        """
        source = locale_ids()[settings.LANGUAGE_CODE]
        shown = Page.objects.live().filter(
            Q(locale_id=OuterRef("locale_id")) | Q(locale_id=source),
            translation_key=OuterRef("translation_key"),
        )
        rows = Page.objects.filter(pk__in=self.of(Page)).annotate(shown=Exists(shown))
        facts = rows.values_list("pk", "title", "first_published_at", "shown")
        return {
            str(pk): (title if published else "", is_shown)
            for pk, title, published, is_shown in facts
        }

    def there(self, model: type[Model]) -> set[str]:
        rows = model._default_manager.filter(pk__in=self.of(model))
        return {str(pk) for pk in rows.values_list("pk", flat=True)}

    @cached_property
    def documents(self) -> set[str]:
        return self.there(get_document_model())

    @cached_property
    def pictures(self) -> set[str]:
        return self.there(get_image_model())


def kind_of(model: type[Model]) -> int:
    return ContentType.objects.get_for_model(model).pk


def own(address: str) -> SplitResult | None:
    """An address on this site, in letters; ``None`` for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https"):
        return None
    if parts.netloc and parts.netloc.lower() not in redirects.own_hosts(""):
        return None
    if not parts.path.startswith("/"):
        return None
    return parts._replace(path=unquote(parts.path))


class Look:
    """One look at the site; what is asked for several links is asked once."""

    def __init__(self) -> None:
        self.addresses: dict[str, Fault | None] = {}
        self.anchors: dict[str, set[str]] = {}

    @cached_property
    def statements(self) -> set[str]:
        return {below_prefix(path) for path in StatementPage.objects.paths().values()}

    @cached_property
    def parts(self) -> set[str]:
        return {*parts_in(settings.LANGUAGE_CODE)}

    def anchors_in(self, language: str) -> set[str]:
        if language not in self.anchors:
            parts = parts_in(language).values()
            self.anchors[language] = {part.anchor for part in parts}
        return self.anchors[language]

    def wrong_address(self, address: str) -> Fault | None:
        if address not in self.addresses:
            parts = own(address)
            self.addresses[address] = self.wrong_path(parts) if parts else None
        return self.addresses[address]

    def wrong_path(self, parts: SplitResult) -> Fault | None:
        path = parts.path
        if document := DOCUMENT.fullmatch(path):
            number, name = document.groups()
            row = get_document_model().objects.filter(pk=number).first()
            return None if row and row.filename == name else Fault.DOCUMENT
        if path == "/" or path.startswith(ELSEWHERE):
            return None
        if not redirects.answers(path):
            leads_on = redirects.follow(path, parts.query, "")
            return None if leads_on else Fault.ADDRESS
        language = redirects.prefix_of(path)
        if language and PART.fullmatch(parts.fragment):
            below = path.removeprefix(f"/{language}/").rstrip("/") + "/"
            anchors = self.anchors_in(language)
            if below in self.statements and anchors and parts.fragment not in anchors:
                return Fault.PART
        return None

    def wrong_row(self, link: ToRow, targets: Targets) -> Found | None:
        if link.content_type == kind_of(Page):
            title, is_shown = targets.pages.get(link.pk, ("", False))
            if link.pk not in targets.pages:
                return Found(link.field, Fault.GONE, "")
            if not is_shown:
                return Found(link.field, Fault.HIDDEN, title[:500], int(link.pk))
        elif link.content_type == kind_of(get_document_model()):
            if link.pk not in targets.documents:
                return Found(link.field, Fault.DOCUMENT, "")
        elif (
            link.content_type == kind_of(get_image_model())
            and link.pk not in targets.pictures
        ):
            return Found(link.field, Fault.PICTURE, "")
        return None

    def wrong_parts(self, instance: Model) -> Iterator[Found]:
        """Of what is about parts of the Statement; its original says of which."""
        chosen = getattr(instance, "parts", None)
        if not isinstance(chosen, list) or not self.parts or is_translation(instance):
            return
        gone = len({*chosen} - self.parts)
        if gone:
            yield Found("parts", Fault.PART, str(gone))

    def at(self, instances: Sequence[Model]) -> list[tuple[Model, list[Found]]]:
        rows = {id(each): [*to_rows(each)] for each in instances}
        targets = Targets(link for links in rows.values() for link in links)
        return [
            (each, [*dict.fromkeys(self.in_one(each, rows[id(each)], targets))])
            for each in instances
        ]

    def in_one(
        self, instance: Model, links: list[ToRow], targets: Targets
    ) -> Iterator[Found]:
        for link in links:
            if found := self.wrong_row(link, targets):
                yield found
        for typed in typed_in(instance):
            if fault := self.wrong_address(typed.address):
                yield Found(typed.field, fault, typed.address[:500])
        yield from self.wrong_parts(instance)


def typed_in(instance: Model) -> Iterator[ToAddress]:
    yield from to_addresses(instance)
    if isinstance(instance, Redirect) and instance.redirect_link:
        yield ToAddress("redirect_link", instance.redirect_link)


def in_portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := [*islice(left, AT_ONCE)]:
        yield some


# What is public ---------------------------------------------------------------------


def public_pages() -> Iterator[list[Page]]:
    ids = Page.objects.live().filter(depth__gt=1).order_by("pk")
    for some in in_portions(ids.values_list("pk", flat=True)):
        yield [*Page.objects.filter(pk__in=some).specific()]


def others() -> list[type[Any]]:
    """What else holds links that readers follow."""
    texts = [
        model for model in get_snippet_models() if issubclass(model, TranslatableMixin)
    ]
    return [*texts, SiteSettings, Redirect]


def public_rows(model: type[Any]) -> Iterator[list[Model]]:
    # By their ids: between two portions a connection may be renewed.
    for some in in_portions(
        shown_ids(model).order_by("pk").values_list("pk", flat=True)
    ):
        yield [*model._default_manager.filter(pk__in=some)]


# What is kept of it -----------------------------------------------------------------


def of(instance: Model) -> dict[str, Any]:
    """The columns that say where a link stands."""
    if isinstance(instance, Page):
        return {"page_id": instance.pk}
    return {"content_type_id": kind_of(type(instance)), "object_id": instance.pk}


def kept(instances: Sequence[Model]) -> dict[tuple, list[BrokenLink]]:
    """What is known of each already."""
    wanted = Q(pk__in=[])
    pages = [each.pk for each in instances if isinstance(each, Page)]
    if pages:
        wanted |= Q(page__in=pages)
    others = {type(each) for each in instances if not isinstance(each, Page)}
    for model in others:
        pks = [each.pk for each in instances if type(each) is model]
        wanted |= Q(content_type=kind_of(model), object_id__in=pks)
    found = defaultdict(list)
    for row in BrokenLink.objects.filter(wanted):
        found[row.page_id, row.content_type_id, row.object_id].append(row)
    return found


@transaction.atomic
def keep(found: list[tuple[Model, list[Found]]]) -> None:
    """What is still so keeps its day."""
    known = kept([instance for instance, _ in found])
    gone, new = [], []
    for instance, links in found:
        where = of(instance)
        left = dict.fromkeys(links)
        for row in known[where.get("page_id"), *other_key(where)]:
            same = Found(row.field, Fault(row.fault), row.target, row.to_page)
            if same in left:
                del left[same]
            else:
                gone.append(row.pk)
        new += [BrokenLink(**where, **vars(each)) for each in left]
    if gone:
        BrokenLink.objects.filter(pk__in=gone).delete()
    if new:
        BrokenLink.objects.bulk_create(new)


def other_key(where: dict[str, Any]) -> tuple[int | None, int | None]:
    return where.get("content_type_id"), where.get("object_id")


def look_at(instances: Sequence[Model], look: Look | None = None) -> None:
    keep((look or Look()).at(instances))


def look_at_all() -> Iterator[None]:
    look = Look()
    for pages in public_pages():
        look_at(pages, look)
        yield
    for model in others():
        for rows in public_rows(model):
            look_at(rows, look)
            yield
        told = BrokenLink.objects.filter(content_type=kind_of(model))
        told.exclude(object_id__in=shown_ids(model)).delete()
    BrokenLink.objects.filter(page__live=False).delete()


looking = Steps(look_at_all)


def shown_ids(model: type[Any]) -> Any:
    rows = model._default_manager.order_by()
    if hasattr(model, "live"):
        rows = rows.filter(live=True)
    return rows.values("pk")


# Between two looks ------------------------------------------------------------------


def look_again(instance: Model, **kwargs: object) -> None:
    """What is published is looked at, if it was told of; and whoever led to it is told
    of no more."""
    if isinstance(instance, Page):
        pages = Page.objects.filter(translation_key=instance.translation_key)
        BrokenLink.objects.filter(to_page__in=pages.values("pk")).delete()
    if BrokenLink.objects.filter(**of(instance)).exists():
        look_at([instance])


def forget(instance: Model, **kwargs: object) -> None:
    """Of what is not public nobody meets a link."""
    BrokenLink.objects.filter(**of(instance)).delete()
