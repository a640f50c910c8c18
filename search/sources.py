"""What is public now, read from the tables that hold the truth."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from members.models import MemberPage
from news.models import NewsPage
from openheritage.blocks import questions_in
from openheritage.facts import Facts, Told
from openheritage.furniture import speaking
from openheritage.locales import open_locales
from openheritage.names import country_name
from openheritage.pages import SitePage, restricted
from openheritage.text import collapsed
from resources.models import Edition, ResourcesPage
from resources.shelf import by_language, stand_in
from signatures.models import Signature
from statement.blocks import LABELLED
from statement.models import StatementPage
from statement.summaries import shown_in as summaries_in
from stories.models import StoryFramePage

from . import analysis, references
from .models import Entry, EntryKind

PAGE, SIGNATURE, DOCUMENT = "page", "signature", "document"
SIGNATURE_SOURCE = "signatures.signature"
DOCUMENT_SOURCE = "resources.resource"

# Whether they are public.
PAGES: Facts[int, bool] = Facts("pages that are found", is_kept_in_outages=False)
DOCUMENTS: Facts[int, bool] = Facts("documents found", is_kept_in_outages=False)


def page_thing(translation_key: UUID | str) -> str:
    return f"{PAGE}:{translation_key}"


def signature_thing(reference: str) -> str:
    return f"{SIGNATURE}:{reference}"


def document_thing(resource: int | str) -> str:
    return f"{DOCUMENT}:{resource}"


def is_signature(document_id: str) -> bool:
    return document_id.startswith(f"{SIGNATURE}:")


def public_pages() -> PageQuerySet:
    ids = open_locales().values()
    return Page.objects.live().filter(~restricted(), depth__gte=2, locale_id__in=ids)


def things() -> Iterator[str]:
    """All that a reader may find, each once."""
    keys = public_pages().order_by("translation_key").values_list("translation_key")
    for (key,) in keys.distinct().iterator():
        yield page_thing(key)
    references = Signature.objects.published().order_by("pk")
    for reference in references.values_list("reference", flat=True).iterator():
        yield signature_thing(reference)
    editions = Edition.objects.public().order_by("resource_id")
    for pk in editions.values_list("resource_id", flat=True).distinct():
        yield document_thing(pk)


def entries(thing: str) -> list[Entry]:
    return entries_of([thing])[thing]


def entries_of(things: Iterable[str]) -> dict[str, list[Entry]]:
    """What each thing is found by, unsaved; nothing for what is not public."""
    found: dict[str, list[Entry]] = {thing: [] for thing in things}
    names = defaultdict(list)
    for thing in found:
        kind, _colon, name = thing.partition(":")
        names[kind].append(name)
    for entry in of_pages(names[PAGE]) if names[PAGE] else ():
        found[entry.thing].append(entry)
    for entry in of_signatures(names[SIGNATURE]) if names[SIGNATURE] else ():
        found[entry.thing].append(entry)
    for entry in of_documents(names[DOCUMENT]) if names[DOCUMENT] else ():
        found[entry.thing].append(entry)
    return found


# Pages -----------------------------------------------------------------------


def of_pages(keys: list[str]) -> Iterator[Entry]:
    languages = {pk: language for language, pk in open_locales().items()}
    live = Page.objects.live().filter(translation_key__in=keys)
    # A translation that is closed still stands in the original's place.
    taken = defaultdict(set)
    for key, locale_id in live.values_list("translation_key", "locale_id"):
        taken[key].add(languages.get(locale_id))
    pages = public_pages().filter(translation_key__in=keys)
    for page in specific(pages):
        if not isinstance(page, SitePage):
            continue
        language = languages[page.locale_id]
        shown_in = {language}
        if language == settings.LANGUAGE_CODE:
            shown_in |= {*languages.values()} - taken[page.translation_key]
        yield from of_page(page, language, spaced(shown_in))


def specific(pages: PageQuerySet) -> Iterator[Page]:
    """The pages as their types, each type in one query with what it refers to."""
    rows = sorted(
        pages.select_related("content_type"), key=lambda page: page.content_type_id
    )
    for content_type, group in groupby(rows, key=lambda page: page.content_type):
        model = content_type.model_class()
        if model is None:
            continue
        found = model._default_manager.filter(pk__in=[page.pk for page in group])
        for field in model.search_fields:
            if isinstance(field, index.RelatedFields):
                found = field.select_on_queryset(found)
        yield from found


def spaced(languages: Iterable[str]) -> str:
    return f" {' '.join(sorted(languages))} "


def of_page(page: SitePage, language: str, shown_in: str) -> Iterator[Entry]:
    kind, date = EntryKind.PAGE, None
    if isinstance(page, NewsPage):
        kind, date = EntryKind.NEWS, page.shown_on
    elif isinstance(page, StoryFramePage):
        kind = EntryKind.STORY
    elif isinstance(page, MemberPage) and page.is_member:
        # Observers and who has left are pages: a result says what it is.
        kind = EntryKind.MEMBER
    row = {
        "thing": page_thing(page.translation_key),
        "language": language,
        "shown_in": shown_in,
        "path": page.url_path.split("/", 2)[2],
        "source": page._meta.label_lower,
        "source_id": page.pk,
    }
    is_statement = isinstance(page, StatementPage)
    pieces = statement_words(page) if is_statement else page_words(page)
    body = getattr(page, "body", None)
    asked = questions_in(body) if body else []
    answered = {*clean(line for each in asked for line in (each.question, each.answer))}
    yield entry(
        **row,
        kind=kind,
        title=page.title,
        # As for clauses: a hit in a question leads to it.
        text="\n".join(line for line in pieces if line not in answered),
        date=date,
        also=in_every_language(country_of(page)),
    )
    if is_statement:
        with speaking(language):
            yield from clauses(page, row)
    for each in asked:
        yield entry(
            **row | {"path": f"{row['path']}#{each.anchor}"},
            part=each.id,
            kind=EntryKind.QUESTION,
            title=collapsed(each.question),
            text=collapsed(each.answer),
        )


def country_of(page: SitePage) -> str:
    return page.organisation.country if isinstance(page, MemberPage) else ""


@lru_cache(maxsize=512)
def tokens_of_names(names: tuple[tuple[str, str], ...]) -> str:
    found = " ".join(analysis.document(name, language) for name, language in names)
    return " ".join(dict.fromkeys(found.split()))


def in_every_language(country: str) -> str:
    """The tokens of a country's names: a reader knows it by one of them."""
    if not country:
        return ""
    names = [(country_name(country, each), each) for each in open_locales()]
    return tokens_of_names(tuple(names))


