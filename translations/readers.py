"""Who sees what of other people's work, in lists over all languages.

A translator opens what is in their own languages. Of the others they see numbers, of
pages that they know of anyway: published ones, and those that wait in a language of
theirs. What is a draft in another language has no title there, and nobody's name.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from wagtail.permissions import page_permission_policy

from openheritage.locales import locale_ids

from .rights import COORDINATE


@dataclass(frozen=True)
class Reader:
    pk: int
    # Languages into which they translate.
    locales: frozenset[int]
    # Those who work on originals know of drafts.
    sees_drafts: bool
    coordinates: bool
    # Whether one of their groups translates into a language.
    translates: bool

    @classmethod
    def of(cls, user: User) -> "Reader":
        known = locale_ids()
        default = known[settings.LANGUAGE_CODE]
        others = frozenset(known.values()) - {default}
        coordinates = user.has_perm(COORDINATE)
        if user.is_superuser or coordinates:
            return cls(
                user.pk,
                others,
                sees_drafts=True,
                coordinates=coordinates,
                translates=coordinates,
            )
        # As Wagtail's menu asks for them: once in a request.
        places = [
            given.page
            for given in page_permission_policy.get_cached_permissions_for_user(user)
            if given.permission.codename == "change_page"
        ]
        is_everywhere = any(page.depth == 1 for page in places)
        held = {page.locale_id for page in places if page.depth == 2}
        return cls(
            user.pk,
            others if is_everywhere else others & held,
            sees_drafts=is_everywhere or default in held,
            coordinates=False,
            translates=bool(others & held),
        )

    @property
    def is_anybody(self) -> bool:
        return bool(self.locales or self.sees_drafts)

    def names_people_in(self, locale: int) -> bool:
        return self.sees_drafts or locale in self.locales
