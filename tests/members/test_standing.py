"""What a decision writes into the pages of a member, in all its languages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale
from wagtail.signals import page_published
from wagtail_localize.operations import TranslationCreator

from consents.defaults import make_consents
from events.deeds import NotNowError
from members import accepting
from members.models import MemberPage, ProfileChange
from tests.signing import letters

from .contacts import decide, picture, send

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

    page_published.connect(hear, sender=MemberPage)
    try:
        decide(reviewer, change, "leave", left_on=today.isoformat())
    finally:
        page_published.disconnect(hear, sender=MemberPage)
    assert heard == [today]
    assert {page.left_on for page in pages.all()} == {today}
    assert pages.count() > 1
    member.refresh_from_db()
    assert member.title != "Not to be read yet"
    assert member.get_latest_revision_as_object().title == "Not to be read yet"
    decide(reviewer, change, "undo")
    assert {page.left_on for page in pages.all()} == {None}


def test_what_is_taken_back_is_its_own_and_nothing_else(
    client, member, link, reviewer, superuser
):
    pages = MemberPage.objects.filter(translation_key=member.translation_key)
    made = pages.filter(locale__language_code="ja")
    send(client, link.replace("/fr/", "/ja/"), "profile", sentence="川辺の博物館。")
    client.post(link, {"action": "logo", "logo": picture(), "may_show": "on"})
    words, logo = ProfileChange.objects.order_by("pk")
    decide(reviewer, words, "accept", is_published="on")
    assert made.exists()
    letters()
    decide(reviewer, logo, "accept", is_published="on")
    # The mail about the logo has not left: it is of another decision.
    decide(reviewer, words, "undo")
    assert len(letters()) == 2
    assert not made.exists(), "A page without words was left."
    # Nobody is told that what they have not heard of is taken back.
    decide(reviewer, words, "accept", is_published="on")
    decide(reviewer, words, "undo")
    assert letters() == []
    # What staff have chosen since stays.
    member.refresh_from_db()
    member.logo = accepting.picture_of(ProfileChange.objects.get(pk=logo.pk), superuser)
    member.save_revision().publish()
    with pytest.raises(NotNowError):
        accepting.undo(logo, superuser)
