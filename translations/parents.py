"""A page is submitted for translation with the pages above it.

Localize would put live copies of those, in the original's words, where their
translations belong. Delete this when it submits them too.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Model
from wagtail.models import Page
from wagtail_localize.operations import TranslationCreator


def with_parents(create: Callable[..., None]) -> Callable[..., None]:
    @wraps(create)
    def wrapper(
        self: TranslationCreator, instance: Model, *args: Any, **kwargs: Any
    ) -> None:
        parent = instance.get_parent() if isinstance(instance, Page) else None
        if parent is not None and not parent.is_root():
            missing = [
                locale
                for locale in self.target_locales
                if not parent.has_translation(locale)
            ]
            if missing:
                above = TranslationCreator(self.user, missing)
                above.create_translations(parent.specific)
        create(self, instance, *args, **kwargs)

    return wrapper


def submit_parents() -> None:
    TranslationCreator.create_translations = with_parents(
        TranslationCreator.create_translations
    )
