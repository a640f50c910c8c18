"""What has no language (slug, date, kind, picture) is the original's everywhere.

wagtail-localize copies it when somebody presses "sync" (localize#789). Delete this
module when it does so at publication, and for whatever revision is published.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ForeignKey
from wagtail.models import Page, ReferenceIndex, TranslatableMixin
from wagtail.query import PageQuerySet
from wagtail.search.index import AutocompleteField, SearchField
from wagtail_localize.fields import SynchronizedField, get_translatable_fields

from openheritage.facts import changed as changed_in_memory
from openheritage.locales import language_of


def is_original(page: TranslatableMixin) -> bool:
    return language_of(page.locale_id) == settings.LANGUAGE_CODE


def translations_of(page: Page) -> PageQuerySet:
    return Page.objects.filter(translation_key=page.translation_key).exclude(
        locale_id=page.locale_id
    )


def facts_of(original: Page) -> dict[str, object]:
    fields = [
        field.get_field(type(original))
        for field in get_translatable_fields(type(original))
        if isinstance(field, SynchronizedField) and not field.overridable
    ]
    # Rows that hang on a page are read from its original by whoever shows them.
    with_words = getattr(type(original), "goes_with_words", ())
    names = [
        field.attname
        for field in fields
        if not field.one_to_many and field.name not in with_words
    ]
    facts = {name: getattr(original, name) for name in names}
    # A translation begins with the times of its original, and nobody can change them
    # in its editor.
    facts |= {name: getattr(original, name) for name in ("go_live_at", "expire_at")}
    if original.depth == 2:
        # Home pages of all languages are siblings; no address has their slugs.
        del facts["slug"]
    return facts


def differing(translation: Page, facts: dict[str, object]) -> dict[str, object]:
    return {
        name: value
        for name, value in facts.items()
        if getattr(translation, name) != value
    }


def copy_facts(original: Page) -> None:
    """Gives them to the translations, as readers see those."""
    facts = facts_of(original)
    kind = type(original)
    of_type = kind._default_manager.filter(translation_key=original.translation_key)
    names: set[str] = set()
    together = []
    for translation in of_type.exclude(locale_id=original.locale_id):
        changed = differing(translation, facts)
        for name, value in changed.items():
            setattr(translation, name, value)
        if changed and concern_no_other_row(kind, changed):
            names |= changed.keys()
            together.append(translation)
        elif changed:
            # They are as good as they are in the original, but for addresses, which
            # a page of another tree may have.
            translation.save(clean="slug" in changed)
    if not together:
        return
    with transaction.atomic():
        rows = of_type.filter(pk__in=[each.pk for each in together])
        rows.update(**{name: facts[name] for name in names})
        refer(kind, together, names)
    # Nobody hears of rows that are written together.
    changed_in_memory(kind)


def refer(kind: type[Page], pages: list[Page], names: Iterable[str]) -> None:
    """What these fields lead to is found from there, as by the page that shows a
    picture: what ``ReferenceIndex.create_or_update_for_object`` writes for each page,
    for all of them together."""
    fields = [kind._meta.get_field(name) for name in names]
    relations = [field for field in fields if isinstance(field, ForeignKey)]
    if not relations:
        return
    types = ContentType.objects.get_for_models(kind, Page, for_concrete_models=False)
    rows = [
        ReferenceIndex(
            content_type=types[kind],
            base_content_type=types[Page],
            object_id=str(page.pk),
            to_content_type=ReferenceIndex._get_base_content_type(field.related_model),
            to_object_id=str(field.value_from_object(page)),
            model_path=field.name,
            content_path=field.name,
            content_path_hash=ReferenceIndex._get_content_path_hash(field.name),
        )
        for page in pages
        for field in relations
        if field.value_from_object(page) is not None
    ]
    ReferenceIndex.objects.filter(
        base_content_type=types[Page],
        object_id__in=[str(page.pk) for page in pages],
        content_path__in=[field.name for field in relations],
    ).delete()
    ReferenceIndex.objects.bulk_create(rows)


def concern_no_other_row(kind: type[Page], changed: Iterable[str]) -> bool:
    """Whether nothing is made of them when a page is saved: no addresses of pages
    below, no words to be found, nothing of the type's own."""
    searched = {
        field.field_name
        for field in kind.search_fields
        if isinstance(field, SearchField | AutocompleteField)
    }
    return kind.save is Page.save and (searched | {"slug"}).isdisjoint(changed)


def take_facts(page: Page) -> None:
    """Gives them to a draft of a translation, which may be older than they are."""
    if is_original(page):
        return
    for original in translations_of(page).specific():
        if is_original(original):
            for name, value in differing(page, facts_of(original)).items():
                setattr(page, name, value)
