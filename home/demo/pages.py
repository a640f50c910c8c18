"""The sample pages, in English."""

import csv
from datetime import UTC, date, datetime, time, timedelta

from django.core.files import File
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale

from home.models import Announcement, ContentPage, HomePage
from images.models import CustomImage, Licence
from members.models import CommitmentPage, MemberPage, MembersIndexPage
from news.models import Kind as NewsKind
from news.models import NewsIndexPage, NewsPage
from organisations.models import Kind, Organisation, Sector
from statement.models import (
    ArticleSummary,
    KeptPage,
    StatementPage,
    StatementText,
    StatementVersion,
)
from statement.summary_standing import articles, write_for

from . import fixed
from .fixed import add, publish
from .texts import DEMO, LANGUAGES, english, numbered, rich, texts

# When the sample Statement was published and opened for signature.
OPENED = date(2025, 10, 6)

IMAGES = [
    "balloon",
    "archive",
    "manuscript",
    "coast",
    "market",
    "scan",
    "story-fee",
    "story-watermark",
    "story-low-resolution",
    "story-claim",
    "story-unlisted",
]

# (slug, kind, day or days before today, days until the event, picture)
NEWS: list[tuple[str, NewsKind, date | int, int | None, str | None]] = [
    ("coalition-launches", NewsKind.UPDATE, date(2024, 11, 1), None, "coast"),
    ("statement-open-for-signature", NewsKind.UPDATE, OPENED, None, "balloon"),
    ("songbook-without-watermark", NewsKind.STORY, 90, None, "market"),
    ("tell-us-about-barriers", NewsKind.OPPORTUNITY, 60, None, None),
    ("open-heritage-week-planning", NewsKind.EVENT, 45, 40, None),
    ("translators-wanted", NewsKind.OPPORTUNITY, 30, None, "manuscript"),
    ("reading-the-statement-together", NewsKind.EVENT, 15, 11, "archive"),
    ("site-in-twelve-languages", NewsKind.UPDATE, 8, None, None),
    ("city-archive-opens-glass-plates", NewsKind.STORY, 3, None, "scan"),
]

# The list names sectors alone; institutions are what keeps collections.
SECTORS = {
    "archive": (Kind.INSTITUTION, Sector.ARCHIVE),
    "library": (Kind.INSTITUTION, Sector.LIBRARY),
    "museum": (Kind.INSTITUTION, Sector.MUSEUM),
    "network": (Kind.ORGANISATION, Sector.NETWORK),
    "organisation": (Kind.ORGANISATION, Sector.CIVIL_SOCIETY),
    "research": (Kind.INSTITUTION, Sector.RESEARCH),
}

# Where a profile's key is not simply the slug of the name.
PROFILES = {
    "African Library and Information Associations and Institutions (AfLIA)": "aflia",
    "International Federation of Library Associations and Institutions (IFLA)": "ifla",
    "Wikimedia Deutschland e.V.": "wikimedia-deutschland",
}


def image_words(name: str, language: str) -> dict[str, str]:
    """The words of a picture where translators of pictures put theirs."""
    keys = {
        "title": f"image.{name}.title",
        "description": f"image.{name}.alt",
    }
    words = texts(language)
    return {field: words[key] for field, key in keys.items() if key in words}


def make_images() -> dict[str, CustomImage]:
    images = {}
    for name in IMAGES:
        path = next(
            path
            for path in sorted((DEMO / "images").glob(f"{name}.*"))
            if path.suffix != ".svg"
        )
        with path.open("rb") as file:
            image = CustomImage(
                title=english(f"image.{name}.title"),
                description=english(f"image.{name}.alt"),
                creator="Open Heritage",
                year="2026",
                licence=Licence.CC0,
                file=File(file, name=path.name),
                words={
                    language: image_words(name, language) for language in LANGUAGES[1:]
                },
            )
            image.save()
        images[name] = image
    return images


def fill_statement(page: StatementPage) -> None:
    body: list[dict] = [
        {"type": "opening", "value": english("statement.opening")},
        {"type": "heading", "value": english("statement.preamble")},
    ]
    for letter in map(chr, range(ord("a"), ord("w") + 1)):
        value = {"label": letter, "text": english(f"statement.{letter}")}
        body.append({"type": "clause", "value": value})
    sections = iter(numbered("statement.section."))
    for number in range(1, 18):
        if number in (1, 5, 9, 14):
            body.append({"type": "heading", "value": english(next(sections))})
        value = {
            "label": str(number),
            "title": english(f"statement.{number}.title"),
            "text": english(f"statement.{number}.text"),
        }
        body.append({"type": "article", "value": value})
    page.body = StatementPage.body.field.to_python(body)


