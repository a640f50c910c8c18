"""An editor submits, a moderator comments and decides, and both are told by mail."""

import json

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from wagtail.models import Comment, PageSubscription, TaskState
from wagtail.users.models import UserProfile

from correspondence.models import Message
from correspondence.outbox import send_due
from editing import notices
from news.models import NewsPage
from tests.home.editing import form_at

pytestmark = pytest.mark.django_db


def told(kind):
    rows = Message.objects.filter(kind=kind).order_by("pk")
    return [User.objects.get(pk=row.about_id).username for row in rows]


def speaks(name, language):
    user = User.objects.get(username=name)
    User.objects.filter(pk=user.pk).update(email=f"{name}@example.org")
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": language}
    )
    return user


def post(client, page, **more):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, form_at(client, url) | more)
    assert response.status_code == 302, response.context["form"].errors


def decide(client, page, deed, comment):
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, deed, state.pk])
    assert client.post(url, {"comment": comment}).status_code in (200, 302)


def sent():
    """What the worker has sent, by the address it went to."""
    send_due()
    found = {each.to[0]: each for each in mail.outbox}
    mail.outbox.clear()
    return found


def test_a_page_goes_to_a_moderator_and_back_and_is_published(sign_in, news_index):
    editor, _other = speaks("editor", "fr"), speaks("moderator", "en")
    page = NewsPage(title="A lake", slug="a-lake", summary="Words", live=False)
    news_index.add_child(instance=page)
    page.save_revision(user=editor)
    at_desk, at_home = sign_in("moderator"), sign_in("editor")

    # Nothing is sent in the request: whatever the mail server does, the mail waits.
    post(at_home, page, **{"action-submit": "action-submit"})
    assert mail.outbox == []
    assert told(notices.SUBMITTED) == ["moderator"]
    note = sent()["moderator@example.org"]
    assert note.subject == "“A lake” waits for your approval, asks editor."
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in note.body
    assert "A lake" in at_desk.get("/admin/").text

    decide(at_desk, NewsPage.objects.get(pk=page.pk), "reject", "Which lake?")
    note = sent()["editor@example.org"]
    assert "Which lake?" in note.body
    assert told(notices.ANSWERED) == ["editor"]

    post(at_home, page, **{"action-submit": "action-submit"})
    decide(at_desk, NewsPage.objects.get(pk=page.pk), "approve", "")
    assert NewsPage.objects.get(pk=page.pk).live
    assert told(notices.ANSWERED) == ["editor", "editor"]
    found = sent()
    # What is decided when the mail is written is asked of nobody any more.
    assert "moderator@example.org" not in found
    assert found["editor@example.org"].subject

    # Who wants none of these gets none.
    UserProfile.objects.update(submitted_notifications=False)
    post(at_home, page, **{"action-submit": "action-submit"})
    assert sent() == {}
    assert TaskState.objects.filter(status="in_progress").exists()


def test_comments_reach_those_who_follow_a_page(sign_in, news_index):
    editor, moderator = speaks("editor", "en"), speaks("moderator", "en")
    page = NewsPage(title="A lake", slug="a-lake", summary="Words", live=False)
    news_index.add_child(instance=page)
    page.save_revision(user=editor)
    PageSubscription.objects.create(page=page, user=editor, comment_notifications=True)
    post(
        sign_in("moderator"),
        page,
        **{
            "comments-TOTAL_FORMS": "1",
            "comments-INITIAL_FORMS": "0",
            "comments-0-text": "Which lake is it?",
            "comments-0-contentpath": "summary",
            "comments-0-position": "",
            "comments-0-id": "",
            "comments-0-replies-TOTAL_FORMS": "0",
            "comments-0-replies-INITIAL_FORMS": "0",
        },
    )
    comment = Comment.objects.get(page=page)
    assert comment.user == moderator
    assert told(notices.COMMENTED) == ["editor"]
    row = Message.objects.get(kind=notices.COMMENTED)
    assert "Which lake" not in json.dumps(row.data), "Words stay where they were said."
    note = sent()["editor@example.org"]
    assert "New: “Which lake is it?”" in note.body
    assert "moderator" in note.subject


def test_where_nobody_moderates_a_superuser_is_asked(news_index, superuser):
    editor = speaks("editor", "en")
    User.objects.filter(groups__name="Moderators").update(email="")
    page = NewsPage(title="A lake", slug="a-lake", summary="Words", live=False)
    news_index.add_child(instance=page)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    assert told(notices.SUBMITTED) == ["root"]
    assert [*sent()] == ["root@example.org"]
