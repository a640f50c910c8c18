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
from news.models import FiledUnder, NewsIndexPage, NewsPage, Topic
from news.models import Kind as NewsKind
from organisations.models import Kind, Organisation, Sector
from statement.models import (
    ArticleSummary,
    KeptPage,
    StatementPage,
    StatementText,
    StatementVersion,
)
from statement.summary_standing import articles, write_for

from . import fixed, pictures
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
    "boats",
    "pen",
    "seedling",
    "road",
    "table",
    "ladder",
    "keys",
    "letters",
    "doors",
    "loom",
    "bench",
    "press",
    "pigeon",
    "fire",
    "cabinet",
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

# {slug: what else is known of it}; days are counted from today.
OCCASIONS: dict[str, dict] = {
    "open-heritage-week-planning": {
        "days": 2,
        "zone": "Africa/Nairobi",
        "place": True,
        "online_url": "https://meet.example.org/open-heritage-week",
        "registration_url": "https://events.example.org/open-heritage-week",
    },
    "reading-the-statement-together": {
        "begins_at": time(15),
        "ends_at": time(16),
        "zone": "Europe/Paris",
        "online_url": "https://meet.example.org/reading",
        "registration_url": "https://events.example.org/reading",
    },
    "tell-us-about-barriers": {"deadline_in": -6, "zone": "Europe/Paris"},
    "translators-wanted": {"deadline_in": 25, "zone": "Europe/Paris"},
}
# In the order of their names' keys.
TOPICS = ["access", "coalition", "languages", "statement"]
# {slug: its topics, and the articles of the Statement that it is about}.
ABOUT: dict[str, tuple[list[str], list[str]]] = {
    "coalition-launches": (["coalition"], []),
    "statement-open-for-signature": (["statement"], []),
    "songbook-without-watermark": (["access"], ["5"]),
    "tell-us-about-barriers": (["access"], []),
    "open-heritage-week-planning": (["coalition"], []),
    "translators-wanted": (["languages"], []),
    "reading-the-statement-together": (["statement"], []),
    "site-in-twelve-languages": (["languages", "statement"], ["11"]),
    "city-archive-opens-glass-plates": (["access"], ["3"]),
}

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


def fill_pages(home: HomePage, ids: dict[str, int], images: dict) -> None:
    home.title = english("home.title")
    home.headline = english("home.headline")
    home.lead = english("home.lead")
    home.programme_image = images["cabinet"]
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
            pictures.hang_timeline(child, images)
        publish(child)


def make_topics() -> dict[str, Topic]:
    made = {}
    for slug in TOPICS:
        topic = Topic(name=english(f"topic.{slug}"), slug=slug, live=False)
        topic.locale = Locale.get_default()
        topic.save()
        topic.save_revision().publish()
        made[slug] = topic
    return made


def occasion(slug: str, event_in: int | None) -> dict:
    """The fields of an article that say when and where."""
    today = timezone.localdate()
    known = dict(OCCASIONS.get(slug, {}))
    if event_in:
        known["event_date"] = today + timedelta(days=event_in)
        if lasting := known.pop("days", 0):
            known["event_end_date"] = known["event_date"] + timedelta(days=lasting - 1)
    if known.pop("place", False):
        known["place"] = english(f"news.{slug}.place")
    if deadline := known.pop("deadline_in", 0):
        known["deadline"] = today + timedelta(days=deadline)
    return known


def make_news(
    index: NewsIndexPage, ids: dict[str, int], images: dict, topics: dict[str, Topic]
) -> None:
    today = timezone.localdate()
    statement = StatementPage.objects.get(pk=ids["statement"])
    labels = {
        part.value["label"]: part.id
        for part in statement.body
        if part.block_type == "article"
    }
    for slug, kind, when, event_in, picture in NEWS:
        key = f"news.{slug}"
        picture = picture or pictures.NEWS.get(slug)
        blocks = []
        for name in texts("en"):
            if name == f"{key}.h":
                blocks.append({"type": "heading", "value": english(name)})
            elif name.startswith(f"{key}.p") and name != f"{key}.place":
                blocks.append({"type": "paragraph", "value": rich([name], ids)})
        about, articles = ABOUT[slug]
        page = NewsPage(
            slug=slug,
            title=english(f"{key}.title"),
            summary=english(f"{key}.summary"),
            kind=kind,
            date=when if isinstance(when, date) else today - timedelta(days=when),
            image=images.get(picture or ""),
            image_alt=english(f"image.{picture}.alt") if picture else "",
            body=NewsPage.body.field.to_python(blocks),
            parts=[labels[label] for label in articles],
            **occasion(slug, event_in),
        )
        page.filed.set([FiledUnder(topic=topics[each]) for each in about])
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
