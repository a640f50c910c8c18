"""Which public pages lack words in a language, for whoever would like to help.

Pages of which readers get the original, and translations whose original has changed.
It is the same for everyone and tells nothing that is not public: of a draft no more
than how many sentences are left.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet
from wagtail.models import Page
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.facts import Facts
from openheritage.locales import locale_ids, open_locales
from openheritage.pages import path_in, restricted
from statement.models import StatementPage
from translations.waiting import with_own_words

# By language and page.
INVITES: Facts[tuple[str, int], bool] = Facts("pages that lack words")


@dataclass(frozen=True)
class Waiting:
    """A page that lacks words; ``left`` is ``None`` where nobody has counted them."""

    page: Page
    left: int | None
    is_stale: bool

    @property
    def weight(self) -> tuple[bool, bool, str]:
        """The Statement, then what readers have and is stale, then the menu's order."""
        is_statement = self.page.specific_class is StatementPage
        return not is_statement, not self.is_stale, self.page.path


def takes_help(language: str) -> bool:
    """Whether the public may translate into it."""
    return language in open_locales() and language != settings.LANGUAGE_CODE


def originals() -> QuerySet[Page]:
    """All that everybody may read, in the language in which it was written."""
    source = locale_ids()[settings.LANGUAGE_CODE]
    return Page.objects.live().filter(~restricted(), depth__gt=1, locale_id=source)


def live_in(language: str) -> QuerySet[Page]:
    return Page.objects.live().filter(locale_id=locale_ids()[language])


def translations_into(language: str) -> QuerySet[Translation]:
    return Translation.objects.filter(
        enabled=True, target_locale_id=locale_ids()[language]
    )


def said(language: str) -> QuerySet[StringTranslation]:
    """Of a segment of the outer query, what has been translated soundly."""
    return StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale_id=locale_ids()[language],
        has_error=False,
    )


def segments(language: str) -> QuerySet[StringSegment]:
    """Those of originals that have no words in a language."""
    return StringSegment.objects.filter(
        ~Exists(said(language)),
        source__locale_id=locale_ids()[settings.LANGUAGE_CODE],
    )


def is_translatable(page: Page) -> bool:
    """Whether a page of its type has words that translators are asked for."""
    model = page.specific_class
    return model is not None and any(
        isinstance(field, TranslatableField) for field in get_translatable_fields(model)
    )


def wants_help(page: Page, language: str) -> bool:
    """Of a page that readers of a language are shown. One query, or none."""
    if not takes_help(language) or not is_translatable(page):
        return False
    if not getattr(page, "has_own_words", True):
        return False
    key = page.translation_key
    original = originals().filter(translation_key=key)
    left = segments(language).filter(source__object_id=key)
    if page.locale_id == locale_ids()[language]:
        begun = translations_into(language).filter(source__object_id=key)
        return original.filter(Exists(left), Exists(begun)).exists()
    known = StringSegment.objects.filter(source__object_id=key)
    found = original.annotate(is_known=Exists(known), has_left=Exists(left))
    row = found.values_list("is_known", "has_left").first()
    return row is not None and (row[1] or not row[0])


def invites(page: Page, language: str) -> bool:
    """``wants_help``, which the notice of every page asks."""
    if not takes_help(language):
        return False
    return INVITES.of((language, page.pk), lambda: wants_help(page, language))


def pages_for(language: str) -> list[Waiting]:
    """All of them, by weight. A few queries, however many there are."""
    if not takes_help(language):
        return []
    live = live_in(language).filter(translation_key=OuterRef("translation_key"))
    pages = list(
        originals()
        .annotate(is_read=Exists(live))
        .select_related("content_type", "locale")
        .order_by("path")
    )
    known = set(
        StringSegment.objects.order_by()
        .filter(source__locale_id=locale_ids()[settings.LANGUAGE_CODE])
        .values_list("source__object_id", flat=True)
        .distinct()
    )
    begun = set(translations_into(language).values_list("source__object_id", flat=True))
    left = counts(language)
    found = []
    for page in pages:
        if page.is_read and page.translation_key not in begun:
            continue
        number = left.get(page.translation_key, 0)
        if page.translation_key in known:
            if number:
                found.append(Waiting(page, number, page.is_read))
        elif not page.is_read and is_translatable(page):
            found.append(Waiting(page, None, False))
    # Without what reads the same for everyone, as a name does.
    own = {page.pk for page in with_own_words([each.page for each in found])}
    return sorted(
        (each for each in found if each.page.pk in own), key=lambda each: each.weight
    )


def counts(language: str) -> dict[UUID, int]:
    rows = segments(language).order_by().values("source__object_id")
    found = rows.annotate(number=Count("pk"))
    return dict(found.values_list("source__object_id", "number"))


def find(number: int, language: str) -> Page | None:
    """The original of a page for which help is wanted."""
    page = originals().filter(pk=number).select_related("locale").first()
    if page is None or not takes_help(language):
        return None
    here = live_in(language).filter(translation_key=page.translation_key).first()
    return page if wants_help((here or page).specific, language) else None


def address_of(page: Page, language: str) -> str:
    """Where readers of a language find it."""
    return path_in(language, page.url_path)
