"""The home page of the admin: what each waits for, and what there is to do about it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Revision
from wagtail.users.models import UserProfile

from editing import panels
from home.models import Announcement
from images.credits import Licence
from images.models import CustomImage
from news.models import NewsPage

pytestmark = pytest.mark.django_db


def panel(client, name):
    """The words of a panel; empty if it is not shown."""
    html = client.get("/admin/").text
    _before, there, rest = html.partition(f'id="{name}-section"')
    return rest.partition("</section>")[0] if there else ""


def draft(index, slug, by, **facts):
    page = NewsPage(
        title=f"Article {slug}", slug=slug, summary="s", live=False, **facts
    )
    index.add_child(instance=page)
    page.save_revision(user=by)
    return page


def test_drafts_are_those_of_the_person_and_say_what_to_do(sign_in, news_index):
    editor = User.objects.get(username="editor")
    moderator = User.objects.get(username="moderator")
    assert panel(sign_in("editor"), "drafts") == ""
    begun = draft(news_index, "begun", editor)
    draft(news_index, "of-another", moderator)
    reviewed = draft(news_index, "in-review", editor)
    reviewed.get_workflow().start(reviewed, editor)
    live = NewsPage.objects.filter(locale=news_index.locale).live().first()
    live.title = "Changed"
    live.save_revision(user=editor)
    notice = Announcement.objects.filter(locale=news_index.locale).first()
    notice.text = "Another line"
    notice.save_revision(user=editor)
    shown = panel(sign_in("editor"), "drafts")
    assert begun.title in shown
    assert "Begun, and not public" in shown
    assert "Changed" in shown
    assert "readers have the text as it was" in shown
    assert "Submit it to a moderator" in shown
    assert "of-another" not in shown
    assert "in-review" not in shown, "It has a panel of Wagtail's."
    assert "in-review" in sign_in("editor").get("/admin/").text
    # Whoever publishes is told to.
    assert "Publish it, or delete" in panel(sign_in("moderator"), "drafts")
    for name in ("translator", "reviewer"):
        assert panel(sign_in(name), "drafts") == ""


def test_what_is_scheduled_is_told_in_the_time_of_whoever_reads_it(sign_in, news_index):
    editor = User.objects.get(username="editor")
    for zone, told in (
        ("Pacific/Kiritimati", "Jan. 1, 2031, 11 a.m. (Pacific/Kiritimati)"),
        ("Pacific/Pago_Pago", "Dec. 31, 2030, 10 a.m. (Pacific/Pago_Pago)"),
    ):
        UserProfile.objects.update_or_create(
            user=editor, defaults={"current_time_zone": zone}
        )
        page = draft(news_index, zone.lower().replace("/", "-"), editor)
        page.go_live_at = datetime(2030, 12, 31, 21, tzinfo=UTC)
        page.save_revision(user=editor).publish()
        assert f"Goes live {told}" in panel(sign_in("editor"), "scheduled")
    assert panel(sign_in("editor"), "drafts") == "", "They wait for their day."
    assert panel(sign_in("translator"), "scheduled") == ""
    notice = Announcement.objects.filter(live=True, locale=news_index.locale).get()
    Announcement.objects.filter(pk=notice.pk).update(
        expire_at=timezone.now() + timedelta(days=1)
    )
    assert "Ends " in panel(sign_in("editor"), "scheduled")
    # Translations follow; one that should be live and is not is told of.
    Revision.objects.filter(approved_go_live_at__isnull=False).update(
        approved_go_live_at=timezone.now() - timedelta(hours=1)
    )
    shown = panel(sign_in("editor"), "scheduled")
    assert "Should have gone live" in shown
    assert "Publish it yourself" in shown


def test_pictures_that_name_nobody_come_first_where_they_are_shown(sign_in):
    assert panel(sign_in("editor"), "pictures-without-credit") == ""
    pictures = [*CustomImage.objects.order_by("pk")]
    CustomImage.objects.filter(pk=pictures[0].pk).update(
        licence=Licence.CC_BY, creator="", title="No creator"
    )
    CustomImage.objects.filter(pk=pictures[1].pk).update(
        description="", title="No words"
    )
    shown = panel(sign_in("editor"), "pictures-without-credit")
    assert f"/admin/images/{pictures[0].pk}/" in shown
    assert "Its licence asks that you name who made it" in shown
    assert "It has no alternative text." in shown
    for name in ("translator", "reviewer"):
        assert panel(sign_in(name), "pictures-without-credit") == ""


def test_the_panels_ask_as_much_for_many_rows_as_for_few(news_index, superuser):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            shown = panels.panels(User.objects.get(pk=superuser.pk))
            for each in shown:
                each.render_html({})
        return len(asked), shown

    def more(count, of):
        for number in range(count):
            page = draft(news_index, f"d-{of}-{number}", superuser)
            if number % 2:
                page.go_live_at = timezone.now() + timedelta(days=1)
                page.save_revision(user=superuser).publish()

    more(2, "few")
    CustomImage.objects.filter(pk=CustomImage.objects.first().pk).update(description="")
    few, _shown = queries()
    more(14, "many")
    many, shown = queries()
    assert many <= few + 1, "One counts what is not shown."
    assert few <= 40
    assert {each.name for each in shown} >= {"drafts", "scheduled"}
    drafts = next(each for each in shown if each.name == "drafts").render_html({})
    assert "and 3 more" in drafts