def statement_words(page: StatementPage) -> list[str]:
    """What has no label: a hit in a clause leads to the clause, not the page."""
    body = [str(part.value) for part in page.body if part.block_type not in LABELLED]
    return clean([page.formal_title, page.notice, *body])


def clauses(page: StatementPage, row: dict) -> Iterator[Entry]:
    """An article is found by its plain summary too, whose words are not shown: they
    are not its own."""
    summaries = summaries_in(page.locale_id)
    for part in page.body:
        if part.block_type not in LABELLED:
            continue
        label = part.value["label"]
        words = {"label": label, "title": part.value.get("title")}
        if part.block_type == "article":
            title = _("Article %(label)s: %(title)s") % words
        else:
            title = _("Clause %(label)s") % words
        anchor = f"#{part.block_type}-{label}"
        yield entry(
            **row | {"path": row["path"] + anchor},
            part=part.id,
            kind=EntryKind.CLAUSE,
            title=title,
            text="\n".join(part.value.paragraphs),
            also=analysis.document(summaries.get(part.id, ""), row["language"]),
            also_titled=references.token(part.block_type, label),
        )


def page_words(page: SitePage) -> list[str]:
    """The text of the fields that a page type names for searching."""
    found = []
    for field in page.search_fields:
        if isinstance(field, index.RelatedFields):
            related = field.get_value(page)
            named = field.fields if related else []
            found += [getattr(related, each.field_name) for each in named]
        elif isinstance(field, index.SearchField) and field.field_name != "title":
            value = field.get_value(page)
            found += value if isinstance(value, list) else [value]
    return clean(found)


def clean(pieces: Iterable[object]) -> list[str]:
    """Each piece on one line; a name that is the title need not be said again."""
    lines = [collapsed(str(piece)) for piece in pieces if piece]
    return list(dict.fromkeys(filter(None, lines)))


# Signatures ------------------------------------------------------------------


def of_signatures(references: list[str]) -> Iterator[Entry]:
    """The name and what was said with it; never anything of the person."""
    shown_in = spaced(open_locales())
    for signature in Signature.objects.published().filter(reference__in=references):
        published = signature.published_at
        yield entry(
            thing=signature_thing(signature.reference),
            language=signature.language,
            shown_in=shown_in,
            kind=EntryKind.SIGNATORY,
            title=signature.name,
            text=latin_and_comment(signature),
            path=f"signatures/{signature.reference}/",
            date=published.date() if published else signature.signed_on,
            source=SIGNATURE_SOURCE,
            source_id=signature.pk,
            also=in_every_language(signature.country),
        )


