"""Publishing an original asks for all its sentences together, and keeps what localize
keeps."""

import re

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslationContext,
    TranslationSource,
)

from images.models import CustomImage
from news.models import NewsPage
from openheritage.facts import forget_all as forget_all_facts
from search.models import Change
from statement.models import StatementPage
from translations import facts, segments
from translations.models import Tally

from .forms import posted

pytestmark = pytest.mark.django_db

SEGMENTS = (StringSegment, TemplateSegment, RelatedObjectSegment, OverridableSegment)
# Of a request that publishes the Statement with twelve languages.
MOST = 150


def kept() -> dict[str, list]:
    """All that is kept of originals, without the numbers of rows."""
    place = (F("source_id"), F("order"), F("context__object_id"), F("context__path"))
    found = {
        model.__name__: [
            *model.objects.order_by("source", "order").values_list(
                *place, F("context__path_id"), F("context__field_path"), *what
            )
        ]
        for model, what in (
            (StringSegment, ("string__data", "string__data_hash", "attrs")),
            (TemplateSegment, ("template__uuid", "template__template")),
            (RelatedObjectSegment, ("object",)),
            (OverridableSegment, ("data_json",)),
        )
    }
    strings = String.objects.order_by("locale", "data_hash")
    return found | {
        "strings": [*strings.values_list("locale", "data_hash", "data")],
        "templates": [
            *Template.objects.order_by("uuid").values_list(
                "uuid", "template", "template_format", "string_count"
            )
        ],
    }


def forget_all() -> None:
    for model in (*SEGMENTS, StringTranslation, TranslationContext, String, Template):
        model.objects.all().delete()


def test_all_that_the_site_translates_is_kept_as_localize_keeps_it():
    sources = [*TranslationSource.objects.select_related("locale")]
    forget_all()
    with transaction.atomic():
        for source in sources:
            segments.refresh.__wrapped__(source)
        expected = kept()
        transaction.set_rollback(True)
    assert all(not model.objects.exists() for model in SEGMENTS)
    for source in sources:
        segments.refresh(source)
    assert kept() == expected
    assert all(expected[model.__name__] for model in SEGMENTS[:2])


def test_what_did_not_change_stays_where_it_is(statement):
    source = TranslationSource.objects.get(object_id=statement.translation_key)
    before = {*StringSegment.objects.filter(source=source).values_list("pk", "order")}
    content = source.content_json
    said = StringSegment.objects.filter(source=source).order_by("order")[9]
    source.content_json = content.replace(said.string.data, "Words that are new")
    assert source.content_json != content
    segments.refresh(source)
    now = {*StringSegment.objects.filter(source=source).values_list("pk", "order")}
    assert before - now == {(said.pk, said.order)}
    assert [order for _pk, order in now - before] == [said.order]

    # Again there is nothing to write.
    with CaptureQueriesContext(connection) as queries:
        segments.refresh(source)
    asked = {query["sql"].split()[0] for query in queries}
    assert asked == {"SELECT"}


def test_a_place_that_comes_and_goes_is_known_by_its_field(statement):
    source = TranslationSource.objects.get(object_id=statement.translation_key)
    StringSegment.objects.filter(source=source).delete()
    TranslationContext.objects.filter(object=source.object).delete()
    segments.refresh(source)
    fields = {
        segment.context.field_path
        for segment in StringSegment.objects.filter(source=source)
    }
    assert {"title", "body.clause.text"} <= fields
    assert "" not in fields


