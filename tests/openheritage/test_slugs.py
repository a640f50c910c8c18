"""No page has an address that the site answers itself, and some never change."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import path, reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from home.models import ContentPage, HomePage
from news.models import NewsIndexPage, NewsPage
from openheritage import urls
from openheritage.slugs import taken_words
from search.synchronisation import enter_all
from tests.home.editing import edit, save

pytestmark = pytest.mark.django_db

WORDS = "The site itself answers at this address"
TAKEN = [
    "sign",
    "search",
    "signatories",
    "k",
    "register",
    "signatures",
    "admin",
    "Sign",
]

# With ``@pytest.mark.urls(__name__)`` the site has one address more.
urlpatterns = [path("pledge/", urls.views.live), *urls.urlpatterns]


def faq():
    return ContentPage.objects.get(slug="faq", locale__language_code="en")


def test_no_address_that_the_site_answers_is_free(home):
    for slug in TAKEN:
        with pytest.raises(ValidationError, match=WORDS):
            home.add_child(instance=ContentPage(title="New", slug=slug, live=False))


def test_an_address_that_the_site_answers_is_refused_at_its_field(sign_in, home):
    slug = "signatories"
    moderator = sign_in("moderator")
    assert WORDS in str(edit(moderator, faq(), slug=slug)["slug"])
    assert WORDS in str(edit(moderator, faq(), slug=slug, publish=False)["slug"])
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    new = {"title": "New", "slug": slug}
    for publish in (True, False):
        assert WORDS in str(save(moderator, url, publish=publish, **new)["slug"])
    copy = reverse("wagtailadmin_pages:copy", args=[faq().pk])
    data = {"new_title": "New", "new_slug": slug, "new_parent_page": home.pk}
    for more in ({}, {"alias": "on"}, {"publish_copies": "on"}):
        response = moderator.post(copy, data | more)
        assert WORDS in str(response.context["form"].errors["new_slug"])
    api = f"/admin/api/main/pages/{faq().pk}/action"
    response = moderator.post(f"{api}/copy/", {"slug": slug})
    assert WORDS in response.json()["slug"][0]
    assert not Page.objects.filter(slug__iexact=slug).exists()


@pytest.mark.parametrize(
    "slug", ["signing", "kiosk", "statement-txt", "お知らせ", "en"]
)
def test_other_addresses_are_free(sign_in, home, slug):
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    assert not save(sign_in("moderator"), url, title="New", slug=slug)


def test_what_lies_below_a_page_of_another_kind_is_its_own_affair():
    news = NewsIndexPage.objects.get(locale__language_code="en")
    news.add_child(instance=NewsPage(title="Sign", slug="sign", summary="Sign it"))


@pytest.mark.urls(__name__)
def test_what_is_taken_is_read_from_the_patterns(sign_in):
    assert "pledge" in taken_words(__name__)
    assert WORDS in str(edit(sign_in("moderator"), faq(), slug="pledge")["slug"])


def test_a_page_that_was_there_before_the_pattern_can_still_be_edited(sign_in):
    Page.objects.filter(pk=faq().pk).update(slug="sign", url_path="/home/sign/")
    page = ContentPage.objects.get(slug="sign", locale__language_code="en")
    assert not edit(sign_in("moderator"), page, title="Other words")


@pytest.mark.parametrize("name", ["statement", "home"])
def test_some_addresses_are_fixed(request, sign_in, name):
    page = request.getfixturevalue(name)
    slug = page.slug
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    field = client.get(url).context["form"].fields["slug"]
    assert field.disabled
    page.slug = "another"
    with pytest.raises(ValidationError, match="cannot be changed"):
        page.save()
    draft = type(page).objects.get(pk=page.pk)
    draft.slug = "another"
    with pytest.raises(ValidationError, match="cannot be changed"):
        draft.save_revision()
    revision = type(page).objects.get(pk=page.pk).save_revision()
    revision.content["slug"] = "another"
    revision.save()
    revision.publish()
    assert Page.objects.get(pk=page.pk).slug == slug


def test_the_statement_stays_where_it_is(sign_in, superuser, statement):
    root = Page.objects.get(depth=1)
    words = {"headline": "Other", "lead": "Another home"}
    other = HomePage(title="Other", slug="other", **words)
    root.add_child(instance=other)
    superuser = sign_in(superuser.username)
    api = f"/admin/api/main/pages/{statement.pk}/action/move/"
    with pytest.raises(ValidationError, match="cannot be moved"):
        statement.move(other, pos="last-child")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    for url, data in (
        (reverse("wagtailadmin_pages:move_confirm", args=[statement.pk, other.pk]), {}),
        (api, {"destination_page_id": other.pk, "position": "last-child"}),
        (f"{bulk}?id={statement.pk}&next=/admin/", {"chooser": other.pk}),
    ):
        superuser.post(url, data)
        statement.refresh_from_db()
        assert statement.url_path == "/home/statement/"
    faq().move(statement, pos="left")
    statement.move(faq(), pos="left")


def test_the_slugs_help_names_the_real_address(sign_in, home):
    client = sign_in("moderator")
    html = client.get(reverse("wagtailadmin_pages:edit", args=[faq().pk])).text
    assert "Now it is http://testserver/en/faq/" in html
    add = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home.pk])
    html += client.get(add).text
    assert "which will be http://testserver/en/…/" in html
    assert "domain.com" not in html


def test_machines_read_an_address_in_their_letters_only(client, home):
    slug, coded = "国立-naïve", "%E5%9B%BD%E7%AB%8B-na%C3%AFve"
    index = NewsIndexPage.objects.get(locale__language_code="en")
    news = NewsPage(title="Library", slug=slug, summary="Zzyzx", kind="story")
    index.add_child(instance=news)
    text = ContentPage(title="Text", slug=slug, body=[], show_in_menus=True)
    home.add_child(instance=text)
    for page in (news, text):
        page.save_revision().publish()
    enter_all()
    news_path = f"/fr/news/{coded}/"
    for address, least in (
        ("/sitemap.xml", 2),
        (news_path, 3),
        (f"/en/news/{coded}/", 6),
        (f"/fr/{coded}/?page=2", 3),
        ("/fr/news/", 1),
        ("/fr/", 2),
        ("/en/search/?q=Zzyzx", 1),
        ("/en/search/suggest/?q=Library", 1),
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert slug not in response.text, address
        assert response.text.count(coded) >= least, address
    html = client.get(f"/fr/{coded}/").text
    assert f'<a href="/fr/{coded}/" aria-current="page"' in html
    assert client.get(f"/fr/{slug}/").status_code == 200
    assert client.get(f"/fr/{coded}")["Location"] == f"/fr/{coded}/"


def test_a_translation_keeps_letters_in_its_address_whenever_it_is_saved(client):
    index = NewsIndexPage.objects.get(locale__language_code="en")
    page = NewsPage(title="Library", slug="国立", summary="A library")
    index.add_child(instance=page)
    source, _created = TranslationSource.get_or_create_from_instance(page)
    locale = Locale.objects.get(language_code="fr")
    Translation.objects.create(source=source, target_locale=locale)
    for _time in range(2):
        source.create_or_update_translation(locale, publish=False, fallback=True)
        french = page.get_translation(locale)
        assert french.slug == "国立"
        assert french.url_path.endswith("/news/国立/")