def latin_and_comment(signature: Signature) -> str:
    """On two lines, of which the first may be empty: the name is in no language, the
    comment in one."""
    latin, comment = collapsed(signature.name_latin), collapsed(signature.comment)
    return f"{latin}\n{comment}".rstrip("\n")


# Documents -------------------------------------------------------------------


def of_documents(resources: list[str]) -> Iterator[Entry]:
    """An edition is found in its language; what stands in where there is none, in all
    languages that have none. The page of resources is where it is to be had."""
    keys = [int(key) for key in resources if key.isdecimal()]
    page = public_pages().type(ResourcesPage).order_by("locale_id")
    path = page.values_list("url_path", flat=True).first()
    if path is None:
        return
    editions = Edition.objects.public().filter(resource_id__in=keys)
    for pk, group in groupby(
        editions.order_by("resource_id", "sort_order", "pk"),
        key=lambda edition: edition.resource_id,
    ):
        there = by_language(group)
        instead = stand_in(there)
        for language, some in there.items():
            shown_in = {language} & {*open_locales()}
            if language == instead:
                shown_in |= {*open_locales()} - {*there}
            words = [word for each in some for word in (each.title, each.summary)]
            yield entry(
                thing=document_thing(pk),
                language=language,
                shown_in=spaced(shown_in),
                kind=EntryKind.DOCUMENT,
                title=some[0].title,
                text="\n".join(line for line in clean(words) if line != some[0].title),
                path=f"{path.split('/', 2)[2]}#{some[0].resource.anchor}",
                source=DOCUMENT_SOURCE,
                source_id=pk,
            )


# Entries ---------------------------------------------------------------------


def entry(
    *,
    title: str,
    text: str,
    language: str,
    also: str = "",
    also_titled: str = "",
    **row: object,
) -> Entry:
    """``also`` and ``also_titled`` are tokens of what is not shown."""
    return Entry(
        **{"part": "", "date": None} | row,
        language=language,
        title=title,
        text=text,
        title_tokens=joined(analysis.document(title, language), also_titled),
        text_tokens=joined(analysis.document(text, language), also),
    )


def joined(*tokens: str) -> str:
    return " ".join(filter(None, tokens))


def still_public(entries: Iterable[Entry], language: str = "") -> list[Entry]:
    """Those that may be shown at this moment, to readers of ``language`` or of any.

    The table follows what changes within seconds; this closes the gap.
    """
    wanted = f" {language} " if language else " "
    found = [entry for entry in entries if wanted in entry.shown_in]
    asked: dict[str, set[int]] = defaultdict(set)
    for each in found:
        asked[source_of(each)].add(each.source_id)
    public = {source: still_there(source, keys) for source, keys in asked.items()}
    shown = [each for each in found if each.source_id in public[source_of(each)]]
    for each in shown:
        each.country = public[source_of(each)][each.source_id]
    return shown


def source_of(entry: Entry) -> str:
    kinds = {EntryKind.SIGNATORY: SIGNATURE, EntryKind.DOCUMENT: DOCUMENT}
    return kinds.get(EntryKind(entry.kind), PAGE)


def still_there(source: str, keys: set[int]) -> dict[int, str]:
    """Those that are public, each with its country if it is a signatory's."""
    if source == SIGNATURE:
        rows = Signature.objects.published().filter(pk__in=keys)
        return dict(rows.values_list("pk", "country"))
    facts, ask = (
        (DOCUMENTS, which_documents) if source == DOCUMENT else (PAGES, which_pages)
    )
    # What has just been taken down is not shown because nobody tells, as on SQLite.
    known = facts.of_many(keys, ask) if monotonic() < Told.until else ask(keys)
    return {pk: "" for pk in keys if known[pk]}


def which_pages(keys: Collection[int]) -> dict[int, bool]:
    rows = public_pages().filter(pk__in=keys)
    public = {*rows.values_list("pk", flat=True)}
    return {pk: pk in public for pk in keys}


def which_documents(keys: Collection[int]) -> dict[int, bool]:
    rows = Edition.objects.public().filter(resource_id__in=keys).order_by()
    public = {*rows.values_list("resource_id", flat=True)}
    return {pk: pk in public for pk in keys}
