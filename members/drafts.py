"""The profile that an acceptance makes: nothing of it is public before staff publish.

The page in the original's language holds the facts alone. Who applied in another
language writes in that one: there is a page for their words, beside the original, which
is no translation of words that the original has not got.
"""

from anyascii import anyascii
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.text import slugify

from openheritage.locales import locale_ids
from openheritage.slugs import is_taken
from organisations.models import Organisation

from . import standing
from .models import MemberPage, MembersIndexPage

LONGEST = 100


def index_in(language: str) -> MembersIndexPage | None:
    rows = MembersIndexPage.objects.filter(locale_id=locale_ids().get(language))
    return rows.order_by("-live", "path").first()


def profile_of(organisation: Organisation) -> MemberPage | None:
    """The original of the profile that there is, published or not."""
    rows = MemberPage.objects.filter(
        organisation=organisation, locale_id=locale_ids()[settings.LANGUAGE_CODE]
    )
    return rows.order_by("-live", "pk").first()


def profiles(member: MemberPage) -> list[MemberPage]:
    """In all languages, the original first."""
    rows = MemberPage.objects.filter(translation_key=member.translation_key)
    source = locale_ids()[settings.LANGUAGE_CODE]
    return sorted(rows, key=lambda page: (page.locale_id != source, page.pk))


def slug_for(organisation: Organisation, index: MembersIndexPage) -> str:
    called = organisation.name_latin or organisation.name
    base = slugify(anyascii(called))[:LONGEST].strip("-") or "member"
    taken = set(index.get_children().values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken or is_taken(f"{index.url_path}{slug}/"):
        number += 1
        slug = f"{base}-{number}"
    return slug


def make(
    organisation: Organisation, language: str, actor: AbstractBaseUser | None
) -> MemberPage | None:
    """A draft of the original, and one for words in ``language``; ``None`` without a
    list of members to put it below."""
    index = index_in(settings.LANGUAGE_CODE)
    if index is None:
        return None
    page = MemberPage(
        title=organisation.name,
        slug=slug_for(organisation, index),
        organisation=organisation,
        joined_on=timezone.localdate(),
        live=False,
        locale_id=index.locale_id,
        owner_id=actor.pk if actor else None,
    )
    index.add_child(instance=page)
    page.save_revision(user=actor)
    add_language(page, language, actor)
    return page


def add_language(
    page: MemberPage, language: str, actor: AbstractBaseUser | None
) -> None:
    """A page for the applicant's own words, in their language."""
    if language in locale_ids():
        standing.own_page(page, language, actor)


def was_public(member: MemberPage) -> bool:
    return any(page.live or page.first_published_at for page in profiles(member))


def delete(member: MemberPage) -> None:
    """Of a decision that is taken back, before anything was published."""
    for page in reversed(profiles(member)):
        page.delete()


def has_no_index() -> bool:
    return index_in(settings.LANGUAGE_CODE) is None