def publishing(client, page, **changes) -> tuple[int, HttpResponse]:
    """Saves a draft with these changes, and how many queries publishing it takes."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = posted(client, page) | {"show_in_menus": "on"} | changes
    response = client.post(url, data | {"action-publish": "1"})
    shown = client.get(response.url)
    seen = re.search(r'name="seen" value="(\w+)"', shown.text)[1]
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(response.url, {"action": "publish", "seen": seen})
    assert answer.status_code == 302
    return len(queries), client.get(answer.url)


def test_publishing_the_statement_is_cheap_and_says_at_once_what_is_stale(
    sign_in, statement
):
    client = sign_in("moderator")
    data = posted(client, statement)
    name = next(name for name in data if name.endswith("-value-text"))

    def stale() -> int:
        tallies = Tally.objects.filter(
            translation__source__object_id=statement.translation_key
        )
        return tallies.exclude(stale_since=None).count()

    assert stale() == 0
    most = [publishing(client, statement, **{name: f"{data[name]} Indeed."})]
    assert stale() == 11
    most.append(publishing(client, statement, title="Another title"))
    # Nothing is missing in any language, and readers have what is said.
    back = {name: data[name], "title": data["title"]}
    most.append(publishing(client, statement, **back))
    assert stale() == 0
    assert "Nothing is missing in these languages" not in most[-1][1].text
    assert max(count for count, _shown in most) <= MOST


def written() -> list:
    """What publishing leaves of pages, in all languages, and what is made of them."""
    now = {"last_published_at", "latest_revision_created_at"}
    now |= {"latest_revision", "live_revision"}
    pages = StatementPage.objects.order_by("pk")
    fields = [each.name for each in StatementPage._meta.concrete_fields]
    references = ReferenceIndex.objects.order_by("object_id", "content_path_hash")
    found = IndexEntry.objects.order_by("content_type", "object_id")
    return [
        [*pages.values_list(*[name for name in fields if name not in now])],
        [*references.values_list("object_id", "to_object_id", "content_path")],
        [*found.values_list("content_type", "object_id", "title", "body")],
        PageLogEntry.objects.count(),
        Change.objects.count(),
    ]


@pytest.mark.parametrize("name", ["show_in_menus", "image", "opened_on"])
def test_a_fact_is_written_into_all_languages_together(
    sign_in, statement, monkeypatch, name
):
    client = sign_in("moderator")
    values = {
        "show_in_menus": "",
        "image": CustomImage.objects.latest("pk").pk,
        "opened_on": "2021-05-04",
    }
    changes = {name: values[name]}

    with transaction.atomic():
        with monkeypatch.context() as one_by_one:
            one_by_one.setattr(facts, "concern_no_other_row", lambda *args: False)
            before, _shown = publishing(client, statement, **changes)
        expected = written()
        transaction.set_rollback(True)
    forget_all_facts()
    count, _shown = publishing(client, statement, **changes)
    assert written() == expected
    attname = StatementPage._meta.get_field(name).attname
    values = StatementPage.objects.values_list(attname, flat=True)
    assert len({*values}) == 1 != len(values)
    assert count < before
    assert count <= MOST
    if name == "image":
        shown = ReferenceIndex.objects.filter(content_path="image")
        assert shown.filter(to_object_id=str(changes[name])).count() == len(values)
        publishing(client, statement, image="")
        assert not shown.filter(to_object_id=str(changes[name])).exists()


def test_an_address_is_still_looked_at_in_each_language():
    assert facts.concern_no_other_row(StatementPage, ["image_id", "opened_on"])
    assert not facts.concern_no_other_row(StatementPage, ["image_id", "slug"])
    # Authors are found by searching, and articles are put in their place in time.
    assert not facts.concern_no_other_row(NewsPage, ["image_id"])


def test_a_moved_paragraph_is_told_of_in_the_languages_that_show_it_elsewhere(
    sign_in, statement
):
    client = sign_in("moderator")
    data = posted(client, statement)
    first, second = [
        name.removesuffix("-value-text")
        for name in data
        if name.endswith("-value-text")
    ][:2]
    _count, shown = publishing(
        client,
        statement,
        **{
            f"{first}-order": data[f"{second}-order"],
            f"{second}-order": data[f"{first}-order"],
        },
    )
    assert "Nothing is missing in these languages" in shown.text
    assert "Français" in shown.text
