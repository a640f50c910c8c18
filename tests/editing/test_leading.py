"""Before something is deleted, taken down, moved or renamed: what leads there."""

import html as markup
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex, Site

from home.models import Announcement, ContentPage
from openheritage.names import language_name
from search.models import Promotion
from tests.home.editing import edit, form_at

from .pages import with_links

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def words(response):
    """As somebody reads them."""
    text = re.sub(r"<[^>]+>", " ", markup.unescape(response.text))
    return " ".join(text.split())


def bulk(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/{action}/?{ids}"


@pytest.fixture
def linked(home):
    """A page that a text, a draft, an announcement, a redirect and search lead to."""
    page = with_links(home, "linked")
    with_links(home, "first", f'linktype="page" id="{page.pk}"')
    draft = with_links(home, "second")
    draft.body = [("paragraph", f'<p><a linktype="page" id="{page.pk}">it</a></p>')]
    draft.save_revision()
    root = Site.objects.get().root_url
    notice = Announcement.objects.filter(live=True, locale=home.locale)
    notice.update(link_url=f"{root}/en/linked/?from=above")
    Redirect.add_redirect("/en/printed", page)
    Promotion.objects.create(page=page, locale=home.locale, words="w", tokens="w")
    for each in ContentPage.objects.filter(slug__in=["linked", "first", "second"]):
        ReferenceIndex.create_or_update_for_object(each)
    return page


def test_who_deletes_or_takes_down_a_page_reads_what_leads_to_it(linked, sign_in):
    client = sign_in("moderator")
    english = language_name("en")
    for address in (
        url("delete", linked.pk),
        url("unpublish", linked.pk),
        bulk("delete", linked),
        bulk("unpublish", linked),
    ):
        told = words(client.get(address))
        assert "What leads here: 3 texts lead here:" in told, address
        for title in ("First", "Second", "Help keep heritage open."):
            assert f"“{title}” ({english})" in told, address
        assert "their words stay there without a link" in told
        assert "1 old address leads here, and then nowhere." in told
        assert "Search promotes it for 1 query, and no longer." in told
    alone = with_links(linked.get_parent(), "alone")
    for name in ("delete", "unpublish"):
        assert "What leads here" not in words(client.get(url(name, alone.pk)))
    # What is named leads there, or it would be gone for nothing.
    assert linked.title in words(client.get(url("delete", linked.pk)))


def test_the_pages_below_and_all_languages_count_and_themselves_do_not(superuser):
    client = Client()
    client.force_login(superuser)
    news = Page.objects.get(slug="news", locale__language_code="en")
    article = news.get_children().live().first()
    home = news.get_parent()
    page = with_links(home, "first", f'linktype="page" id="{article.pk}"')
    ReferenceIndex.create_or_update_for_object(page)
    told = words(client.get(url("delete", news.pk)))
    assert "“First”" in told
    assert f"“{article.title}”" not in told.partition("What leads here")[2]
    french = article.get_translations().get(locale__language_code="fr")
    page.body = [("paragraph", f'<p><a linktype="page" id="{french.pk}">it</a></p>')]
    page.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(page)
    assert "“First”" in words(client.get(url("delete", article.pk)))
    told = words(client.get(url("unpublish", french.pk)))
    assert "“First”" in told
    assert "Readers are led to the original instead." in told


def test_who_moves_or_renames_a_page_reads_that_links_follow(linked, sign_in):
    client = sign_in("moderator")
    parent = with_links(linked.get_parent(), "above")
    ContentPage.subpage_types, kept = ["home.ContentPage"], ContentPage.subpage_types
    try:
        response = client.get(url("move_confirm", linked.pk, parent.pk))
    finally:
        ContentPage.subpage_types = kept
    told = " ".join(words(response).split())
    assert "3 texts lead here" in told
    assert "Links in texts follow by themselves; what was typed leads on." in told
    told = words(client.get(bulk("move", linked)))
    assert "3 texts lead here" in told

    help_text = str(
        client.get(url("edit", linked.pk)).context["form"]["slug"].help_text
    )
    assert "2 texts lead here: “First”" in help_text
    assert "follow by themselves" in help_text
    data = form_at(client, url("edit", linked.pk))
    data |= {"slug": "renamed", "action-publish": "action-publish"}
    response = client.post(url("edit", linked.pk), data)
    told = " ".join(str(each) for each in get_messages(response.wsgi_request))
    assert "/en/linked/ leads to" in told
    assert "/en/renamed/ from now on" in told
    assert "“Help keep heritage open.”" in told
    assert "lead on by themselves" in told
    page = ContentPage.objects.get(pk=linked.pk)
    assert not edit(client, page)
    assert "another address" not in words(client.get("/admin/"))


def test_a_snippet_that_is_used_says_where(home, sign_in):
    """Topics, organisations: whatever has no page of its own."""
    from members.models import MemberPage

    member = MemberPage.objects.filter(locale=home.locale).live().first()
    ReferenceIndex.create_or_update_for_object(member)
    organisation = member.organisation
    address = reverse(
        "wagtailsnippets_organisations_organisation:delete", args=[organisation.pk]
    )
    told = words(sign_in("moderator").get(address)).partition("Where it is used:")[2]
    assert f"“{member.title}”" in told
