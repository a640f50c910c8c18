"""Nobody destroys by accident: who may, what they are told, and what outlives it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from home.models import Announcement, ContentPage, HomePage
from home.roles import translation_reviewers, translators
from news.models import NewsPage
from signatures.models import Signature
from statement.models import StatementPage

from .test_translating import PARTLY_TRANSLATED, TRANSLATED, english, in_language

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_in(db):
    """A client of somebody who is in one group alone."""

    def client_in(group):
        user = get_user_model().objects.create_user(username="alone")
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return client_in


@pytest.fixture
def spanish_draft():
    return in_language(english(PARTLY_TRANSLATED), "es")


def bulk_url(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/{action}/?{ids}"


def page_url(name, page):
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


def ways_to_delete(page):
    return [
        (page_url("delete", page), {}),
        (bulk_url("delete", page), {}),
        (f"/admin/api/main/pages/{page.pk}/action/delete/", {}),
    ]


def ways_to_take_down(page):
    return [
        (page_url("unpublish", page), {"include_descendants": "on"}),
        (
            bulk_url("unpublish", page),
            {"include_descendants": "on"},
        ),
        (f"/admin/api/main/pages/{page.pk}/action/unpublish/", {"recursive": "true"}),
    ]


@pytest.mark.parametrize("role", [translators, translation_reviewers])
def test_who_translates_deletes_no_translation_whatever_the_way(
    client_in, spanish_draft, role
):
    client = client_in(role("es"))
    for url, data in ways_to_delete(spanish_draft):
        client.post(url, data)
    assert Page.objects.filter(pk=spanish_draft.pk).exists()
    for name in ("delete", "move", "copy"):
        assert client.get(page_url(name, spanish_draft)).status_code == 302, name
    privacy = reverse("wagtailadmin_pages:set_privacy", args=[spanish_draft.pk])
    assert client.get(privacy).status_code == 302


def test_the_list_of_pages_offers_translators_nothing_that_destroys(
    client_in, spanish_draft
):
    client = client_in(translators("es"))
    html = client.get(
        reverse("wagtailadmin_explore", args=[spanish_draft.get_parent().pk])
    ).text
    assert page_url("edit", spanish_draft) in html
    for name in ("delete", "move", "copy", "unpublish"):
        assert page_url(name, spanish_draft) not in html


def test_an_original_and_its_translation_are_deleted_in_one_go(sign_in):
    page = english(TRANSLATED)
    french = in_language(page, "fr")
    response = sign_in("moderator").post(bulk_url("delete", page, french))
    assert response.status_code == 302
    assert not Page.objects.filter(translation_key=page.translation_key).exists()


def test_an_editor_deletes_no_translation_of_a_language(sign_in, spanish_draft):
    for url, data in ways_to_delete(spanish_draft):
        sign_in("editor").post(url, data)
    assert Page.objects.filter(pk=spanish_draft.pk).exists()


def test_a_reviewer_of_translations_takes_nothing_down_whatever_the_way(client_in):
    client = client_in(translation_reviewers("fr"))
    pages = [
        HomePage.objects.get(locale__language_code="fr"),
        StatementPage.objects.get(locale__language_code="fr"),
        in_language(english(TRANSLATED), "fr"),
    ]
    live = Page.objects.filter(locale__language_code="fr").live()
    before = {*live.values_list("pk", flat=True)}
    for page in pages:
        assert client.get(page_url("unpublish", page)).status_code == 302
        assert (
            page_url("unpublish", page) not in client.get(page_url("edit", page)).text
        )
        for url, data in ways_to_take_down(page):
            client.post(url, data)
    assert {*live.values_list("pk", flat=True)} == before


def test_a_moderator_may_do_all_of_it(sign_in, spanish_draft):
    client = sign_in("moderator")
    statement = StatementPage.objects.get(locale__language_code="es")
    client.post(page_url("unpublish", statement))
    statement.refresh_from_db()
    assert not statement.live
    client.post(page_url("delete", spanish_draft))
    assert not Page.objects.filter(pk=spanish_draft.pk).exists()


def test_a_published_statement_is_not_deleted_through_the_api_either(superuser):
    client = Client()
    client.force_login(superuser)
    for page in (
        StatementPage.objects.get(locale__language_code="fr"),
        HomePage.objects.get(locale__language_code="fr"),
    ):
        for url, data in ways_to_delete(page):
            client.post(url, data)
        assert Page.objects.filter(pk=page.pk).exists()


def test_the_editor_offers_nothing_that_destroys(client_in, sign_in, spanish_draft):
    live = in_language(english(TRANSLATED), "es")
    for client in (client_in(translators("es")), sign_in("moderator")):
        for page in (spanish_draft, live):
            response = client.get(page_url("edit", page), follow=True)
            footer = response.text[response.text.index("<footer") :]
            for word in ("Delete", "Convert", "Stop"):
                assert word not in footer


def test_the_great_button_is_publishing_or_a_preview(client_in, spanish_draft):
    html = (
        client_in(translation_reviewers("es"))
        .get(page_url("edit", spanish_draft), follow=True)
        .text
    )
    assert "Publish in Español" in html
    get_user_model().objects.filter(username="alone").delete()
    client = client_in(translators("es"))
    html = client.get(page_url("edit", spanish_draft), follow=True).text
    assert "Publish in" not in html
    footer = html[html.index("<footer") :]
    assert "Preview" in footer


def test_an_announcement_in_translation_offers_nothing_that_destroys(sign_in):
    spanish = Announcement.objects.get(locale__language_code="es")
    url = reverse("wagtailsnippets_home_announcement:edit", args=[spanish.pk])
    html = sign_in("moderator").get(url, follow=True).text
    assert "Publish in Español" in html
    footer = html[html.index("<footer") :]
    for word in ("Delete", "Convert", "Stop"):
        assert word not in footer


def test_nobody_copies_a_page_as_an_alias(sign_in):
    page = english(TRANSLATED)
    client = sign_in("moderator")
    html = client.get(page_url("copy", page)).text
    assert "Keep the new pages updated" not in html
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": page.get_parent().pk,
        "alias": "on",
    }
    client.post(page_url("copy", page), data)
    assert NewsPage.objects.get(slug="copy").alias_of is None
    client.post(f"/admin/api/main/pages/{page.pk}/action/create_alias/", {})
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_a_page_is_submitted_with_those_above_it_and_no_copies(sign_in, home):
    parent = home.add_child(instance=ContentPage(title="Above", slug="above"))
    child = parent.add_child(instance=ContentPage(title="Below", slug="below"))
    german = Locale.objects.get(language_code="de")
    url = reverse("wagtail_localize:submit_page_translation", args=[child.pk])
    sign_in("moderator").post(url, {"locales": [german.pk]})
    for page in (parent, child):
        draft = page.get_translation(german)
        assert draft.alias_of is None
        assert not draft.live
        assert Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=german, enabled=True
        ).exists()


def told(client, url):
    return " ".join(client.get(url).text.split())


def test_who_deletes_an_original_reads_what_goes_with_it(sign_in):
    page = english(TRANSLATED)
    versions = Page.objects.filter(translation_key=page.translation_key)
    count = versions.count()
    assert count > 2
    client = sign_in("moderator")
    for url in (
        page_url("delete", page),
        bulk_url("delete", page),
    ):
        words = told(client, url)
        assert f"This touches {count} languages: " in words
        assert "Français" in words
        live = versions.live().count()
        assert f"{live} public addresses lead nowhere afterwards." in words


def test_pages_below_are_counted_in_all_languages(superuser, news_index):
    below = Page.objects.descendant_of(news_index, inclusive=True)
    keys = below.values("translation_key")
    pages = Page.objects.filter(translation_key__in=keys)
    client = Client()
    client.force_login(superuser)
    words = told(client, page_url("delete", news_index))
    assert f"This touches {pages.count()} pages." in words
    assert f"{pages.live().count()} public addresses" in words


def test_who_takes_down_the_statement_reads_how_many_have_signed(
    sign_in, statement, home
):
    signed = Signature.objects.published().count()
    assert signed
    client = sign_in("moderator")
    for page in (statement, home):
        for url in (
            page_url("unpublish", page),
            bulk_url("unpublish", page),
        ):
            words = told(client, url)
            assert "This touches 12 languages: " in words
            assert f"{signed} published signatures were given to this text." in words


def test_who_takes_down_a_language_reads_what_its_readers_get(sign_in):
    french = StatementPage.objects.get(locale__language_code="fr")
    words = told(sign_in("moderator"), page_url("unpublish", french))
    assert "This touches 1 language: Français." in words
    assert "At 1 public address readers get the original instead." in words
    signed = Signature.objects.published().filter(text__locale=french.locale).count()
    assert f"{signed} published signature" in words


def test_whose_announcement_goes_reads_in_which_languages_it_stays(sign_in):
    announcement = Announcement.objects.get(locale__language_code="en")
    others = announcement.get_translations().count()
    client = sign_in("moderator")
    for url in (
        reverse("wagtailsnippets_home_announcement:delete", args=[announcement.pk]),
        f"/admin/bulk/home/announcement/delete/?id={announcement.pk}",
    ):
        words = told(client, url)
        assert f"stays in {others} other languages: " in words


def test_a_lonely_draft_is_deleted_without_ado(sign_in, news_index):
    page = news_index.add_child(
        instance=NewsPage(title="Draft", slug="a-draft", live=False)
    )
    assert "This touches" not in told(sign_in("moderator"), page_url("delete", page))


def words_of(page):
    return {
        (words.translation_of.data, words.data)
        for words in StringTranslation.objects.filter(
            context__object_id=page.translation_key, locale=page.locale
        ).select_related("translation_of")
    }


def test_sentences_outlive_a_translation(sign_in, spanish_draft):
    original = english(PARTLY_TRANSLATED)
    before = words_of(spanish_draft)
    assert before
    client = sign_in("moderator")
    client.post(page_url("delete", spanish_draft))
    assert not Page.objects.filter(pk=spanish_draft.pk).exists()
    url = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    client.post(url, {"locales": [spanish_draft.locale_id]})
    again = in_language(original, "es")
    assert words_of(again) == before
    translation = Translation.objects.get(
        source__object_id=original.translation_key, target_locale=again.locale
    )
    assert translation.get_progress()[1] >= len(before)


def test_sentences_outlive_their_original(sign_in):
    page = english(TRANSLATED)
    french = in_language(page, "fr")
    before = words_of(french)
    assert before
    client = sign_in("moderator")
    client.post(page_url("delete", page))
    assert not Page.objects.filter(translation_key=page.translation_key).exists()
    assert words_of(french) == before
    report = reverse("wagtail_localize:translations_report")
    rows = client.get(report, {"source_title": page.title}).context["object_list"]
    assert not rows


def test_sentences_outlive_an_announcement(sign_in):
    announcement = Announcement.objects.get(locale__language_code="es")
    before = words_of(announcement)
    assert before
    url = reverse("wagtailsnippets_home_announcement:delete", args=[announcement.pk])
    sign_in("moderator").post(url)
    assert not Announcement.objects.filter(pk=announcement.pk).exists()
    assert words_of(announcement) == before


def test_what_is_left_of_a_deleted_page_is_no_page(sign_in):
    page = english(TRANSLATED)
    translation = Translation.objects.filter(
        source__object_id=page.translation_key
    ).first()
    source = translation.source
    page.delete()
    client = sign_in("moderator")
    for url in (
        reverse("wagtail_localize:download_pofile", args=[translation.pk]),
        reverse("wagtail_localize:preview_translation", args=[translation.pk]),
        reverse("wagtail_localize:update_translations", args=[source.pk]),
    ):
        assert client.get(url).status_code == 404


def test_the_report_offers_the_languages_that_exist(sign_in):
    count = Locale.objects.count()
    for url, name in (
        (reverse("wagtail_localize:translations_report"), "target_locale"),
        (reverse("wagtail_localize:translations_report"), "source_locale"),
        (reverse("wagtailadmin_reports:page_types_usage"), "page_locale"),
    ):
        form = sign_in("moderator").get(url).context["filters"].form
        offered = [code for code, _name in form.fields[name].choices if code]
        assert len([code for code in offered if code != "all"]) == count
        assert "English" in str(form)


def test_the_report_links_only_what_its_reader_may_open(client_in):
    client = client_in(translators("fr"))
    page = english(TRANSLATED)
    report = reverse("wagtail_localize:translations_report")
    html = client.get(report, {"source_title": page.title}).text
    assert page.title in html
    assert f'href="{page_url("edit", page)}"' not in html
    assert f'href="{page_url("edit", in_language(page, "fr"))}"' in html
    assert f'href="{page_url("edit", in_language(page, "es"))}"' not in html