def fill_commitment(page: CommitmentPage) -> None:
    body: list[dict] = [{"type": "opening", "value": english("commitment.opening")}]
    sections = iter(numbered("commitment.section."))
    for number in range(1, 9):
        if number in (1, 5):
            body.append({"type": "heading", "value": english(next(sections))})
        value = {
            "label": str(number),
            "title": english(f"commitment.{number}.title"),
            "text": english(f"commitment.{number}.text"),
        }
        body.append({"type": "article", "value": value})
    page.body = CommitmentPage.body.field.to_python(body)


def date_texts() -> None:
    """The sample has been open since its first day, and so has what was signed then:
    its texts are of that day, whenever they are loaded. (They are written once, by
    `save`; nobody has read or signed them yet.)"""
    day = datetime.combine(OPENED, time(9), UTC)
    StatementVersion.objects.update(published_at=day)
    StatementText.objects.update(published_at=day)


def make_pages(home: HomePage) -> dict[str, int]:
    """The frame of the site, unpublished and without the texts that need links."""
    ids = {"home": home.pk}
    for name in fixed.NAMES:
        page = fixed.page(name)
        page.live = False
        if isinstance(page, KeptPage):
            page.search_description = english(f"{name}.summary")
            page.notice = english(f"{name}.sample")
        if isinstance(page, StatementPage):
            page.opened_on = OPENED
        ids[name] = add(home, page).pk
    return ids


def fill_pages(home: HomePage, ids: dict[str, int]) -> None:
    home.title = english("home.title")
    home.headline = english("home.headline")
    home.lead = english("home.lead")
    home.programme = rich(numbered("home.programme.p"), ids)
    home.call = english("home.call")
    home.joining = rich(numbered("home.joining.p"), ids)
    home.partners = rich(numbered("home.partners.p"), ids)
    publish(home)
    for child in home.get_children().specific():
        if isinstance(child, StatementPage):
            fill_statement(child)
        elif isinstance(child, CommitmentPage):
            fill_commitment(child)
        elif isinstance(child, ContentPage):
            fixed.fill(child, ids)
        publish(child)


def make_news(index: NewsIndexPage, ids: dict[str, int], images: dict) -> None:
    today = timezone.localdate()
    for slug, kind, when, event_in, picture in NEWS:
        key = f"news.{slug}"
        blocks = []
        for name in texts("en"):
            if name == f"{key}.h":
                blocks.append({"type": "heading", "value": english(name)})
            elif name.startswith(f"{key}.p"):
                blocks.append({"type": "paragraph", "value": rich([name], ids)})
        page = NewsPage(
            slug=slug,
            title=english(f"{key}.title"),
            summary=english(f"{key}.summary"),
            kind=kind,
            date=when if isinstance(when, date) else today - timedelta(days=when),
            event_date=today + timedelta(days=event_in) if event_in else None,
            image=images.get(picture or ""),
            image_alt=english(f"image.{picture}.alt") if picture else "",
            body=NewsPage.body.field.to_python(blocks),
        )
        publish(add(index, page))


def make_members(index: MembersIndexPage) -> None:
    with (DEMO / "members.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        kind, sector = SECTORS[row["kind"]]
        organisation = Organisation.objects.create(
            name=row["name"],
            kind=kind,
            sector=sector,
            country=row["country"],
            website=row["website"],
        )
        slug = slugify(row["name"])[:100].strip("-")
        key = PROFILES.get(row["name"], slug)
        paragraphs = numbered(f"member.{key}.p")
        page = MemberPage(
            slug=slug,
            title=row["name"],
            organisation=organisation,
            body=MemberPage.body.field.to_python(
                [
                    {"type": "paragraph", "value": rich([name], {})}
                    for name in paragraphs
                ]
            ),
        )
        publish(add(index, page))


def make_announcement() -> Announcement:
    announcement = Announcement.objects.create(
        text=english("announcement.text"),
        link_text=english("announcement.link"),
        locale=Locale.get_default(),
        live=False,
    )
    announcement.save_revision().publish()
    return announcement


def make_summaries() -> list[ArticleSummary]:
    """What the sample articles say in plain words."""
    made = []
    for article in articles().values():
        summary = ArticleSummary(
            text=english(f"plain.{article.label}"),
            locale=Locale.get_default(),
            live=False,
        )
        write_for(summary, article)
        summary.save()
        summary.save_revision().publish()
        made.append(summary)
    return made
