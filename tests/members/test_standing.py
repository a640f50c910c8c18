"""What a decision writes into the pages of a member, in all its languages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale
from wagtail.signals import page_published
from wagtail_localize.operations import TranslationCreator

from consents.defaults import make_consents
from members.models import MemberPage, ProfileChange

from .contacts import decide, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


def test_words_of_a_language_stand_alone_and_take_the_facts(
    client, member, link, reviewer
):
    member.sentence = member.search_description = "Original words."
    member.body = [("paragraph", "<p>Original words.</p>")]
    member.save_revision().publish()
    pages = MemberPage.objects.filter(translation_key=member.translation_key)
    own = pages.filter(locale__language_code="ja")
    assert not own.exists()
    send(client, link.replace("/fr/", "/ja/"), "profile", sentence="川辺の博物館。")
    decide(reviewer, ProfileChange.objects.get(), "accept", is_published="on")
    page = own.get()
    assert page.live
    assert page.sentence == "川辺の博物館。"
    draft = page.get_latest_revision_as_object()
    for each in (page, draft):
        said = [each.sentence, str(each.body), each.search_description, each.seo_title]
        assert "Original" not in "".join(said)
    # It is no translation of anything, and has the original's facts all the same.
    member.links, member.joined_on = ["https://museum.example/"], timezone.localdate()
    member.save_revision().publish()
    page = own.get()
    assert (page.links, page.joined_on) == (member.links, member.joined_on)


def test_leaving_is_confirmed_while_others_write_and_told_to_everybody(
    client, member, link, reviewer, superuser
):
    today = timezone.localdate()
    member.sentence, member.joined_on = "A sentence.", today - timedelta(days=9)
    member.save_revision().publish()
    TranslationCreator(
        superuser, [Locale.objects.get(language_code="fr")]
    ).create_translations(member)
    pages = MemberPage.objects.filter(translation_key=member.translation_key)
    # Readers have a translation that is behind, and staff a draft of the original.
    pages.exclude(pk=member.pk).update(live=True, has_unpublished_changes=False)
    member.title = "Not to be read yet"
    member.save_revision()
    send(client, link, "leave", sure="on")
    change = ProfileChange.objects.get()
    early = today - timedelta(days=10)
    refused = decide(reviewer, change, "leave", left_on=early.isoformat())
    assert "Nobody leaves before they have joined." in refused.text
    heard = []

    def hear(instance, **kwargs):
        heard.append(instance.left_on)

    page_published.connect(hear)
    decide(reviewer, change, "leave", left_on=today.isoformat())
    assert heard == [today]
    assert {page.left_on for page in pages} == {today}
    assert pages.count() > 1
    member.refresh_from_db()
    assert member.title != "Not to be read yet"
    assert member.get_latest_revision_as_object().title == "Not to be read yet"
    decide(reviewer, change, "undo")
    assert {page.left_on for page in pages} == {None}
