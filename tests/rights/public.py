"""Every address outside of the admin, and what stands for each name in it."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver
from wagtail.documents.models import Document
from wagtail.images.views.serve import generate_image_url
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from images.models import CustomImage
from news.models import NewsPage
from openheritage.furniture import speaking
from renditions.naming import ROOT, work_of
from signatures.models import Signature
from statement.models import StatementPage, StatementVersion
from stories.models import StoryFramePage
from volunteers import waiting

from .addresses import Address, walk

FILE = Path(__file__).with_name("public.csv")
METHODS = ("GET", "POST")
HEAD = ("address", *METHODS, "embedded by")
# Under whose prefix all is asked: one in which something waits to be translated.
LANGUAGE = "fr"

# What comes of each method, and which sites may embed it.
Table = dict[str, dict[str, str]]


def read() -> Table:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row.pop("address"): row for row in csv.DictReader(file)}


def write(table: Table) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD, lineterminator="\n")
        writer.writeheader()
        for address in sorted(table):
            writer.writerow({"address": address, **table[address]})


def public_addresses() -> list[Address]:
    """Each once, with the prefix of the language that it is asked in."""
    admin = settings.ADMIN_PREFIX.strip("/") + "/"
    found: dict[str, Address] = {}
    with speaking(LANGUAGE):
        for address in walk(get_resolver().url_patterns):
            if not address.template.startswith(admin):
                found.setdefault(address.shown, address)
    return list(found.values())


@dataclass(frozen=True)
class Place:
    shown: str
    path: str


class UnknownAddressError(Exception):
    """Nobody has said what stands for a name in an address."""


class PublicScene:
    """Rows of the sample content, and two that are open to some only."""

    def __init__(self) -> None:
        home = StatementPage.objects.get(locale__language_code=LANGUAGE)
        news = NewsPage.objects.filter(locale__language_code=LANGUAGE).last()
        self.page_lock = PageViewRestriction.objects.create(
            page=news, restriction_type="password", password="opensesame"
        )
        collection = Collection.get_first_root_node().add_child(name="Of some only")
        self.document_lock = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type="password", password="opensesame"
        )
        document = Document.objects.filter(collection__depth=1).first()
        image = CustomImage.objects.first()
        signed = generate_image_url(image, "width-100")
        signature, number, spec = signed.split("/")[2:5]
        story = StoryFramePage.objects.live().first()
        event = NewsPage.objects.events().live().exclude(slug=news.slug).first()
        first = StatementVersion.objects.filter(
            translation_key=home.translation_key
        ).first()
        text = first.texts.first()
        reference = Signature.objects.published().first().reference
        prefix = f"{LANGUAGE}/"
        # By the beginning of the address, the longest that fits; then by name.
        self.values: dict[str, dict[str, object]] = {
            "": {"name": "en-1"},
            "api/": {
                "key": home.translation_key,
                "digest": text.sha256,
                "reference": reference,
            },
            "akn/": {"rest": work_of(first).removeprefix(f"{ROOT}/")},
            "documents/": {"_0": document.pk, "_1": document.filename},
            "documents/authenticate_with_password/": {
                "restriction_id": self.document_lock.pk
            },
            "images/": {"_0": signature, "_1": number, "_2": spec},
            "media/": {"path": "nothing.png"},
            prefix: {
                "_0": "statement/",
                "other": "ar",
                "third": "es",
                "token": "0000000000000000",
                "reference": reference,
                "page_view_restriction_id": self.page_lock.pk,
                "page_id": news.pk,
            },
            f"{prefix}stories/": {"slug": story.slug},
            f"{prefix}events/": {"slug": event.slug},
            f"{prefix}help-translate/": {
                "number": waiting.pages_for(LANGUAGE)[0].page.pk
            },
        }

    def place(self, address: Address) -> Place:
        values: dict[str, object] = {}
        for start in sorted(self.values, key=len):
            if address.template.startswith(start):
                values |= self.values[start]
        lacking = set(address.names) - values.keys()
        if lacking:
            raise UnknownAddressError(
                f"What does <{min(lacking)}> stand for in {address.shown}? Say it in "
                "tests/rights/public.py."
            )
        return Place(address.shown, "/" + address.template % values)

    def places(self) -> list[Place]:
        return [self.place(address) for address in public_addresses()]
