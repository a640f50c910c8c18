"""What goes with a page that is deleted or taken down, counted before it is done.

Translations follow their original (``signals``); the screens of Wagtail speak of the
page alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model, Q
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Page, TranslatableMixin
from wagtail.query import PageQuerySet

from openheritage.locales import language_of, locale_ids
from openheritage.names import language_name, number
from signatures.models import Signature
from statement.models import StatementVersion

from .facts import is_original


def below(pages: Iterable[Page]) -> Q:
    """These pages and what lies under them."""
    condition = Q(pk__in=[])
    for page in pages:
        condition |= Q(path__startswith=page.path)
    return condition


def with_translations(pages: PageQuerySet) -> Q:
    """And the translations of those that are originals."""
    originals = pages.filter(locale__language_code=settings.LANGUAGE_CODE)
    keys = list(originals.order_by().values_list("translation_key", flat=True))
    return Q(translation_key__in=keys)


def deleted_with(pages: Iterable[Page]) -> PageQuerySet:
    here = below(pages)
    there = with_translations(Page.objects.filter(here))
    return Page.objects.filter(here | there)


def taken_down_with(pages: Iterable[Page], *, with_those_below: bool) -> PageQuerySet:
    here = below(pages) if with_those_below else Q(pk__in=[page.pk for page in pages])
    there = with_translations(Page.objects.filter(here))
    return Page.objects.filter(here | there).live()


def names_of(ids: Iterable[int]) -> str:
    return ", ".join(language_name(language_of(pk)) for pk in ids)


def in_languages(ids: list[int]) -> str:
    return staff_n(
        "This touches %(count)s language: %(names)s.",
        "This touches %(count)s languages: %(names)s.",
        len(ids),
    ) % {"count": number(len(ids)), "names": names_of(ids)}


@dataclass
class Consequences:
    locales: list[int]
    pages: int
    addresses: int
    signatures: int
    # Whether readers get the original where a translation was.
    has_fallback: bool

    @classmethod
    def of(cls, touched: PageQuerySet) -> "Consequences":
        rows = touched.order_by().values_list("locale_id", "live", "translation_key")
        here = {locale for locale, _live, _key in rows}
        known = locale_ids()
        return cls(
            locales=[pk for pk in known.values() if pk in here],
            pages=len(rows),
            addresses=sum(live for _locale, live, _key in rows),
            signatures=signatures_under({key for _locale, _live, key in rows}, here),
            has_fallback=known[settings.LANGUAGE_CODE] not in here,
        )

    @property
    def is_small(self) -> bool:
        """A draft in one language: there is nothing to be told."""
        return self.pages < 2 and not self.addresses and not self.signatures

    def told(self) -> list[str]:
        told = [
            in_languages(self.locales),
            staff_n(
                "This touches %(count)s page.",
                "This touches %(count)s pages.",
                self.pages,
            )
            % {"count": number(self.pages)},
        ]
        if self.addresses and self.has_fallback:
            words = staff_n(
                "At %(count)s public address readers get the original instead.",
                "At %(count)s public addresses readers get the original instead.",
                self.addresses,
            )
            told.append(words % {"count": number(self.addresses)})
        elif self.addresses:
            words = staff_n(
                "%(count)s public address leads nowhere afterwards.",
                "%(count)s public addresses lead nowhere afterwards.",
                self.addresses,
            )
            told.append(words % {"count": number(self.addresses)})
        if self.signatures:
            words = staff_n(
                "%(count)s published signature was given to this text.",
                "%(count)s published signatures were given to this text.",
                self.signatures,
            )
            told.append(words % {"count": number(self.signatures)})
        return told


def signatures_under(keys: set, locales: set[int]) -> int:
    """Published ones under texts that these pages show, in these languages."""
    if not StatementVersion.objects.filter(translation_key__in=keys).exists():
        return 0
    texts = Signature.objects.published().filter(
        text__version__translation_key__in=keys
    )
    return texts.filter(text__locale_id__in=locales).count()


def of_deletion(pages: Iterable[Page]) -> list[str]:
    found = Consequences.of(deleted_with([*pages]))
    if found.is_small:
        return []
    return [
        *found.told(),
        staff_("What was translated is kept, and found again if the text comes back."),
    ]


def of_taking_down(pages: Iterable[Page]) -> list[tuple[str, list[str]]]:
    """Without the pages below, and with them, which a box on the screen decides."""
    pages = [*pages]
    alone = taken_down_with(pages, with_those_below=False)
    whole = taken_down_with(pages, with_those_below=True)
    parts = [("", Consequences.of(alone).told())]
    if whole.count() > alone.count():
        parts.append((staff_("With the pages below:"), Consequences.of(whole).told()))
    return parts


def of_snippets(snippets: Iterable[Model]) -> list[str]:
    """Each language has its own; what goes in one stays in the others."""
    told = []
    for snippet in snippets:
        if not isinstance(snippet, TranslatableMixin):
            continue
        others = snippet.get_translations().order_by().values_list("locale_id")
        elsewhere = [pk for pk in locale_ids().values() if (pk,) in {*others}]
        if elsewhere:
            words = staff_n(
                "This concerns %(language)s alone. “%(title)s” stays in %(count)s "
                "other language: %(names)s.",
                "This concerns %(language)s alone. “%(title)s” stays in %(count)s "
                "other languages: %(names)s.",
                len(elsewhere),
            )
            told.append(
                words
                % {
                    "title": snippet,
                    "language": names_of([snippet.locale_id]),
                    "count": number(len(elsewhere)),
                    "names": names_of(elsewhere),
                }
            )
    return told


def of_snippets_taken_down(snippets: Iterable[Model]) -> list[str]:
    """Translations are withdrawn with their original; the others stay."""
    told = []
    for snippet in snippets:
        if isinstance(snippet, TranslatableMixin) and is_original(snippet):
            live = snippet.get_translations(inclusive=True).filter(live=True)
            here = set(live.order_by().values_list("locale_id", flat=True))
            told.append(
                in_languages([pk for pk in locale_ids().values() if pk in here])
            )
        else:
            told += of_snippets([snippet])
    return told
