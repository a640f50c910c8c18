"""What stands on the pages of a member, and the page that words of a language go to."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import TranslationCreator

from events.deeds import NotNowError
from openheritage.locales import locale_ids

from .contacting import page_of
from .models import MemberPage
from .profile_words import text_of

# Of the page in each language; the rest stands in the original, and in the
# organisation.
WORDS = ("sentence", "description")
FACTS = ("website", "links")


def page_in(original: MemberPage, language: str) -> MemberPage | None:
    if original.language == language:
        return original
    return MemberPage.objects.filter(
        translation_key=original.translation_key,
        locale__language_code=language,
    ).first()


def shown(page: MemberPage) -> MemberPage:
    """As the public sees it, or as it is prepared if nobody does."""
    return page if page.live else page.get_latest_revision_as_object()


def standing(original: MemberPage, language: str) -> dict[str, Any]:
    """What a contact may change, as it is now, in a language."""
    page = page_in(original, language)
    words = {"sentence": "", "description": ""}
    if page is not None and page.alias_of_id is None:
        page = shown(page)
        words = {"sentence": page.sentence, "description": text_of(page.body)}
    facts = shown(original)
    return words | {
        "website": original.organisation.website,
        "links": list(facts.links),
        "logo": facts.logo_id,
    }


def now(member_key: Any, language: str) -> dict[str, Any] | None:
    """``None`` where the member has no page any more."""
    original = page_of(member_key)
    return None if original is None else standing(original, language)


def own_page(
    original: MemberPage, language: str, actor: AbstractBaseUser | None
) -> MemberPage:
    """The page of a language, made where it is missing, for words that are the
    organisation’s own there: no translation of the original’s writes over them."""
    page = page_in(original, language)
    if page is None:
        locale = Locale.objects.filter(language_code=language).first()
        if locale is None:
            # The site speaks it no more.
            raise NotNowError
        parent = original.get_parent()
        if not parent.has_translation(locale):
            TranslationCreator(actor, [locale]).create_translations(parent.specific)
        page = original.copy_for_translation(locale)
        empty(page)
    elif page.alias_of_id is not None:
        page.alias_of = None
        empty(page)
    if page.pk != original.pk:
        for translation in translations_into(original, language):
            translation.enabled = False
            translation.save()
    return page


def translations_into(original: MemberPage, language: str) -> QuerySet[Translation]:
    """Those that write into the page of a language."""
    return Translation.objects.filter(
        source__object_id=original.translation_key,
        target_locale_id=locale_ids().get(language),
        enabled=True,
    )


def kept_of(original: MemberPage, language: str) -> dict[str, Any]:
    """What ``own_page`` is about to end, for ``bring_back``."""
    if language == original.language:
        return {}
    translations = translations_into(original, language)
    return {
        "is_page_made": page_in(original, language) is None,
        "translations": [translation.pk for translation in translations],
    }


def bring_back(page: MemberPage, kept: dict[str, Any]) -> None:
    """A page that was made for words goes with them; a translation goes on."""
    for translation in Translation.objects.filter(pk__in=kept.get("translations", [])):
        translation.enabled = True
        translation.save()
    if kept.get("is_page_made"):
        page = MemberPage.objects.get(pk=page.pk)
        draft = page.get_latest_revision_as_object()
        if not any(each.has_own_words for each in (page, draft)):
            page.delete()


def empty(page: MemberPage) -> None:
    """Of the original’s words, in what is prepared too: a copy begins with them."""
    page.sentence, page.body = "", []
    page.seo_title = page.search_description = ""
    page.save()
    page.save_revision(clean=False, changed=False)


def pages_of(original: MemberPage, language: str) -> list[MemberPage]:
    """Those that a change is written to, as far as they are there."""
    page = page_in(original, language)
    return [original] if page is None or page == original else [original, page]


def is_clean(pages: list[MemberPage]) -> bool:
    """Whether publishing them would publish nothing else than what is written now."""
    if not pages or not pages[0].live:
        return False
    return not any(page.has_unpublished_changes for page in pages)


def may_publish(pages: list[MemberPage], actor: AbstractBaseUser) -> bool:
    return all(page.permissions_for_user(actor).can_publish() for page in pages)
