"""All pages and languages: what is told, to whom, and at what cost."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from home.models import Announcement
from news.models import NewsPage, Topic
from statement.models import ArticleSummary
from tests.conftest import translate_the_rest
from translations import saving
from translations.models import Step, Tally
from translations.overview import Overview, Wish
from translations.readers import Reader

from .many import fill

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


def shown(client, query=""):
    response = client.get(f"{reverse('workbench_matrix')}{query}")
    assert response.status_code == 200
    return response


def lines(response):
    """``{title: cells}`` as they are read."""
    return {
        line.row.title: [
            (cell.percent, str(cell.state), cell.url) for cell in line.cells
        ]
        for line in response.context["lines"]
    }


def table(client, query=""):
    response = client.get(f"{reverse('workbench_matrix_csv')}{query}")
    assert response["Content-Type"].startswith("text/csv")
    text = response.content.decode()
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:])))


def locale(code):
    return Locale.objects.get(language_code=code)


def test_every_page_is_there_with_the_numbers_of_localize(sign_in, home):
    overview = Overview(Reader.of(get_user_model().objects.get(username="moderator")))
    locales = tuple(
        Locale.objects.exclude(pk=home.locale_id).values_list("pk", flat=True)
    )
    rows = overview.ask(Wish(locales))
    pages = Page.objects.filter(locale=home.locale, depth__gt=1).order_by("path")
    assert [row.pk for row in rows if row.is_page] == [page.pk for page in pages]
    texts = [
        model.objects.filter(locale=home.locale).count()
        for model in (Announcement, ArticleSummary, Topic)
    ]
    assert sum(texts) == sum(not row.is_page for row in rows)
    cells = overview.cells(rows)
    translations = Translation.objects.filter(enabled=True).select_related("source")
    assert len(cells) == translations.count() > 50
    for row in translations:
        cell = cells[row.source.object_id, row.target_locale_id]
        assert (cell.total, cell.translated) == row.get_progress()

    response = shown(sign_in("moderator"), "?p=2")
    titles = list(lines(response))
    assert titles
    assert titles == [row.title for row in rows[50 : 50 + len(titles)]]
    levels = {line.level for line in response.context["lines"]}
    assert len(levels) > 1


def test_a_part_of_the_site_is_chosen_among_those_with_pages_below(sign_in, home):
    answer = shown(sign_in("moderator"))
    offered = {
        int(pk) for pk, _title in answer.context["form"]["section"].field.choices if pk
    }
    below = Page.objects.descendant_of(home)
    assert {*home.get_children().values_list("pk", flat=True)} <= offered
    assert offered < {*below.values_list("pk", flat=True)}
    for page in below.filter(pk__in=offered, depth__gt=home.depth + 1):
        assert page.numchild


def test_cells_lead_on_and_say_what_is_to_be_done(sign_in, published):
    moderator, translator = sign_in("moderator"), sign_in("translator")
    french = Translation.objects.get(
        source__object_id=published.translation_key, target_locale=locale("fr")
    )
    published.title = "=Other words"
    published.save_revision().publish()
    user = get_user_model().objects.get(username="translator")
    # Stays stale: another sentence is a machine's.
    summary = french.source.stringsegment_set.filter(context__path="summary").first()
    row = saving.current_of(summary, french)
    row.translation_type, row.last_translated_by = "machine", user
    row.save()
    response = shown(moderator, "?q=other+WORDS&language=fr&language=sw")
    ((percent, state, url), (nothing, none, submit)) = lines(response)["=Other words"]
    total, done = french.get_progress()
    assert (percent, state) == (f"{100 * done // total}%", "Draft")
    assert url == reverse("workbench_edit", args=[french.pk])
    assert (nothing, none) == ("", "Not begun")
    text = unescape(response.text)
    for words in ("Stale since", "1 sentence of a machine", "Live", user.username):
        assert words in text
    form = moderator.get(submit)
    assert "=Other words" in form.text

    # From each cell one comes to what it is about, who may.
    assert translator.get(url).status_code == 200
    (only,) = table(moderator, "?q=other+words&language=fr")
    assert only["Page or text"] == "'=Other words"
    assert only["Translated, in percent"] == str(100 * done // total)
    assert only["Stale since"].startswith(f"{timezone.now():%Y-}")
    translate_the_rest(french.get_target_instance())
    (row,) = table(moderator, "?q=other+words&language=fr")
    assert (row["Stale since"], row["Words left"]) == ("", "0")


def test_a_translator_sees_own_languages_and_no_drafts_of_others(
    sign_in, news_index, published
):
    draft = news_index.add_child(
        instance=NewsPage(title="Secret plan", slug="s", summary="S.", live=False)
    )
    draft.save_revision()
    published.title = "Hidden draft title"
    published.save_revision()
    translator = sign_in("translator")
    response = shown(translator)
    own = Reader.of(get_user_model().objects.get(username="translator")).locales
    assert [column.locale for column in response.context["columns"]] == list(own)
    every = shown(translator, "?all=1&q=e")
    assert len(every.context["columns"]) == 11
    codes = [column.code for column in every.context["columns"]]
    for cells in lines(every).values():
        for code, (_percent, _state, url) in zip(codes, cells, strict=True):
            assert not url or locale(code).pk in own
    text = (
        shown(translator, "?all=1&q=secret").text + shown(translator, "?q=hidden").text
    )
    assert "Secret plan" not in text
    assert "Hidden draft title" not in text
    assert all(row["Page or text"] != "Secret plan" for row in table(translator))
    assert "Secret plan" in lines(shown(sign_in("editor"), "?q=secret"))
    # Who works in a language of others is nobody's business.
    people = {
        row["Language"]: row["Changed by"]
        for row in table(translator, "?all=1")
        if row["Changed by"]
    }
    assert set(people) <= {"fr"}
    # It waits in one's own language.
    Translation.objects.create(
        source=Translation.objects.first().source.__class__.get_or_create_from_instance(
            draft
        )[0],
        target_locale=locale("fr"),
    ).save_target(publish=False)
    assert "Secret plan" in lines(shown(translator, "?q=secret"))
    assert '"checkbox" name="page"' not in shown(translator).text


@pytest.mark.parametrize("name", ["reviewer", None])
def test_who_has_no_business_there_is_turned_away(sign_in, name):
    client = sign_in(name) if name else Client()
    if name:
        user = get_user_model().objects.get(username=name)
        user.groups.remove(*user.groups.filter(name__startswith="Translation"))
    for address in ("workbench_matrix", "workbench_matrix_csv"):
        assert client.get(reverse(address)).status_code == 302
    if name:
        assert reverse("workbench_matrix") not in client.get("/admin/").text


def test_filters_hold_for_the_table_and_the_file(sign_in, published, home):
    client = sign_in("moderator")
    # What browsers did on the site of their own stays in this database.
    Tally.objects.update(stale_since=None)
    published.title = "Gone stale"
    published.save_revision().publish()
    french = Translation.objects.get(
        source__object_id=published.translation_key, target_locale=locale("fr")
    )
    user = get_user_model().objects.get(username="moderator")
    kind = "news.newspage"
    section = published.get_parent()
    for query, language in (
        ("?stale=1&language=fr", "fr"),
        (f"?kind={kind}&section={section.pk}&stale=1&language=de", "de"),
        ("?q=gone&language=fr", "fr"),
    ):
        assert list(lines(shown(client, query))) == ["Gone stale"], query
        ((title, code),) = [
            (row["Page or text"], row["Language"]) for row in table(client, query)
        ]
        assert (title, code) == ("Gone stale", language)
    assert not lines(shown(client, "?mine=1&language=fr"))
    segment = french.source.stringsegment_set.get(context__path="title")
    saving.store(segment, french, "Titre", user)
    assert list(lines(shown(client, "?mine=1&language=fr"))) == ["Gone stale"]

    # Whole, and readers have an older text: as somebody said.
    assert "Gone stale" in lines(shown(client, "?state=draft&language=fr"))
    Step.objects.create(
        translation_key=published.translation_key, locale=locale("fr"), state="ready"
    )
    assert list(lines(shown(client, "?state=ready&language=fr"))) == ["Gone stale"]
    other = get_user_model().objects.get(username="translator")
    saving.store(segment, french, "Autre titre", other)
    assert "Gone stale" not in lines(shown(client, "?state=ready&language=fr"))
    live = lines(shown(client, "?state=live&language=fr"))
    assert "Open Heritage" in live
    assert "Gone stale" not in live
    begun = lines(shown(client, "?state=none&language=fr"))
    assert "Gone stale" not in begun
    assert begun
    assert all(cells[0][1] == "Not begun" for cells in begun.values())


@pytest.mark.parametrize(
    "query",
    [
        *("?language=xx", "?language=en", "?section=99999999", "?kind=auth.user"),
        *("?state=x", "?p=abc", "?p=-1", "?p=99999", "?q=%00", "?q=" + "x" * 3000),
        *("?language=fr&language='", "?section=%00", "?stale=%00"),
    ],
)
def test_nonsense_gets_words_and_the_table(sign_in, query):
    client = sign_in("translator")
    assert "matrix__totals" in shown(client, query).text
    assert client.get(reverse("workbench_matrix_csv") + query).status_code == 200


def test_it_takes_the_same_few_queries_for_forty_languages(sign_in):
    fill(120, 40, 3)
    Step.objects.bulk_create(
        Step(
            translation_key=row.translation.source.object_id,
            locale_id=row.translation.target_locale_id,
            state="ready",
            at=timezone.now() + timedelta(days=1),
        )
        for row in Tally.objects.select_related("translation__source")[:500]
    )
    for name in ("moderator", "translator"):
        client = sign_in(name)
        shown(client)
        with CaptureQueriesContext(connection) as of_few:
            shown(client, "?language=fr&p=3")
        # Of a translator Wagtail's own menu asks more, on every screen.
        most = 15 if name == "moderator" else len(of_few) + 1
        for query in ("?all=1&p=3", "?all=1&state=ready", "?stale=1&mine=1"):
            with CaptureQueriesContext(connection) as asked:
                response = shown(client, query)
            said = [query["sql"] for query in asked.captured_queries]
            assert len(said) <= most, "\n".join(said)
            if query == "?all=1&p=3":
                assert len(response.context["columns"]) == 40
                assert len(re.findall("<progress", response.text)) > 400
        with CaptureQueriesContext(connection) as asked:
            assert len(table(client, "?all=1")) > 120 * 40
        assert len(asked) <= 15
