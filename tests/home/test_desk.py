"""Small things that staff lean on: announcements, their account, search, odd posts."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import StringSegment

from home.models import Announcement, ContentPage
from news.models import Kind, NewsPage
from tests.home.editing import edit

pytestmark = pytest.mark.django_db


def messages_of(response):
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


def announce(client, text, locale, **more):
    url = reverse("wagtailsnippets_home_announcement:add")
    data = {"text": text, "link_text": "", "link_url": "", "go_live_at": ""}
    return client.post(f"{url}?locale={locale}", data | {"expire_at": ""} | more)


def live_in(language):
    rows = Announcement.objects.filter(live=True, locale__language_code=language)
    return list(rows.values_list("text", flat=True))


def test_a_second_announcement_takes_the_place_of_the_first(sign_in, client):
    moderator = sign_in("moderator")
    assert len(live_in("en")) == 1
    announce(moderator, "A draft", "en")
    assert live_in("en") != ["A draft"]
    response = announce(moderator, "First", "en", **{"action-publish": "1"})
    assert response.status_code == 302
    assert live_in("en") == ["First"]
    response = announce(moderator, "Second", "en", **{"action-publish": "1"})
    assert "taken the place of “First”" in messages_of(response)
    assert live_in("en") == ["Second"]
    assert "Second" in client.get("/en/").text
    first = Announcement.objects.get(text="First")
    assert not first.live
    first.save_revision().publish()
    Announcement.objects.create(text="Third", locale=Locale.get_default())
    assert live_in("en") == ["Third"]
    assert not live_in("fr"), "A translation goes with its original."


def test_an_event_needs_its_day_before_it_goes_live(sign_in, superuser):
    moderator = sign_in("moderator")
    page = NewsPage.objects.filter(kind=Kind.STORY, locale__language_code="en").first()
    event = {"kind": "event", "event_date": ""}
    words = "An event needs its day."
    assert words in str(edit(moderator, page, **event)["event_date"])
    later = event | {"go_live_at": "2099-01-01 10:00"}
    assert words in str(edit(moderator, page, **later)["event_date"])
    assert not edit(moderator, page, publish=False, **event), "A draft may wait."
    api = f"/admin/api/main/pages/{page.pk}/action/publish/"
    assert words in moderator.post(api).text
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = moderator.post(f"{bulk}?id={page.pk}&next=/admin/")
    assert response.status_code == 400
    assert words in response.text
    assert NewsPage.objects.get(pk=page.pk).kind == Kind.STORY
    assert not edit(moderator, page, kind="event", event_date="2099-01-02")
    assert not edit(moderator, page, kind="update", event_date="")


def test_an_event_of_former_days_shows_no_day_that_is_not_its_own(client):
    page = NewsPage.objects.filter(kind=Kind.EVENT, locale__language_code="en").first()
    NewsPage.objects.filter(pk=page.pk).update(event_date=None)
    html = client.get(f"/en/news/{page.slug}/").text
    kicker = html[html.index('class="kicker line"') :].partition("</p>")[0]
    assert "<time" not in kicker


def account_form(client):
    html = client.get(reverse("wagtailadmin_account")).text
    forms = [
        form for form in html.split("<form") if "locale-preferred_language" in form
    ]
    return querydict_from_html(f"<form{forms[0]}").dict()


def test_the_language_is_saved_without_a_name_and_nobody_is_signed_out(sign_in):
    client = sign_in("editor")
    other = Client()
    other.cookies = client.cookies.copy()
    elsewhere = sign_in("editor")
    url = reverse("wagtailadmin_account")
    data = account_form(client) | {"locale-preferred_language": "fr"}
    assert data["name_email-first_name"] == ""
    assert client.post(url, data).status_code == 302
    assert 'lang="fr"' in client.get(url).text
    for session in (other, elsewhere):
        assert session.get(url).status_code == 200


def test_no_picture_of_staff_is_taken_that_nobody_would_see(sign_in):
    client = sign_in("editor")
    url = reverse("wagtailadmin_account")
    assert "avatar" not in account_form(client)
    assert "avatar-avatar" not in client.get(url).text


def test_a_new_password_signs_out_all_others(sign_in):
    client, elsewhere = sign_in("editor"), sign_in("editor")
    url = reverse("wagtailadmin_account")
    data = account_form(client)
    user = client.get(url).context["user"]
    user.set_password("a rather long first one")
    user.save()
    client.force_login(user)
    data |= {
        "password-old_password": "a rather long first one",
        "password-new_password1": "quite another, longer one",
        "password-new_password2": "quite another, longer one",
    }
    assert client.post(url, data).status_code == 302
    assert client.get(url).status_code == 200
    assert elsewhere.get(url).status_code == 302


def test_the_search_of_the_admin_looks_in_one_language(sign_in):
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:search")
    every = client.get(url, {"q": "a"})
    french = client.get(url, {"q": "a", "language": "fr"})
    codes = {page.locale.language_code for page in every.context["object_list"]}
    assert len(codes) > 1 or every.context["all_pages"].count() > 20
    assert {page.locale.language_code for page in french.context["object_list"]} == {
        "fr"
    }
    assert "Français" in every.text
    assert client.get(url, {"q": "a", "language": "xx"}).status_code == 200


def odd_posts(page, snippet):
    edit_page = reverse("wagtailadmin_pages:edit", args=[page.pk])
    copy = reverse("wagtailadmin_pages:copy", args=[page.pk])
    return [
        (edit_page, {}),
        (edit_page, {"action-publish": "1", "title": "Cut short"}),
        (copy, {}),
        (copy, {"new_parent_page": "999999"}),
        (copy, {"new_parent_page": "x"}),
        (reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), {}),
        (
            reverse(
                "wagtailadmin_pages:revisions_revert",
                args=[page.pk, page.save_revision().pk],
            ),
            {},
        ),
        (reverse("wagtailadmin_choose_page_external_link"), {}),
        (
            reverse("wagtailsnippetchoosers_organisations_organisation:create"),
            {},
        ),
        (snippet, {}),
    ]


def test_a_form_that_arrives_incomplete_is_refused_in_words(sign_in, superuser):
    client = sign_in(superuser.username)
    client.raise_request_exception = False
    page = ContentPage.objects.get(slug="faq", locale__language_code="en")
    snippet = reverse("wagtailsnippets_home_announcement:add")
    for url, data in odd_posts(page, snippet):
        for ajax in ({}, {"x-requested-with": "XMLHttpRequest"}):
            response = client.post(url, data, headers=ajax)
            assert response.status_code < 500, url
    segment = StringSegment.objects.first()
    translation = segment.source.translations.first()
    url = reverse(
        "wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]
    )
    form = "application/x-www-form-urlencoded"
    assert client.put(url, "other=1", content_type=form).status_code == 400
    response = client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {},
        headers={"referer": "http://testserver/admin/pages/"},
    )
    assert response.status_code == 400
    assert "arrived incomplete" in response.text
    assert 'href="http://testserver/admin/pages/"' in response.text
    assert Page.objects.get(pk=page.pk).title == page.title


def test_the_settings_say_what_they_are_for(sign_in):
    url = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    html = sign_in("moderator").get(url, follow=True).text
    assert html.count("foot of every") == 4


def test_where_a_time_is_set_its_zone_is_said(sign_in, home):
    client = sign_in("moderator")
    for url in (
        reverse("wagtailsnippets_home_announcement:add"),
        reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk]),
    ):
        html = client.get(url, follow=True).text
        assert html.count("In the time zone of your account: UTC.") >= 2
