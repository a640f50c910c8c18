"""What pages share whose words are kept, since somebody signs them."""

from typing import Any, TypeGuard

from django.conf import settings
from django.utils.functional import cached_property
from wagtail.blocks import StreamValue

from openheritage.facts import Facts
from openheritage.locales import locale_ids, open_locales
from openheritage.pages import SitePage, SitePageQuerySet, restricted

from .blocks import LABELLED

# {type of page: {Locale id: url_path}}.
PATHS: Facts[str, dict[int, str]] = Facts("addresses of what is signed")


class KeptPageQuerySet(SitePageQuerySet):
    """Of a type of page of which one counts, such as the Statement."""

    def key(self) -> "KeptPageQuerySet":
        """The translation key of the one, to be used within a query.

        Were there two, it is the first that is live: their languages and the
        numbers of their versions are never mixed.
        """
        originals = self.filter(locale_id=locale_ids()[settings.LANGUAGE_CODE])
        return originals.order_by("-live", "path").values("translation_key")[:1]

    def shown_in(self, language: str) -> Any:
        """The page as readers of a language see it, translated or not; ``None`` if
        there is none."""
        key = self.model.objects.key()
        return self.readable_in(language).filter(translation_key=key).first()

    def open_to_readers(self) -> "KeptPageQuerySet":
        """The one, in each open language in which it is published."""
        return self.live().filter(
            ~restricted(),
            locale_id__in=open_locales().values(),
            translation_key=self.model.objects.key(),
        )

    def paths(self) -> dict[int, str]:
        """``{Locale id: url_path}`` in all open languages."""

        def ask() -> dict[int, str]:
            found = self.model.objects.open_to_readers()
            return dict(found.values_list("locale_id", "url_path"))

        return PATHS.of(self.model._meta.label, ask)

    def labels(self) -> dict[str, str]:
        """``{block id: label}`` of the text of record as it is published."""
        return {
            part.id: part.value["label"]
            for page in self.filter(locale__language_code=settings.LANGUAGE_CODE)
            for part in page.body
            if part.block_type in LABELLED
        }


class KeptPage:
    """A page whose words are kept as they were published, since somebody signs them.

    Each page, with its translations, has versions and numbers of its own, under its
    translation key.
    """

    # What its addresses and files are called: ``statement.txt``, ``statement_text``.
    document = "statement"
    # The fields whose words are kept, for whoever carries translations over.
    kept_fields: tuple[str, ...] = ()

    body: StreamValue

    def canonical_text(self) -> str:
        raise NotImplementedError

    @cached_property
    def contents(self) -> list[dict]:
        """The table of contents: headings, and articles with their label."""
        entries = []
        for part in self.body:
            if part.block_type == "heading":
                entries.append({"title": part.value, "anchor": f"section-{part.id}"})
            elif part.block_type == "article":
                label = part.value["label"]
                entries.append(
                    {
                        "title": part.value["title"],
                        "label": label,
                        "anchor": f"article-{label}",
                    }
                )
        return entries


def is_kept(page: object) -> TypeGuard[SitePage]:
    """Whether it is a page whose words are kept."""
    return isinstance(page, KeptPage)
