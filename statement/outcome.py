"""What publishing a page whose words are kept would do, before it is done."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import cast

from wagtail.models import Locale

from openheritage import slots
from openheritage.pages import SitePage
from openheritage.slots import Slot

from .differences import Change, changes, labels_of
from .models import KeptPage, StatementText, StatementVersion


@dataclass(frozen=True)
class Following:
    """A published translation, and the version that it follows."""

    locale: Locale
    number: int


class Outcome:
    """``page`` is a ``KeptPage`` as it would be published, which may not be saved."""

    def __init__(self, page: SitePage) -> None:
        self.page = page
        self.text = cast(KeptPage, page).canonical_text()
        self.is_original = page.original.pk == page.pk
        self.versions = StatementVersion.objects.filter(
            translation_key=page.translation_key
        )
        self.version = self.versions.first()

    @cached_property
    def texts(self) -> list[StatementText]:
        """All texts of this language, the newest first."""
        return list(StatementText.objects.of(self.page))

    @property
    def last(self) -> StatementText | None:
        """The words that readers of the language see."""
        return self.texts[0] if self.texts else None

    @property
    def is_reworded(self) -> bool:
        return self.last is None or self.last.text != self.text

    @property
    def follows_newest(self) -> bool:
        """Whether the language has a text of the newest version."""
        return bool(self.last and self.version and self.last.version == self.version)

    @property
    def makes_text(self) -> bool:
        """Whether anything is kept at all."""
        if self.is_original:
            return self.is_reworded
        return bool(self.version) and (self.is_reworded or not self.follows_newest)

    @property
    def makes_corrigendum(self) -> bool:
        """Other words of a translation for the version that it follows already."""
        return not self.is_original and self.is_reworded and self.follows_newest

    @property
    def may_be_corrigendum(self) -> bool:
        """Whether new words of the original could stay in their version."""
        return bool(self.last and self.is_original and self.has_same_parts)

    @property
    def has_same_parts(self) -> bool:
        last = self.last
        return bool(last and labels_of(last.text) == labels_of(self.text))

    @property
    def next_number(self) -> int:
        return self.version.number + 1 if self.version else 1

    @property
    def seen(self) -> str:
        """Changes with what would be published, and with what it would replace."""
        last = self.last.pk if self.last else 0
        version = self.version.pk if self.version else 0
        words = f"{last}\n{version}\n{self.text}"
        return sha256(words.encode()).hexdigest()

    @property
    def changes(self) -> list[Change]:
        return changes(self.last.text, self.text) if self.last else []

    @property
    def seen_before(self) -> StatementText | None:
        """An older text with exactly these words."""
        if not self.is_reworded:
            return None
        return next((text for text in self.texts if text.text == self.text), None)

    @cached_property
    def translations(self) -> list[Following]:
        pages = self.page.get_translations().live()
        texts = StatementText.objects.filter(
            version__translation_key=self.page.translation_key,
            locale__in=pages.values("locale"),
        ).select_related("version", "locale")
        newest: dict[int, Following] = {}
        for text in texts.defer("text"):
            newest.setdefault(
                text.locale_id, Following(text.locale, text.version.number)
            )
        return sorted(newest.values(), key=lambda row: row.locale.language_code)

    @property
    def falling_behind(self) -> list[Following]:
        return [row for row in self.translations if row.number + 1 == self.next_number]

    @property
    def behind(self) -> list[Following]:
        return [row for row in self.translations if row.number + 1 < self.next_number]

    @cached_property
    def signed(self) -> list[tuple[str, int]]:
        """Signatures on any text of the page, in words and numbers."""
        key = self.page.translation_key
        texts = StatementText.objects.filter(version__translation_key=key)
        answers = slots.answers(Slot.SIGNED, texts)
        return [row for rows in answers for row in rows]
