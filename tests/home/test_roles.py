"""Who may do what, tried by the people themselves."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from home.models import ContentPage, HomePage, SiteSettings
from home.roles import make_roles, translation_reviewers, translators
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def page_in(language, slug="background", model=ContentPage):
    return model.objects.get(slug=slug, locale__language_code=language)


def may_open(client, page):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.get(url)
    # What is a translation is opened beside its original.
    return response.status_code == 200 or "/translate/" in response.url


def test_every_language_but_the_first_has_translators_and_reviewers():
    names = set(Group.objects.values_list("name", flat=True))
    for language in LANGUAGES[1:]:
        assert translators(language) in names
        assert translation_reviewers(language) in names
    assert {"Editors", "Moderators", "Reviewers", "Data keepers"} <= names
    assert translators("en") not in names


def test_making_roles_again_changes_nothing():
    def state():
        return (
            set(Group.objects.values_list("name", "permissions")),
            set(GroupPagePermission.objects.values_list("group", "page", "permission")),
        )

    before = state()
    make_roles()
    assert state() == before


def test_a_new_home_page_brings_its_roles(home):
    locale = Locale.objects.create(language_code="nl")
    home.copy_for_translation(locale)
    assert Group.objects.filter(name=translators("nl")).exists()


def test_a_translator_opens_pages_of_their_language_and_no_other(sign_in):
    client = sign_in("translator")
    assert may_open(client, page_in("fr"))
    for language in ("en", "ar", "es"):
        assert not may_open(client, page_in(language))


def string_url(language):
    translation = Translation.objects.get(
        source__object_id=page_in("en").translation_key,
        target_locale__language_code=language,
    )
    segment = translation.source.stringsegment_set.first()
    return reverse(
        "wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]
    )


def test_a_translator_translates_their_language_and_no_other(sign_in):
    client = sign_in("translator")
    for language, status in (("fr", 200), ("ar", 403), ("es", 403)):
        response = client.put(
            string_url(language),
            "value=Mot",
            content_type="application/x-www-form-urlencoded",
        )
        assert response.status_code == status, language


def admin_addresses():
    french, english = page_in("fr"), page_in("en")
    source = TranslationSource.objects.get_for_instance(english)
    translation = source.translations.get(target_locale=french.locale)
    pages = [
        reverse(f"wagtailadmin_pages:{name}", args=[french.pk])
        for name in ("delete", "unpublish", "copy", "move", "set_privacy")
    ]
    return [
        *pages,
        reverse("wagtailadmin_pages:add_subpage", args=[french.get_parent().pk]),
        reverse("wagtailadmin_pages:edit", args=[english.pk]),
        reverse("wagtail_localize:submit_page_translation", args=[english.pk]),
        reverse("wagtail_localize:update_translations", args=[source.pk]),
        reverse("wagtail_localize:stop_translation", args=[translation.pk]),
        reverse("wagtail_localize:convert_to_alias", args=[french.pk]),
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_groups:index"),
        reverse("wagtailimages:add"),
        reverse("wagtailsites:index"),
        reverse("wagtaillocales:index"),
        reverse("wagtailsnippets_home_announcement:add"),
        reverse("wagtailsnippets_organisations_organisation:add"),
        reverse("wagtailsettings:edit", args=["home", "sitesettings"]),
    ]


def test_a_translator_can_do_nothing_else(sign_in):
    client = sign_in("translator")
    before = Page.objects.count(), Page.objects.live().count()
    data = {"publish": "1", "new_parent_page": page_in("fr").get_parent().pk}
    for url in admin_addresses():
        for response in (client.get(url), client.post(url, data)):
            # Wagtail shows its form for copying to anyone, and refuses the copy.
            if url.endswith("/copy/"):
                continue
            assert response.status_code in (302, 403, 404, 405), (
                f"A translator reaches {url}"
            )
    assert (Page.objects.count(), Page.objects.live().count()) == before
    assert Translation.objects.filter(enabled=False).count() == 0


def test_only_coordinators_submit_pages_for_translation():
    permission = Permission.objects.get(
        content_type__app_label="wagtail_localize", codename="submit_translation"
    )
    groups = set(permission.group_set.values_list("name", flat=True))
    assert groups == {"Moderators"}


def test_a_reviewer_of_one_language_publishes_there_and_nowhere_else(sign_in):
    client = sign_in("reviewer")
    assert may_open(client, page_in("fr"))
    assert not may_open(client, page_in("ar"))
    home = HomePage.objects.get(locale__language_code="fr")
    names = GroupPagePermission.objects.filter(
        group__name=translation_reviewers("fr")
    ).values_list("page", "permission__codename")
    assert set(names) == {(home.pk, "change_page"), (home.pk, "publish_page")}


def test_an_editor_drafts_and_a_moderator_publishes(sign_in):
    page = page_in("en")
    assert not page.permissions_for_user(sign_in_user("editor")).can_publish()
    assert page.permissions_for_user(sign_in_user("moderator")).can_publish()


def sign_in_user(name):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def test_a_moderator_edits_addresses_and_readers_see_them(sign_in, client):
    url = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    moderator = sign_in("moderator")
    url = moderator.get(url).url
    form = moderator.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data["linkedin_url"] = "https://www.linkedin.com/company/example/"
    assert moderator.post(url, data).status_code == 302
    assert SiteSettings.current().linkedin_url == data["linkedin_url"]
    assert data["linkedin_url"] in client.get("/de/").text


@pytest.mark.parametrize("name", ["editor", "moderator", "translator", "reviewer"])
def test_each_account_reaches_the_admin(sign_in, name):
    assert sign_in(name).get(reverse("wagtailadmin_home")).status_code == 200
