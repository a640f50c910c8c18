"""Where apps add to what lower ones show and decide, without being named there.

A slot is a hook of Wagtail's whose name is one of ours. Each app has what it puts
into slots in its ``slots.py``, and does so in the ``ready()`` of its ``apps.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.template import Engine
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks


class Slot(StrEnum):
    """All slots. A comment says what a filling is called with and what it answers."""

    # Shown by {% slot %} in the order of their filling: (context) -> HTML.
    HEAD = "slot_head"
    ABOVE_HEADER = "slot_above_header"
    HEADER = "slot_header"
    # List items.
    FOOTER_PAGES = "slot_footer_pages"
    # The same, below the languages of the switcher.
    SWITCHER = "slot_switcher"
    # With ``image``, ``alt``, ``caption`` and ``decorative``; a small one, of the shape
    # of others around it, with ``ratio`` and ``sizes``.
    PICTURE = "slot_picture"
    # With ``css_class``: a link that invites to sign.
    CALL_TO_SIGN = "slot_call_to_sign"
    # Beside the Statement, whose page is ``page``.
    STATEMENT_PANEL = "slot_statement_panel"
    # With ``signature``, which is published: a link to its public page.
    RECEIPT = "slot_receipt"
    # In which forms the Statement can be had, whose text is ``text``: a section.
    STATEMENT_DOWNLOADS = "slot_statement_downloads"
    # In which forms a story can be had, whose page is ``page``: a section.
    STORY_DOWNLOADS = "slot_story_downloads"
    # A sentence that says how many have signed.
    SIGNED_SO_FAR = "slot_signed_so_far"
    # What kind of translation ``page`` is, for its readers; with ``words``, a text of
    # the Statement, the same of it within a sentence.
    TRANSLATION_STATUS = "slot_translation_status"
    # At the end of a clause or an article of ``page``, whose anchor is ``anchor``.
    CLAUSE = "slot_clause"
    # Lines of a list of facts, with ``organisation``.
    ORGANISATION_FACTS = "slot_organisation_facts"
    # On the page of an organisation, with ``organisation``: what tells of it elsewhere.
    ORGANISATION_NEWS = "slot_organisation_news"
    # About the page that is shown, where readers lack words in their language: an
    # invitation to translate, or nothing. A notice of its own but ``is_within`` one.
    HELP_TRANSLATE = "slot_help_translate"
    # List items of open data, below the files of a list.
    OPEN_DATA = "slot_open_data"
    # On the privacy page, below what signing keeps.
    KEPT = "slot_kept"

    # () -> an object with ``contact_email``, ``linkedin_url``, ``donation_url``,
    # ``funder_name`` and ``funder_url``: what every template has as ``addresses``.
    ADDRESSES = "slot_addresses"
    # (language, StatementText, whether by its digest, name of the view that is answered
    # or "") -> list of links to other forms of it, for the header ``Link``.
    STATEMENT_LINKS = "slot_statement_links"
    # () -> Link: a view that stands in the menu beside the pages.
    MENU = "slot_menu"
    # (path of the request) -> Link or None: the one button in the head of the site.
    CALL = "slot_call"
    # (language) -> list of Total: what the home page counts.
    TOTALS = "slot_totals"
    # (language) -> list of Link: files of the Statement in that language.
    STATEMENT_FORMS = "slot_statement_forms"
    # (published Signature) -> list of Link: files that say that it stands, for its
    # receipt and for the mail that says so.
    RECEIPT_FILES = "slot_receipt_files"
    # (language) -> list of Link: where the public may help to translate into it.
    HELP_INTO = "slot_help_into"
    # (user) -> list of Unplaced: what is public, in no country that we know, and for
    # this user to mend.
    UNPLACED = "slot_unplaced"
    # () -> names of views that are the same in every language, for the sitemap.
    SITEMAP = "slot_sitemap"
    # (page, language) -> openheritage.cards.Card or None: the picture that stands for
    # a page where it is shared; the first one counts.
    CARD = "slot_card"
    # (address of the home page) -> schema.org properties of the site.
    SITE_DATA = "slot_site_data"
    # (labels of the edited page, its ``KeptPage.document``) -> Signed: which labels are
    # no longer free.
    SIGNED_LABELS = "slot_signed_labels"
    # (queryset of StatementText) -> list of (words, number): signatures on these texts.
    SIGNED = "slot_signed"
    # (queryset of StatementText) -> {id of a text: published signatures on it}.
    SIGNED_PUBLICLY = "slot_signed_publicly"
    # (ids of organisations, language) -> {id: path of the page that presents it}.
    ORGANISATION_PATHS = "slot_organisation_paths"
    # () -> {language: names of people whom the page of thanks names}.
    THANKED = "slot_thanked"
    # (page) -> names of those who translated it and wish to be named.
    TRANSLATED_BY = "slot_translated_by"
    # (mail address) -> number of what a person is forgotten behind; ``ValueError`` if
    # it is none.
    ERASE = "slot_erase"
    # (mail address) -> {what: all that is kept}; ``ValueError`` if it is none.
    EXPORT = "slot_export"
    # () -> number of people whose keyed hashes were of another key, and are made anew.
    REHASH = "slot_rehash"
    # (whether nothing is to be deleted) -> {reason: number} of what is due.
    PURGE = "slot_purge"
    # () -> {language: {code: name}} that staff gave to countries and territories.
    NAMES = "slot_names"
    # () -> {language: mark}: another one whenever staff gave other words to the site.
    EDITIONS = "slot_editions"
    # (language) -> openheritage.spoken.Vocabulary: what they gave.
    VOCABULARY = "slot_vocabulary"
    # (original, translation, language) -> sentences about what may be wrong with it.
    DOUBTS = "slot_doubts"
    # () -> list of openheritage.roles.Right: who may do what with the app's models.
    RIGHTS = "slot_rights"
    # (request) -> words, why whoever asks may not change the mail address of their own
    # account now; empty if they may.
    OWN_ADDRESS = "slot_own_address"
    # (name, mail address, password or "") -> an object with ``is_new``, ``words`` and
    # ``link``, at which a password is chosen: the first account. ``ValidationError``.
    SUPERUSER = "slot_superuser"
    # (Translation, id of a segment or None) -> the address at which it is translated.
    SENTENCE = "slot_sentence"
    # (Locales, how many or None) -> {id: list of ``workbench.sections.Group``}
    # of what else waits for those who review these languages.
    WAITS = "slot_waits"
    # (pages or rows, Deed) -> list of (heading, sentences): what leads to what is about
    # to be deleted, taken down or moved, and what its readers then meet.
    LEADS_HERE = "slot_leads_here"
    # (page) -> sentences of the same, beside its slug.
    LINKED_FROM = "slot_linked_from"
    # (Locale) -> list of openheritage.languages.Check: what it needs to be opened.
    LANGUAGE_CHECKS = "slot_language_checks"
    # (Locale) -> list of openheritage.languages.Use: what hangs on it.
    LANGUAGE_USES = "slot_language_uses"


class Deed(StrEnum):
    """What is about to be done to a page, or to another row."""

    DELETE = "delete"
    UNPUBLISH = "unpublish"
    MOVE = "move"


@dataclass(frozen=True)
class Link:
    """A view, by its name in the reader's language."""

    title: str
    path: str


@dataclass(frozen=True)
class Total:
    """A number, words that say what it counts, and the page on which that is seen."""

    label: str
    number: int
    path: str
    # How many of what is counted are samples.
    samples: int = 0


@dataclass(frozen=True)
class Unplaced:
    """What is counted in no country: its name, what it is, and where that is mended."""

    name: str
    what: str
    url: str


def fill(slot: Slot, filling: Callable, order: int = 0) -> None:
    hooks.register(slot, filling, order)


def fillings(slot: Slot) -> list[Callable]:
    return hooks.get_hooks(slot)


def answers(slot: Slot, *args: object) -> list:
    """What the fillings of a slot answer, one after the other."""
    return [filling(*args) for filling in fillings(slot)]


def template(name: str) -> Callable[[Context], SafeString]:
    """A filling that is a template and needs nothing but the page's context."""
    return lambda context: render(context, name)


def render(context: Context, name: str, **values: object) -> SafeString:
    """A template in the page's own context, as ``{% include %}`` would."""
    with context.push(**values):
        return Engine.get_default().get_template(name).render(context)


def show(slot: Slot, context: Context) -> SafeString:
    shown = answers(slot, context)
    return format_html_join("\n", "{}", ((html,) for html in shown))
