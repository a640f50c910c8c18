"""An address that was public once leads to where its page is now."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from home import redirect_files
from home.models import ContentPage
from members.models import MembersIndexPage
from news.models import NewsIndexPage, NewsPage
from openheritage.models import Language

from .editing import edit

pytestmark = pytest.mark.django_db


def english(model, slug):
    return model.objects.get(slug=slug, locale__language_code="en")


def renamed(page, slug):
    page.slug = slug
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def leads(client, path, **kwargs):
    response = client.get(path, **kwargs)
    return response["Location"] if response.status_code == 301 else response.status_code


@pytest.fixture
def join(db):
    return english(ContentPage, "join")


def test_a_changed_slug_leads_on_in_every_language_once_it_is_published(
    client, sign_in, join
):
    moderator = sign_in("moderator")
    assert not edit(moderator, join, publish=False, slug="join-us")
    assert client.get("/en/join/").status_code == 200, "A draft changes no address."
    assert not edit(moderator, join, slug="join-us")
    for language in ("en", "fr", "ja", "sw"):
        response = client.get(f"/{language}/join/?utm=a%20b&c")
        assert response.status_code == 301
        assert response["Location"] == f"/{language}/join-us/?utm=a%20b&c"
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in response
        assert not response.cookies
        assert client.get(response["Location"]).status_code == 200
    assert client.head("/fr/join/")["Location"] == "/fr/join-us/"
    assert leads(client, "/en/join") == "/en/join-us/", "In one step."
    assert leads(client, "/en/Join/") == "/en/join-us/"
    assert client.post("/en/join/").status_code == 405

    language = Language.objects.get_or_create(
        locale=Locale.objects.create(language_code="nl")
    )[0]
    assert leads(client, "/nl/join/") == 404, "Nobody knows that it is in preparation."
    language.is_open = True
    language.opened_at = timezone.now()
    language.save()
    assert leads(client, "/nl/join/") == "/nl/join-us/", "A language of later days."


def test_however_many_there_are_an_address_is_found_by_an_index(client, join, db):
    renamed(join, "join-us")
    with CaptureQueriesContext(connection) as asked:
        assert leads(client, "/EN/Join/") == "/en/join-us/"
    (sql,) = [each["sql"] for each in asked if "old_path" in each["sql"]]
    with connection.cursor() as cursor:
        # However few there are: that it can be used is what counts.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "home_redirect_old_path" in plan


def test_many_changes_are_one_step_and_never_a_circle(client, join):
    for slug in ("a", "b", "join", "c", "a"):
        renamed(english(ContentPage, join.slug), slug)
        join.slug = slug
    for old in ("join", "b", "c"):
        assert leads(client, f"/fr/{old}/") == "/fr/a/"
    assert client.get("/fr/a/").status_code == 200
    assert not Redirect.objects.filter(old_path="/en/a").exists()


def test_pages_below_a_changed_page_are_found_too(client):
    news = english(NewsIndexPage, "news")
    draft = NewsPage(title="Draft", slug="draft", summary="A draft", live=False)
    news.add_child(instance=draft)
    renamed(NewsIndexPage.objects.get(pk=news.pk), "actualités")
    path = "/actualit%C3%A9s/site-in-twelve-languages/"
    assert leads(client, "/fr/news/site-in-twelve-languages/") == f"/fr{path}"
    assert client.get(f"/fr{path}").status_code == 200
    assert leads(client, "/ja/news/") == "/ja/actualit%C3%A9s/"
    assert leads(client, "/en/news/draft/") == 404
    renamed(NewsIndexPage.objects.get(pk=news.pk), "tidings")
    for old in (path, "/news/site-in-twelve-languages/"):
        assert leads(client, f"/de{old}") == "/de/tidings/site-in-twelve-languages/"
    # As a browser of 2005 would write it, and with the letters taken apart.
    assert leads(client, "/de/actualite%CC%81s/") == "/de/tidings/"


def test_a_moved_page_leads_on(client, home):
    """Nothing but the list of news may hold news, so there is a second one."""
    other = NewsIndexPage(title="Archive", slug="archive")
    home.add_child(instance=other)
    other.copy_for_translation(Locale.objects.get(language_code="fr"))
    page = english(NewsPage, "site-in-twelve-languages")
    page.move(other, pos="last-child")
    for language in ("en", "fr"):
        old = f"/{language}/news/site-in-twelve-languages/"
        assert leads(client, old) == old.replace("news", "archive")


def test_what_is_made_at_an_old_address_wins_for_as_long_as_it_is_there(
    client, home, join
):
    renamed(join, "join-us")
    page = ContentPage(title="Join", slug="join", body=[])
    home.add_child(instance=page)
    assert client.get("/fr/join/").status_code == 200
    renamed(ContentPage.objects.get(pk=page.pk), "third")
    assert leads(client, "/fr/join/") == "/fr/third/", "It was there last."
    Page.objects.get(pk=page.pk).unpublish()
    assert leads(client, "/fr/join/") == 404, "No redirect to what is not there."
    Page.objects.get(pk=page.pk).specific.save_revision().publish()
    assert leads(client, "/fr/join/") == "/fr/third/"


def test_a_page_that_was_never_public_leaves_no_address(client, home):
    page = ContentPage(title="Secret", slug="secret-plan", body=[], live=False)
    home.add_child(instance=page)
    page.slug = "plan"
    page.save()
    page.save_revision().publish()
    assert leads(client, "/en/secret-plan/") == 404


def add(client, **data):
    url = reverse("wagtailredirects:add")
    response = client.post(url, {"is_permanent": "on"} | data)
    if response.status_code == 302:
        return ""
    form = response.context["form"]
    return " ".join(str(line) for lines in form.errors.values() for line in lines)


def test_staff_make_redirects_by_hand(sign_in, client, join):
    editor = sign_in("editor")
    assert reverse("wagtailredirects:index") in editor.get("/admin/").text
    assert add(editor, old_path="/en/beitreten", redirect_page=join.pk) == ""
    assert leads(client, "/de/beitreten/") == "/de/join/"
    root = Site.objects.get().root_url
    for old, new, request, location in (
        ("/about.html", "/en/background/", "/about.html", "/en/background/"),
        ("/p?id=7&x=1", "/fr/news/", "/p?x=1&id=7", "/fr/news/"),
        (f"{root}/en/who", "/en/signatories/?q=a#b", "/ar/who", None),
        ("/ar/قديم", "/ar/join/", "/ar/%D9%82%D8%AF%D9%8A%D9%85/", "/ar/join/"),
        ("/en/a%20b", "https://other.example/ü", "/en/a%20b/?q=1", None),
        ("/en/chain", "/about.html", "/en/chain/", "/en/background/"),
    ):
        assert add(editor, old_path=old, redirect_link=new) == "", old
        found = leads(client, request)
        if location:
            assert found == location
    assert leads(client, "/ar/who/?utm=1") == "/ar/signatories/?q=a&utm=1#b"
    assert leads(client, "/en/a%20b/?q=1") == "https://other.example/%C3%BC?q=1"
    assert add(editor, old_path="/en/temporary", redirect_page=join.pk) == ""
    Redirect.objects.filter(old_path="/en/temporary").update(is_permanent=False)
    response = client.get("/sw/temporary/")
    assert (response.status_code, response["Location"]) == (302, "/sw/join/")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("/en/join", "/en/news/", "something at /en/join"),
        ("/en/sign/", "/en/news/", "something at /en/sign"),
        ("/admin/pages/old", "/en/news/", "something at"),
        ("/fr", "/en/news/", "something at /fr"),
        ("https://other.example/old", "/en/news/", "not on this site"),
        ("/en/old", "", "Say where it leads"),
        ("/en/old", "/en/nothing/", "nothing at /en/nothing/"),
        ("/en/old", "/en/old/", "nothing at /en/old/"),
        ("/en/old", "javascript:alert(1)", "https://"),
        ("/en/old", "ftp://a.example/", "valid URL"),
        ("/en/old", "news", "https://"),
        ("http://[", "/en/news/", "no address"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused_in_words(sign_in, old, new, words):
    assert words in add(sign_in("editor"), old_path=old, redirect_link=new)


def test_redirects_made_elsewhere_end_in_no_circle(client):
    root = Site.objects.get().root_url
    for old, new in (("/en/a", "/en/b"), ("/en/b", "/en/a"), ("/en/c", "/en/c")):
        Redirect.objects.create(old_path=old, redirect_link=root + new)
    for old in ("a", "b", "c"):
        assert leads(client, f"/en/{old}/") == 404


def test_only_moderators_delete_a_redirect(sign_in, join):
    row = Redirect.add_redirect("/en/old", join)
    url = reverse("wagtailredirects:delete", args=[row.pk])
    sign_in("editor").post(url)
    assert Redirect.objects.filter(pk=row.pk).exists()
    sign_in("moderator").post(url)
    assert not Redirect.objects.filter(pk=row.pk).exists()
    assert sign_in("translator").get(reverse("wagtailredirects:index")).url


def upload(client, content, name="redirects.csv"):
    file = SimpleUploadedFile(name, content)
    url = reverse("wagtailredirects:start_import")
    response = client.post(url, {"import_file": file}, follow=True)
    form = response.context.get("form")
    if "from_index" not in getattr(form, "fields", {}):
        return response
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"from_index": "0", "to_index": "1", "permanent": "on"}
    return client.post(reverse("wagtailredirects:process_import"), data, follow=True)


ROWS = [
    "from;to",
    "/en/eins;/en/join/",
    "/fr/où;/fr/news/",
    "",
    "/en/ext;https://a.example/",
]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(ROWS).encode(),
        "\r\n".join(ROWS).encode("utf-8-sig"),
        "\r\n".join(["sep=;", *ROWS[1:]]).encode("utf-8-sig"),
        "\n".join(ROWS).replace(";", ",").encode(),
        "\r\n".join(ROWS).replace(";", "\t").encode("utf-16"),
        "\n".join(ROWS[1:]).encode(),
    ],
)
def test_a_file_of_redirects_is_read_however_a_spreadsheet_wrote_it(
    sign_in, client, content
):
    editor = sign_in("editor")
    for _time in range(2):
        response = upload(editor, content, "Redirects.CSV")
        assert "Redirects in place: 3." in response.text
    assert leads(client, "/sw/eins/") == "/sw/join/"
    assert leads(client, "/fr/o%C3%B9/") == "/fr/news/"
    assert leads(client, "/en/ext/") == "https://a.example/"
    assert Redirect.objects.count() == 3


def test_between_its_two_steps_a_file_lies_where_all_machines_look(
    sign_in, monkeypatch
):
    editor = sign_in("editor")
    file = SimpleUploadedFile("redirects.csv", b"from,to\n/en/eins,/en/join/\n")
    editor.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    folder = redirect_files.FOLDER
    (name,) = default_storage.listdir(folder)[1]
    with default_storage.open(f"{folder}/{name}") as stored:
        assert b"/en/eins" in stored.read()
    # Whoever does not come back leaves it for a day.
    redirect_files.forget_old()
    assert default_storage.exists(f"{folder}/{name}")
    later = timezone.now() + 2 * redirect_files.LONGEST
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        redirect_files.forget_old()
    assert not default_storage.exists(f"{folder}/{name}")
    assert "in place: 3" in upload(editor, "\n".join(ROWS).encode()).text
    assert default_storage.listdir(folder)[1] == []


def test_the_faults_of_a_file_are_told_line_by_line(sign_in, client):
    rows = ["From,To", "/en/good,/en/join/", "/en/join,/en/news/", "", "/en/short"]
    rows += ["/en/gone,/en/nothing/", "/en/good,/en/news/"]
    html = upload(sign_in("editor"), "\n".join(rows).encode()).text
    assert "Line 3: There is something at /en/join" in html
    assert "Line 5: Say where it leads" in html
    assert "Line 6: There is nothing at /en/nothing/" in html
    assert "Line 7: A redirect with this path already exists" in html
    assert leads(client, "/en/good/") == "/en/join/"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("from,to\n/en/a,/en/join/\n/en/é,/en/join/".encode("latin-1"), "Line 3"),
        (b"", "empty"),
        (b"from,to\n", "two columns"),
        (b"/en/a\n/en/b\n", "two columns"),
        (b"\0\0\n\0", "no table"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(sign_in, content, words):
    assert words in upload(sign_in("editor"), content).text
    assert not Redirect.objects.exists()


def test_an_import_that_is_confirmed_without_its_file_begins_anew(sign_in):
    url = reverse("wagtailredirects:process_import")
    editor = sign_in("editor")
    forged = {"import_file_name": "/etc/passwd", "input_format": "0"}
    for data in ({}, forged):
        response = editor.post(url, data, follow=True)
        assert "Choose the file once more" in response.text


def test_members_keep_their_old_addresses_when_their_list_moves(client):
    """Seventy pages at once, in a handful of queries."""
    index = english(MembersIndexPage, "coalition")
    count = index.get_children().live().count()
    renamed(index, "members")
    assert Redirect.objects.count() == count + 1
