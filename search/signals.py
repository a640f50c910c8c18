"""Hears what may have changed. The request notes it, one row each; the worker does the
rest, but for a signature that leaves the public: its words go at once.

``apps.py`` says which signal each of these hears.
"""

from wagtail.models import Page, PageViewRestriction

from members.models import MemberPage
from organisations.models import CountryName, Organisation
from resources.models import Edition, Resource
from signatures.models import Signature
from statement.models import StatementPage

from .models import BELOW, EVERYTHING, SIGNED_IN, Change, Entry
from .sources import document_thing, page_thing, signature_thing

SOURCES = "search/sources.py"


def page_changed(instance: Page, **kwargs: object) -> None:
    Change.objects.note([page_thing(instance.translation_key)])


def tree_changed(instance: Page, **kwargs: object) -> None:
    """The addresses below a page changed, or who may read them."""
    Change.objects.note([f"{BELOW}{instance.pk}"])


def restriction_changed(instance: PageViewRestriction, **kwargs: object) -> None:
    Change.objects.note([f"{BELOW}{instance.page_id}"])


def languages_changed(**kwargs: object) -> None:
    Change.objects.note([EVERYTHING])


def words_changed(files: set[str], **kwargs: object) -> None:
    """Some words of the site are found too, such as those before a clause's letter."""
    if SOURCES in files:
        Change.objects.note([EVERYTHING])


def organisation_changed(instance: Organisation, **kwargs: object) -> None:
    pages = MemberPage.objects.filter(organisation=instance)
    keys = pages.values_list("translation_key", flat=True)
    Change.objects.note(page_thing(key) for key in {*keys})


def summary_changed(**kwargs: object) -> None:
    """An article is found by it as well."""
    keys = StatementPage.objects.order_by().values_list("translation_key", flat=True)
    Change.objects.note(page_thing(key) for key in {*keys})


def country_changed(instance: CountryName, **kwargs: object) -> None:
    """Members and signatures are found by all names of their countries."""
    members = MemberPage.objects.filter(organisation__country=instance.country)
    keys = members.values_list("translation_key", flat=True)
    signed = f"{SIGNED_IN}{instance.country}"
    Change.objects.note([*(page_thing(key) for key in {*keys}), signed])


def signature_changed(instance: Signature, change: str, **kwargs: object) -> None:
    thing = signature_thing(instance.reference)
    gone = []
    if change == "withdrawn":
        rows = Entry.objects.filter(thing=thing)
        gone = [entry.document_id for entry in rows]
        rows.delete()
    # A search server is told what is gone by the worker.
    Change.objects.create(thing=thing, gone=gone)


def resource_changed(instance: Resource, **kwargs: object) -> None:
    Change.objects.note([document_thing(instance.pk)])


def documents_changed(**kwargs: object) -> None:
    """Their page, or who may read a collection."""
    keys = Edition.objects.order_by().values_list("resource_id", flat=True)
    Change.objects.note(document_thing(key) for key in {*keys})
