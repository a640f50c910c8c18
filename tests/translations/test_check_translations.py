"""``check_translations``: what is wrong with translations, and where staff read it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation

from news.models import NewsPage
from tests.conftest import translate_the_rest
from translations import tasks
from translations.models import Job, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


def check(*options):
    out = StringIO()
    try:
        call_command("check_translations", *options, stdout=out)
    except CommandError as error:
        return 1, out.getvalue() + str(error)
    return 0, out.getvalue()


def found(*options):
    code, out = check("--json", *options)
    return code, json.loads(out[: out.rindex("}") + 1])


def french_of(page):
    return NewsPage.objects.get(
        translation_key=page.translation_key, locale__language_code="fr"
    )


def test_the_sample_content_is_as_it_should_be(sign_in):
    code, out = check()
    assert code == 0, out
    assert found()[1]["wrong"] == 0


def test_drift_is_found_and_put_right(published):
    row = Tally.objects.get(
        translation__source__object_id=published.translation_key,
        translation__target_locale__language_code="fr",
    )
    Tally.objects.filter(pk=row.pk).update(translated=1, words_left=7)
    code, out = check()
    assert code == 1
    assert "--repair" in out
    assert f"  {published.title} (fr): 1/15 is kept" in out
    code, told = found("--repair")
    assert (code, told["repaired"]) == (0, 1)
    assert Tally.objects.get(pk=row.pk).translated == row.translated
    assert check()[0] == 0


def test_what_readers_get_in_two_languages_is_found(published, home):
    """Past all guards, by a script."""
    page = french_of(published)
    page.summary = published.summary
    page.save()
    code, told = found()
    assert code == 1
    ((fault, title, language, words, pk, _since),) = [
        each.values() for each in told["found"] if each["fault"] != "stale"
    ]
    assert (fault, language, pk) == ("mixed", "fr", page.pk)
    assert title == published.title
    assert "First summary" in words

    # A name is the same in every language, once somebody has said so.
    StringTranslation.objects.filter(
        locale=page.locale, context__path="summary"
    ).filter(context__object_id=page.translation_key).update(
        data=StringTranslation.objects.filter(
            context__object_id=page.translation_key, context__path="summary"
        )
        .first()
        .translation_of.data
    )
    assert check()[0] == 0


def test_links_to_other_languages_and_to_nothing_are_found(published, news_index):
    page = french_of(published)
    german = NewsPage.objects.get(
        translation_key=published.translation_key, locale__language_code="de"
    )
    gone = news_index.add_child(
        instance=NewsPage(title="Gone", slug="gone", summary="Gone.", live=False)
    )
    link = '<p><a linktype="page" id="{}">mots</a></p>'
    address = f"/de/{german.url_path.split('/', 2)[2]}"
    page.body = [
        ("paragraph", RichText(link.format(german.pk))),
        ("paragraph", RichText(link.format(gone.pk))),
        ("paragraph", RichText(f'<p><a href="{address}">autres</a></p>')),
        # As localize leaves it: readers are led to their own.
        ("paragraph", RichText(link.format(published.pk))),
    ]
    page.save()
    ReferenceIndex.create_or_update_for_object(page)
    words = {each["words"] for each in found()[1]["found"] if each["fault"] == "link"}
    assert words == {
        f"a link names “{german.title}” in Deutsch",
        "a link leads to “Gone”, which nobody can read",
        f"“{address}” leads to another language",
    }
    gone.delete()
    words = {each["words"] for each in found()[1]["found"] if each["fault"] == "link"}
    assert "a link leads to a page that was deleted" in words


def test_stale_is_told_with_its_day_and_wrong_when_it_is_asked(published):
    published.title = "Other words"
    published.save_revision().publish()
    since = timezone.now() - timedelta(days=9)
    Tally.objects.filter(stale_since__isnull=False).update(stale_since=since)
    code, told = found()
    assert code == 0
    stale = [each for each in told["found"] if each["fault"] == "stale"]
    assert {each["language"] for each in stale} >= {"fr", "de"}
    assert all(each["since"].startswith(f"{since:%Y-%m-%d}") for each in stale)
    assert check("--stale", "10")[0] == 0
    assert check("--stale", "9")[0] == 1
    translate_the_rest(french_of(published))
    assert "fr" not in {each["language"] for each in found()[1]["found"]}


def test_messages_without_all_their_plurals_are_found(monkeypatch, tmp_path):
    from openheritage import catalogues

    folder = tmp_path / "ru/LC_MESSAGES"
    folder.mkdir(parents=True)
    text = catalogues.po_path("ru").read_text()
    start = text.index("msgstr[2]")
    end = text.index("\n", start)
    (folder / "django.po").write_text(text[:start] + 'msgstr[2] ""' + text[end:])
    monkeypatch.setattr(catalogues, "LOCALE_DIR", tmp_path)
    code, told = found()
    assert code == 1
    assert [
        each["language"] for each in told["found"] if each["fault"] == "plural"
    ] == ["ru"]


def test_the_worker_looks_and_staff_read_it(published, sign_in):
    page = french_of(published)
    page.summary = published.summary
    page.save()
    now = timezone.now()
    Job.objects.bulk_create(
        Job(
            what="check",
            state="done",
            ended_at=now,
            created_at=now - timedelta(days=day),
        )
        for day in range(1, 15)
    )
    for _day in range(2):
        tasks.check_translations()
        tasks.check_translations()
        while tasks.work_on_jobs():
            pass
    checks = Job.objects.filter(what="check")
    assert 10 <= checks.count() <= 11
    job = checks.first()
    assert job.state == Job.State.DONE
    head = sign_in("moderator").get(reverse("workbench_matrix")).text
    assert reverse("workbench_job", args=[job.pk]) in head
    assert "thing" in head
    report = sign_in("moderator").get(reverse("workbench_job", args=[job.pk])).text
    assert "Published with words of the original" in report
    assert "First summary" in report
    # Whoever does not work on originals reads nothing of pages of others.
    assert (
        "Checked on" not in sign_in("translator").get(reverse("workbench_matrix")).text
    )
