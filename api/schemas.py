"""What answers are made of, as the OpenAPI document tells it.

Signatories, members and texts of the Statement are those of the files, and are
described by the schemas of those files (``FROM_FILE``), which nothing here repeats.
"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import WithJsonSchema

# Stands in the document for a schema of a file, until ``openapi.py`` puts it in.
FROM_FILE = "x-schema-of-file"


Signatory = Annotated[dict[str, Any], WithJsonSchema({FROM_FILE: "Signatory"})]
Member = Annotated[dict[str, Any], WithJsonSchema({FROM_FILE: "Member"})]
StatementText = Annotated[dict[str, Any], WithJsonSchema({FROM_FILE: "StatementText"})]

LANGUAGE = Field(description="BCP 47: of the words of this record.", examples=["fr"])
ID = Field(description="Stable, the same in every language.")
ADDRESS = Field(description="Where people read it.")


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str = Field(
        description="What kind of problem; stays what it is.",
        examples=["https://example.org/api/v1/problems/#unknown-language"],
    )
    title: str = Field(examples=["Unknown language"])
    status: int = Field(ge=400, le=599, examples=[400])
    detail: str = Field(description="What is wrong this time, for people.")


class OneProblem(Schema):
    word: str = Field(description="The end of `type`.", examples=["unknown-language"])
    type: str
    status: int
    title: str
    detail: str


class Problems(Schema):
    items: list[OneProblem]


class Listed(Schema):
    language: str = Field(
        description="BCP 47: the language that was asked for.", examples=["en"]
    )
    next: str | None = Field(
        description="The address of the next page; `null` on the last one."
    )


class Signatories(Listed):
    items: list[Signatory]


class Members(Listed):
    items: list[Member]


class Topic(Schema):
    slug: str = Field(examples=["copyright"])
    name: str = Field(examples=["Copyright"])


class Article(Schema):
    id: UUID = ID
    url: str = ADDRESS
    language: str = LANGUAGE
    title: str
    summary: str
    kind: Literal["update", "story", "opportunity", "event"]
    authors: list[str] = Field(description="Empty: the programme.")
    topics: list[Topic]
    published: datetime
    updated: datetime
    page: str = Field(description="The address of its text in this API.")


class News(Listed):
    items: list[Article]


class Event(Schema):
    id: UUID = ID
    uid: str = Field(description="Of the same event in `events.ics`.")
    url: str = ADDRESS
    language: str = LANGUAGE
    title: str
    summary: str
    state: Literal["planned", "postponed", "cancelled"]
    starts: str = Field(
        description="A day, or a moment with its offset, where it takes place.",
        examples=["2026-12-07T18:00:00+01:00"],
    )
    ends: str | None = Field(
        description="As `starts`, the last day included; `null` where nobody said.",
        examples=["2026-12-07T19:30:00+01:00"],
    )
    whole_days: bool
    time_zone: str = Field(examples=["Europe/Paris"])
    place: str = Field(description="Or empty.")
    place_language: str | None = Field(description="BCP 47: of the place.")
    online_url: str = Field(description="Or empty.")
    registration_url: str = Field(description="Or empty.")
    sequence: int = Field(
        ge=0, description="How often its days or places have changed."
    )
    updated: datetime
    page: str = Field(description="The address of its text in this API.")


class Events(Listed):
    items: list[Event]


class Part(Schema):
    kind: Literal["clause", "article"]
    label: str = Field(examples=["4"])
    url: str


class Story(Schema):
    id: UUID = ID
    url: str = ADDRESS
    language: str = LANGUAGE
    title: str
    summary: str
    parts: list[Part] = Field(description="Of the Statement: what it is about.")
    picture: str = Field(description="To share: PNG.")
    sheet: str = Field(description="To print: PDF.")
    published: datetime | None
    updated: datetime | None
    page: str = Field(description="The address of its text in this API.")


class Stories(Listed):
    items: list[Story]


class Page(Schema):
    id: UUID = ID
    url: str = ADDRESS
    language: str = LANGUAGE
    type: str = Field(
        description="What kind of page: `news`, `member`, `storyframe`, `content` …",
        examples=["news"],
    )
    title: str
    summary: str = Field(description="Or empty.")
    published: datetime | None
    updated: datetime | None
    page: str = Field(description="The address of its text in this API.")


class Pages(Listed):
    items: list[Page]


class Place(Schema):
    language: str = Field(description="BCP 47.")
    url: str


class WholePage(Page):
    html: str = Field(
        description="What stands below title and summary, as readers see it, without "
        "the frame around it; addresses are whole."
    )
    text: str = Field(description="The same in plain words, a line for each paragraph.")
    languages: list[Place] = Field(description="In which it is there in its own words.")


class Shown(Schema):
    """What readers of a language are shown today."""

    language: str = LANGUAGE
    status: Literal["record", "official", "reviewed", "community"]
    version: int = Field(ge=1)
    is_behind: bool = Field(description="Whether the original has a newer version.")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    published: datetime
    url: str = ADDRESS
    text: str = Field(description="The address of its words in this API.")


class KeptText(Schema):
    language: str = LANGUAGE
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    published: datetime
    corrigendum: bool = Field(description="Whether it corrects one of its version.")
    text: str = Field(description="The address of its words in this API.")
    plain: str = Field(description="The same as plain text, byte for byte.")


class Version(Schema):
    number: int = Field(ge=1)
    published: datetime
    texts: list[KeptText]


class Statement(Schema):
    languages: list[Shown] = Field(description="What is shown today.")
    versions: list[Version] = Field(
        description="All that was ever published, the newest first."
    )


class Head(Schema):
    sequence: int = Field(ge=1)
    hash: str = Field(pattern="^[0-9a-f]{64}$")


class Counts(Schema):
    """As in `/count.json`: counted in batches, half a minute behind the lists."""

    signatures: int = Field(ge=0)
    samples: int = Field(ge=0, description="Of these: nobody is behind them.")
    countries: int = Field(
        ge=0, description="Countries and territories of signatories."
    )
    languages: int = Field(ge=0, description="In which they signed.")
    by_kind: dict[str, int]
    by_region: dict[str, int] = Field(description="By their codes of UN M49.")
    counted_at: str | None
    register_head: Head | None


class Licence(Schema):
    covers: str = Field(description="What it is given for.")
    name: str
    url: str


class OpenLanguage(Schema):
    language: str = Field(description="BCP 47.")
    name: str = Field(description="As it calls itself.")
    url: str = Field(description="Its home page.")


class Index(Schema):
    name: str
    version: Literal["1"]
    stability: str
    openapi: str
    about: str = Field(description="A page for people.")
    resources: dict[str, str] = Field(description="{name: address}")
    languages: list[OpenLanguage] = Field(description="Those that are open.")
    licences: list[Licence]
