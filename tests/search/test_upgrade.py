"""After an upgrade the entries follow the new analysis by themselves."""

import pytest

from search import stemming, synchronisation, upgrade
from search.backends import Query, database
from search.models import Analysis, Change, Entry

from .entries import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(db) -> Entry:
    """An entry as an older analysis left it."""
    upgrade.remember()
    Entry.objects.all().delete()
    Change.objects.all().delete()
    return make_entry("Zeppelins", title_tokens="zeppelins")


def test_a_changed_analysis_is_noticed_once(old):
    assert not upgrade.notice()
    Analysis.objects.update(fingerprint="older")
    assert upgrade.notice()
    assert [change.thing for change in Change.objects.all()] == ["*"]
    assert not upgrade.notice()


def test_a_new_site_has_nothing_to_do(old):
    Analysis.objects.all().delete()
    Entry.objects.all().delete()
    assert not upgrade.notice()
    assert Analysis.objects.count() == 1


def test_meanwhile_whole_words_are_found_and_afterwards_all_forms(old, monkeypatch):
    def found(text: str) -> int:
        return database().search(Query(text, "en")).total

    assert found("Zeppelins") == 1
    assert found("zeppelin's") == 1


def test_the_worker_brings_the_entries_of_pages_in_step(db):
    page = Entry.objects.filter(kind="page", language="en").first()
    Entry.objects.filter(pk=page.pk).update(title_tokens="of an older analysis")
    Analysis.objects.update_or_create(pk=1, defaults={"fingerprint": "older"})
    assert upgrade.notice()
    synchronisation.enter()
    Change.objects.exclude(thing=page.thing).update(entered_at="2026-01-01T00:00Z")
    synchronisation.enter_all()
    assert Entry.objects.get(pk=page.pk).title_tokens == page.title_tokens


def test_every_part_of_the_analysis_counts():
    assert stemming in upgrade.MODULES
    assert len(upgrade.fingerprint()) == 64
