"""Links that break are found, told to whoever can mend them, and gone when mended."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from editing import checking
from editing.models import BrokenLink, Fault
from editing.tasks import go_on_looking_for_them, look_for_broken_links
from home.models import Announcement, ContentPage
from news.models import NewsPage
from openheritage import steps

from .pages import with_links

pytestmark = pytest.mark.django_db


def look_for_all():
    look_for_broken_links()
    while go_on_looking_for_them():
        pass


def faults(page):
    rows = BrokenLink.objects.filter(page=page).order_by("pk")
    return [(row.fault, row.target) for row in rows]


def document():
    return get_document_model().objects.create(
        title="Guide", file=ContentFile(b"A guide.", name="guide.txt")
    )


def test_what_readers_meet_is_found_and_nothing_else(
    home, django_assert_max_num_queries
):
    look_for_all()
    assert not BrokenLink.objects.exists(), [*BrokenLink.objects.values()]
    gone = with_links(home, "gone")
    hidden = with_links(home, "hidden")
    moved = with_links(home, "moved")
    held, lost = document(), document()
    page = with_links(
        home,
        "links",
        f'linktype="page" id="{gone.pk}"',
        f'linktype="page" id="{hidden.pk}"',
        f'linktype="page" id="{home.pk}"',
        f'linktype="document" id="{lost.pk}"',
        f'linktype="document" id="{held.pk}"',
        f'href="{held.url}"',
        f'href="{lost.url}"',
        'href="/en/nowhere/"',
        'href="http://testserver/en/nowhere/?a=1&amp;b=2"',
        'href="/en/statement/#article-99"',
        'href="/en/statement/#article-16"',
        'href="/fr/statement/#read-in"',
        'href="/en/moved/"',
        'href="/en/sign/"',
        'href="/en/signatories/?country=FR"',
        'href="/en/statement.txt"',
        'href="https://example.org/en/nowhere/"',
        'href="mailto:a@example.org"',
        'href="http://[broken"',
    )
    root = Site.objects.get().root_url
    notice = Announcement.objects.filter(live=True, locale=home.locale)
    notice.update(link_url=f"{root}/en/nowhere/")
    Redirect.add_redirect("/en/printed", "/en/nowhere/")
    moved.slug = "moved-on"
    moved.save_revision().publish()
    hidden.unpublish()
    gone.delete()
    lost_url = lost.url
    lost.delete()
    with django_assert_max_num_queries(2 * Page.objects.live().count()):
        look_for_all()
    assert sorted(faults(page)) == sorted(
        [
            (Fault.GONE, ""),
            (Fault.HIDDEN, "Hidden"),
            (Fault.DOCUMENT, ""),
            (Fault.DOCUMENT, lost_url),
            (Fault.ADDRESS, "/en/nowhere/"),
            (Fault.ADDRESS, "http://testserver/en/nowhere/?a=1&b=2"),
            (Fault.PART, "/en/statement/#article-99"),
        ]
    )
    fields = {*BrokenLink.objects.filter(page=None).values_list("field", flat=True)}
    assert fields == {"link_url", "redirect_link"}

    # What is still so keeps its day; what is mended goes at once.
    BrokenLink.objects.update(since="2026-01-01T00:00Z")
    look_for_all()
    assert not BrokenLink.objects.filter(since__year__gt=2026).exists()
    hidden.save_revision().publish()
    assert (Fault.HIDDEN, "Hidden") not in faults(page)
    page = ContentPage.objects.get(pk=page.pk)
    page.body = [("paragraph", "<p>No links.</p>")]
    page.save_revision().publish()
    assert faults(page) == []


def test_a_translation_is_judged_by_what_its_own_readers_get(home):
    french = NewsPage.objects.filter(locale__language_code="fr").live().first()
    original = NewsPage.objects.get(
        translation_key=french.translation_key, locale=home.locale
    )
    page = with_links(home, "links", f'linktype="page" id="{french.pk}"')
    checking.look_at([page])
    assert faults(page) == []
    original.unpublish()
    checking.look_at([page])
    assert faults(page) == [(Fault.HIDDEN, french.title)]


def test_a_part_that_the_statement_does_not_have_is_told_of(home):
    from stories.models import StoriesIndexPage, StoryFramePage

    index = StoriesIndexPage.objects.filter(locale=home.locale).first()
    if index is None:
        index = home.add_child(instance=StoriesIndexPage(title="S", slug="s"))
    story = StoryFramePage(
        title="A story", slug="a-story", summary="s", barrier="b", example="e"
    )
    story.parts = ["there-is-none"]
    index.add_child(instance=story)
    checking.look_at([story])
    assert faults(story) == [(Fault.PART, "1")]


def test_those_who_can_mend_it_are_told_and_nobody_else(home, sign_in):
    page = with_links(home, "links", 'href="/en/nowhere/"')
    printed = Redirect.add_redirect("/en/printed", "/en/nowhere/")
    checking.look_at([page, printed])
    report = reverse("editing_broken_links")
    for name in ("editor", "moderator"):
        client = sign_in(name)
        html = client.get("/admin/").text
        panel = html[html.index('id="broken-links') :].partition("</section>")[0]
        assert "/en/nowhere/" in panel
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in panel
        assert "make a redirect from that address" in panel
        shown = client.get(report).text
        assert "Links" in shown
        assert "/en/printed" in shown
    assert 'id="broken-links' not in sign_in("translator").get("/admin/").text
    assert "/en/nowhere/" not in sign_in("translator").get(report).text
    assert 'id="broken-links' not in sign_in("reviewer").get("/admin/").text

    client = sign_in("editor")
    page.unpublish()
    html = client.get("/admin/").text
    assert (
        reverse("wagtailadmin_pages:edit", args=[page.pk])
        not in html[html.index('id="broken-links') :].partition("</section>")[0]
    )
    client.post(reverse("editing_look_again"))
    assert client.get(reverse("editing_look_again")).status_code == 405


def test_a_look_at_one_page_asks_little(home, django_assert_max_num_queries):
    page = with_links(
        home, "links", *(f'linktype="page" id="{n}"' for n in range(9000, 9100))
    )
    with django_assert_max_num_queries(12):
        checking.look_at([Page.objects.get(pk=page.pk).specific])
    assert faults(page) == [(Fault.GONE, "")], "Told once of each field."


def test_a_look_is_done_in_steps_and_begins_anew_after_one_that_failed(
    home, monkeypatch
):
    page = with_links(home, "links", 'href="/en/nowhere/"')
    monkeypatch.setattr(checking, "AT_ONCE", 10)
    look_for_broken_links()
    with monkeypatch.context() as broken:
        broken.setattr(steps, "SECONDS", 0)
        assert go_on_looking_for_them(), "Mails need not wait for all of it."
        broken.setattr(checking, "keep", None)
        with pytest.raises(TypeError):
            go_on_looking_for_them()
    BrokenLink.objects.all().delete()
    while go_on_looking_for_them():
        pass
    assert faults(page) == [(Fault.ADDRESS, "/en/nowhere/")]
    assert not go_on_looking_for_them(), "Until it is asked for again."
