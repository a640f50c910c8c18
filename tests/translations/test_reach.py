"""Where those who write no originals do not come; the whole is in ``tests/rights``."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model

from home.roles import translation_reviewers, translators
from openheritage.roles import EDITORS, REVIEWERS
from tests.accounts.helpers import make_user, signed_in

from .test_translating import TRANSLATED, english, in_language

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_in(db):
    def client_in(group: str) -> Client:
        return signed_in(make_user(group.replace(" ", "-"), group))

    return client_in


def is_shown(client, url):
    response = client.get(url)
    if response.status_code == 302:
        assert response["Location"] == reverse("wagtailadmin_home")
    return response.status_code == 200


def bulk(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/{action}/?{ids}"


def addresses():
    page = english(TRANSLATED)
    image = get_image_model().objects.first()
    return [
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_child", args=[page.get_parent().pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=a",
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, page.pk]),
        reverse("wagtailadmin_pages:type_use", args=["news", "newspage"]),
        reverse("wagtailadmin_reports:page_types_usage"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailimages_chooser:select_format", args=[image.pk]),
        "/admin/api/main/images/",
        "/admin/api/main/documents/",
        "/admin/snippets/choose/home/announcement/",
        bulk("delete", page),
    ]


@pytest.mark.parametrize("group", [translators("fr"), REVIEWERS])
def test_screens_that_show_drafts_are_for_those_who_write_originals(client_in, group):
    one, editor = client_in(group), client_in(EDITORS)
    for url in addresses():
        assert not is_shown(one, url), url
        assert is_shown(editor, url) or "move" in url, url


def test_the_menu_offers_no_report_that_is_refused(client_in):
    def reports(client):
        return client.get(reverse("wagtailadmin_home")).text

    html = reports(client_in(translators("fr")))
    for name in ("workflow", "aging_pages", "page_types_usage", "site_history"):
        assert reverse(f"wagtailadmin_reports:{name}") not in html
    html = reports(client_in(EDITORS))
    assert reverse("wagtailadmin_reports:aging_pages") in html


def test_the_history_is_for_those_who_have_a_right_on_something(client_in):
    url = reverse("wagtailadmin_reports:site_history")
    assert not is_shown(client_in(translators("fr")), url)
    assert is_shown(client_in(REVIEWERS), url)


def test_many_pages_are_published_by_whom_each_is_and_by_nobody_else(client_in):
    page = english(TRANSLATED)
    french, arabic = in_language(page, "fr"), in_language(page, "ar")
    reviewer = client_in(translation_reviewers("fr"))
    assert is_shown(reviewer, bulk("publish", french))
    for pages in ((french, arabic), (page,)):
        assert not is_shown(reviewer, bulk("publish", *pages))
    everything = "/admin/bulk/wagtailcore/page/publish/?id=all"
    assert not is_shown(reviewer, everything)
    own = f"{everything}&childOf={french.get_parent().pk}"
    assert is_shown(reviewer, own)


def test_the_api_tells_no_titles_of_pages_that_one_does_not_open(client_in):
    page = english(TRANSLATED)
    arabic = in_language(page, "ar")
    arabic.draft_title = arabic.title = "Not for everybody"
    arabic.save()
    url = f"/admin/api/main/pages/{in_language(page, 'fr').pk}/"
    assert "Not for everybody" not in client_in(translators("fr")).get(url).text
    assert "Not for everybody" in client_in(EDITORS).get(url).text


def test_no_older_revision_comes_back_past_the_sentences(client_in):
    page = in_language(english(TRANSLATED), "fr")
    page.save_revision()
    before = page.revisions.count()
    url = f"/admin/api/main/pages/{page.pk}/action/revert_to_page_revision/"
    data = {"revision_id": page.revisions.first().pk}
    client_in(translation_reviewers("fr")).post(url, data)
    assert page.revisions.count() == before


def test_a_right_that_an_administrator_gives_counts(client_in):
    client = client_in(translators("fr"))
    url = "/admin/snippets/choose/home/announcement/"
    assert not is_shown(client, url)
    right = Permission.objects.get(codename="change_announcement")

    Group.objects.get(name=translators("fr")).permissions.add(right)
    assert is_shown(client, url)
