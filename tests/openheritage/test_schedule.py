"""What is scheduled goes live and ends in its time, whatever happened meanwhile."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from wagtail.models import Locale, Page, PageLogEntry

from home.models import Announcement, ContentPage
from news.models import Kind, NewsPage
from openheritage import schedule, worker
from search.models import Change
from tests.conftest import translate_the_rest
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel
from tests.home.editing import edit_url, save
from translations.facts import translations_of

__all__ = ["committed"]

pytestmark = pytest.mark.django_db


def ago(**times):
    return timezone.now() - timedelta(**times)


@pytest.fixture
def an_hour_passes(monkeypatch):
    """Lets time go on for the site, and for nobody who waits."""
    now = timezone.now

    def pass_by():
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=1))

    return pass_by


def in_half_an_hour():
    return ago(minutes=-30)


def faq():
    return ContentPage.objects.get(slug="faq", locale__language_code="en")


def approved(page, at, **changes):
    """A revision that was to go live while nobody was at work."""
    for name, value in changes.items():
        setattr(page, name, value)
    revision = page.save_revision()
    revision.approved_go_live_at = at
    revision.save()
    return revision


def again(instance):
    return type(instance).objects.get(pk=instance.pk)


def test_an_article_goes_live_and_ends_by_the_worker(
    sign_in, client, news_index, monkeypatch, an_hour_passes
):
    page = NewsPage(title="Later", slug="later", summary="Later", live=False)
    news_index.add_child(instance=page)
    page.go_live_at = in_half_an_hour()
    page.save_revision().publish()
    assert schedule.run() == 0
    assert client.get("/fr/news/later/").status_code == 404
    an_hour_passes()
    Change.objects.all().delete()
    monkeypatch.setattr("signal.signal", lambda *_arguments: None)
    # All files of the site would take a minute to make, and go by no day.
    autodiscover_modules("tasks")
    jobs = {name: job for name, job in worker.jobs.items() if "renditions" not in name}
    monkeypatch.setattr(worker, "jobs", jobs)
    call_command("worker", "--once")
    assert client.get("/fr/news/later/").status_code == 200
    assert "Later" in client.get("/en/news/").text

    moment = (timezone.now() + timedelta(seconds=90)).strftime("%Y-%m-%d %H:%M")
    moderator = sign_in("moderator")
    assert not save(moderator, edit_url(again(page)), go_live_at="", expire_at=moment)
    Page.objects.filter(pk=page.pk).update(expire_at=ago(seconds=1))
    assert schedule.run() == 1
    assert client.get("/fr/news/later/").status_code == 404
    assert again(page).expired
    assert schedule.run() == 0


def test_what_was_due_while_no_worker_ran_happens_in_its_order(client):
    """Of three days: live, other words, at an end. Another ended and came again."""
    page = faq()
    approved(page, ago(days=3), title="First words", expire_at=ago(days=1))
    other = ContentPage.objects.get(slug="join", locale__language_code="en")
    other.expire_at = ago(days=3)
    other.save()
    approved(other, ago(days=2), title="Again", expire_at=None)
    assert schedule.run() == 3
    assert not again(page).live
    assert again(page).expired
    assert again(page).title == "First words"
    assert (again(other).live, again(other).title) == (True, "Again")


def test_one_fault_keeps_nothing_back_and_is_told_once(news_index, caplog):
    event = NewsPage(title="When?", slug="when", summary="An event", live=False)
    news_index.add_child(instance=event)
    event.kind = Kind.EVENT
    revision = event.save_revision(clean=False)
    revision.approved_go_live_at = ago(hours=2)
    revision.save()
    approved(faq(), ago(hours=1), title="Other words")
    for done in (1, 0):
        assert schedule.run() == done
    assert again(faq()).title == "Other words"
    assert not again(event).live, "An event needs its day."
    assert caplog.text.count("could not go live or end in its time") == 1


def test_an_end_is_an_end_in_every_language(client, an_hour_passes):
    page = ContentPage.objects.get(slug="background", locale__language_code="en")
    assert client.get("/fr/background/").status_code == 200
    page.expire_at = in_half_an_hour()
    page.save_revision().publish()
    french = translations_of(page).get(locale__language_code="fr")
    assert french.expire_at == page.expire_at, "Nobody can change it in its editor."
    an_hour_passes()
    schedule.run()
    for language in ("en", "fr", "ar"):
        assert client.get(f"/{language}/background/").status_code == 404
    assert not translations_of(page).live().exists()


def test_an_incomplete_translation_waits_and_the_worker_says_so_once(caplog):
    page = NewsPage.objects.get(
        slug="site-in-twelve-languages", locale__language_code="en"
    )
    page.summary = "Quite another summary"
    page.save_revision().publish()
    french = translations_of(page).get(locale__language_code="fr").specific
    approved(french, ago(hours=1), title="Des mots")
    for _time in range(2):
        assert schedule.run() == 0
    assert again(french).title != "Des mots"
    assert caplog.text.count("its translation is incomplete") == 1
    translate_the_rest(french)
    assert schedule.run() == 1
    assert again(french).title == "Des mots"


def test_an_announcement_appears_and_ends_in_its_time(client, an_hour_passes):
    german = Locale.objects.get(language_code="de")
    Announcement.objects.filter(locale=german).delete()
    row = Announcement.objects.create(text="Bald", locale=german, live=False)
    approved(row, ago(minutes=1), expire_at=in_half_an_hour())
    assert "Bald" not in client.get("/de/").text
    schedule.run()
    assert "Bald" in client.get("/de/").text
    an_hour_passes()
    schedule.run()
    assert "Bald" not in client.get("/de/").text
    assert again(row).expired


def test_of_many_workers_one_publishes(committed):
    page = faq()
    approved(page, ago(hours=1), title="Once")
    before = PageLogEntry.objects.count()
    assert sum(in_parallel(lambda _number: schedule.run(), 6, 3)) == 1
    entries = PageLogEntry.objects.filter(page=page.pk, action=schedule.PUBLISHED)
    assert entries.count() == 1
    assert PageLogEntry.objects.count() <= before + 2
