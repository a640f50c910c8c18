"""Each page type is found, rendered, edited and previewed, in every language."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, get_page_models
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import nested_form_data

from home.models import ContentPage, HomePage
from members.models import CommitmentPage, MemberPage, MembersIndexPage
from news.models import NewsIndexPage, NewsPage
from openheritage.names import bcp47, direction
from openheritage.pages import SitePage, path_in
from resources.models import PressPage, ResourcesPage
from statement.models import StatementPage
from stories.models import StoriesIndexPage, StoryFramePage
from tests.conftest import LANGUAGES, body_of

PAGE_TYPES = [
    ContentPage,
    HomePage,
    CommitmentPage,
    MemberPage,
    MembersIndexPage,
    NewsIndexPage,
    NewsPage,
    PressPage,
    ResourcesPage,
    StatementPage,
    StoriesIndexPage,
    StoryFramePage,
]

# Databases differ by what they cache; the budget is the design's.
QUERY_BUDGET = 12


def some_page(page_type: type[SitePage]) -> SitePage:
    return page_type.objects.live().filter(locale__language_code="en").last()


def test_every_page_type_is_tested_here():
    ours = {model for model in get_page_models() if model is not Page}
    assert ours == set(PAGE_TYPES), "Add the new page type to PAGE_TYPES."


@pytest.mark.turns(2)
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_renders_in_every_language(client, page_type, language):
    page = some_page(page_type)
    response = client.get(path_in(language, page.url_path))
    assert response.status_code == 200
    html = response.text
    assert f'<html lang="{bcp47(language)}" dir="{direction(language)}">' in html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert response["Content-Language"] == bcp47(language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_keeps_the_query_budget(
    client, page_type, language, django_assert_max_num_queries
):
    path = path_in(language, some_page(page_type).url_path)
    client.get(path)
    with django_assert_max_num_queries(QUERY_BUDGET):
        client.get(path)


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_an_editor_opens_and_previews_a_page(sign_in, page_type):
    client, page = sign_in("editor"), some_page(page_type)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    preview = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    response = client.get(preview)
    assert response.status_code == 200
    assert "<h1" in response.text
    # What the panel "Checks" asks; of no weight to readers, staff or not.
    assert "<wagtail-userbar>" in response.text
    assert "userbar" not in client.get(page.url).text


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_can_be_added_only_where_it_belongs(home, page_type):
    if page_type is HomePage:
        assert not page_type.can_create_at(home)
        return
    parent = some_page(page_type).get_parent().specific
    assert page_type in parent.allowed_subpage_models()
    if page_type in (StatementPage, NewsIndexPage, MembersIndexPage):
        assert not page_type.can_create_at(parent), "There is one already."
    other = some_page(NewsPage)
    assert page_type not in other.allowed_subpage_models()


@pytest.mark.django_db
@pytest.mark.parametrize("model", [*PAGE_TYPES, *get_snippet_models()])
def test_an_empty_form_holds_nothing_but_words(superuser, client, monkeypatch, model):
    client.force_login(superuser)
    if issubclass(model, Page):
        monkeypatch.setattr(model, "max_count", None)
        monkeypatch.setattr(model, "max_count_per_parent", None)
        kinds = tuple(model.allowed_parent_page_models())
        pages = Page.objects.filter(locale__language_code="en").specific()
        parent = next(page for page in pages if isinstance(page, kinds))
        meta = model._meta
        names = [meta.app_label, meta.model_name, parent.pk]
        response = client.get(reverse("wagtailadmin_pages:add", args=names))
    else:
        response = client.get(reverse(model.snippet_viewset.get_url_name("add")))
    assert response.status_code == 200
    assert "object at 0x" not in response.text


def test_what_the_database_fills_in_forms_know_too():
    """Django hands a form the expression where a field has no other default."""
    texts = (models.CharField, models.TextField)
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, texts) and field.editable and field.has_db_default():
                assert field.has_default(), f"{model.__name__}.{field.name}"


@pytest.mark.django_db
def test_a_translation_shows_its_own_words(client):
    page = HomePage.objects.get(locale__language_code="fr")
    html = client.get("/fr/").text
    assert page.headline in html
    assert page.headline != HomePage.objects.get(locale__language_code="en").headline


@pytest.mark.django_db
def test_an_edited_page_is_published(sign_in, home):
    page = ContentPage.objects.child_of(home).get(slug="faq")
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(url).context["form"]
    data = {
        name: value
        for name, value in form.initial.items()
        if isinstance(value, str) and name != "body"
    }
    data |= nested_form_data(
        {
            "body": {
                "count": 1,
                "0": {
                    "type": "heading",
                    "value": "New words",
                    "order": 0,
                    "deleted": "",
                },
            }
        }
    )
    data |= {"title": "Asked often", "slug": "faq", "action-publish": "1"}
    data |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert page.title == "Asked often"
    with translation.override("en"):
        assert "New words" in client.get("/en/faq/").text


@pytest.mark.django_db
def test_a_page_for_some_asks_for_its_password_in_the_readers_language(client, home):
    page = ContentPage.objects.child_of(home).get(slug="faq")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="sesame"
    )
    response = client.get("/de/faq/")
    assert 'lang="de"' in response.text
    assert (
        "no-cache" in response["Cache-Control"]
        or "private" in (response["Cache-Control"])
    )
    url = reverse(
        "wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]
    )
    data = {"password": "sesame", "return_url": "/en/faq/"}
    assert client.post(url, data).url == "/en/faq/"
    assert page.title in client.get("/en/faq/").text


@pytest.mark.django_db
def test_the_admin_shows_thumbnails(sign_in):
    client = sign_in("editor")
    html = client.get(reverse("wagtailimages:index")).text
    address = re.search(r'src="(/media/images/[^"]+)"', html)[1]
    assert body_of(client.get(address)).startswith(b"\x89PNG")


@pytest.mark.django_db
@pytest.mark.parametrize("model", PAGE_TYPES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_search_engines_know_says_what_it_is(client, model, language):
    """Also of a member that has written nothing about itself."""
    for page in model.objects.live().filter(locale__language_code=language)[:3]:
        html = client.get(page.url).text
        if 'name="robots" content="noindex"' in html:
            continue
        (said,) = re.findall(r'<meta name="description" content="([^"]*)">', html)
        assert len(said) > 10
