"""The sitemap of many pages: an index, and files that the worker makes."""

import gzip
from xml.etree import ElementTree

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from news.models import NewsPage
from openheritage import sitemaps, steps, tasks
from openheritage.models import Language, SitemapFile
from tests.conftest import LANGUAGES, body_of
from tests.openheritage.test_seo import ADDRESS, XML, available, sitemap

pytestmark = pytest.mark.django_db

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(autouse=True)
def many(monkeypatch, settings, tmp_path):
    """As if the sample's pages were many."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(sitemaps, "AT_ONCE", 0)
    monkeypatch.setattr(sitemaps, "STEP", 40)


def finish() -> None:
    while tasks.go_on_with_the_sitemap():
        pass


@pytest.fixture
def make(django_capture_on_commit_callbacks):
    """As the worker does: what it drops is deleted at the end."""

    def made() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tasks.make_sitemap()
            finish()

    return made


def index(client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    places = [place.text for place in root.findall("map:sitemap/map:loc", XML)]
    assert all(place.startswith(f"{ADDRESS}/sitemap-") for place in places)
    return [place.removeprefix(ADDRESS) for place in places]


def text_of(client, path: str) -> bytes:
    response = client.get(path, headers=GZIP)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "application/xml"
    assert response["Content-Encoding"] == "gzip"
    return gzip.decompress(body_of(response))


def whole(client) -> dict[str, dict[str, str]]:
    found: dict = {}
    for path in index(client):
        some = sitemap(client, path)
        assert found.keys().isdisjoint(some)
        found |= some
    return found


def test_all_files_together_say_what_one_says(client, make):
    make()
    assert whole(client) == available()
    assert index(client) == [f"/sitemap-{code}-1.xml" for code in sorted(LANGUAGES)]
    for address in sitemap(client, "/sitemap-pt-br-1.xml"):
        assert address.startswith(f"{ADDRESS}/pt-br/")


def test_who_takes_gzip_gets_it_and_others_the_same(client, make):
    make()
    packed = text_of(client, "/sitemap-fr-1.xml")
    plain = client.get("/sitemap-fr-1.xml")
    assert packed == body_of(plain)
    known = {"If-None-Match": plain["ETag"]}
    again = client.get("/sitemap-fr-1.xml", headers=known)
    assert again.status_code == 304


@pytest.mark.parametrize(("what", "most"), [("MOST", 10), ("LARGEST", 9000)])
def test_no_file_is_larger_than_the_protocol_allows(
    client, monkeypatch, what, most, make
):
    monkeypatch.setattr(sitemaps, what, most)
    make()
    paths = index(client)
    assert "/sitemap-en-2.xml" in paths
    for path in paths:
        text = text_of(client, path)
        size = (
            len(text) - len(sitemaps.END) if what == "LARGEST" else text.count(b"<url>")
        )
        assert 0 < size <= most
    assert whole(client) == available()


def test_what_nobody_may_see_leaves_it(client, make):
    make()
    private, withdrawn = NewsPage.objects.filter(
        slug__in=["translators-wanted", "coalition-launches"],
        locale__language_code="en",
    )
    assert f"{ADDRESS}/en/news/{private.slug}/" in whole(client)
    PageViewRestriction.objects.create(page=private)
    withdrawn.unpublish()
    make()
    listed = " ".join(whole(client))
    assert private.slug not in listed
    assert withdrawn.slug not in listed


def test_a_language_that_is_closed_leaves_it(client, make):
    make()
    Language.objects.get(locale__language_code="fr").delete()
    assert "/sitemap-fr-1.xml" not in index(client)
    assert client.get("/sitemap-fr-1.xml").status_code == 404
    make()
    assert "/fr/" not in " ".join(map(str, whole(client).values()))


def test_it_is_made_anew_when_something_has_changed_and_then_alone(client, make):
    make()
    before = {*SitemapFile.objects.values_list("file", flat=True)}
    make()
    assert {*SitemapFile.objects.values_list("file", flat=True)} == before
    page = NewsPage.objects.filter(locale__language_code="en").last()
    page.slug = "another-address"
    page.save_revision().publish()
    make()
    assert f"{ADDRESS}/en/news/another-address/" in whole(client)
    after = {*SitemapFile.objects.values_list("file", flat=True)}
    assert {
        f"sitemap/{name}" for name in default_storage.listdir("sitemap")[1]
    } == after
    assert after.isdisjoint(before)


def reading(asked: CaptureQueriesContext) -> list[str]:
    """The queries by which all pages are read."""
    queries = [each["sql"] for each in asked.captured_queries]
    return [sql for sql in queries if '"translation_key" > ' in sql]


def test_nobody_waits_for_it_in_a_web_process(client, make):
    response = client.get("/sitemap.xml")
    assert response.status_code == 503
    assert response["Retry-After"]
    make()
    for path in ("/sitemap.xml", "/sitemap-ar-1.xml"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).getvalue()
        assert not reading(asked)


def test_the_worker_does_other_things_meanwhile(client, monkeypatch, make):
    monkeypatch.setattr(steps, "SECONDS", 0)
    tasks.make_sitemap()
    made = 1
    while tasks.go_on_with_the_sitemap():
        # Asked for again, it is not begun again.
        tasks.make_sitemap()
        made += 1
        assert client.get("/sitemap.xml").status_code == 503
    assert made > Page.objects.live().count()
    assert whole(client) == available()


def test_what_failed_half_way_is_begun_anew(client, monkeypatch, make):
    monkeypatch.setattr(steps, "SECONDS", 0)
    tasks.make_sitemap()
    assert tasks.go_on_with_the_sitemap()
    monkeypatch.setattr(sitemaps, "path_in", None)
    with pytest.raises(TypeError):
        finish()
    monkeypatch.undo()
    assert not tasks.go_on_with_the_sitemap()
    monkeypatch.setattr(sitemaps, "AT_ONCE", 0)
    make()
    assert whole(client) == available()


def test_pages_are_read_in_steps(make):
    with CaptureQueriesContext(connection) as asked:
        make()
    # Twice: it is looked whether something has changed, and then written.
    assert len(reading(asked)) >= 2 * Page.objects.live().count() / sitemaps.STEP
    assert all("LIMIT 40" in sql for sql in reading(asked))


def test_a_file_that_is_gone_from_the_disk_is_made_again(client, make):
    make()
    row = SitemapFile.objects.get(name="fr-1")
    default_storage.delete(row.file)
    assert client.get("/sitemap-fr-1.xml").status_code == 503
    make()
    assert whole(client) == available()


def test_a_site_that_has_few_pages_again_needs_no_files(client, monkeypatch, make):
    make()
    monkeypatch.setattr(sitemaps, "AT_ONCE", 1000)
    make()
    assert sitemap(client) == available()
    assert default_storage.listdir("sitemap")[1] == []
    assert client.get("/sitemap-fr-1.xml").status_code == 404


@pytest.mark.parametrize("name", ["xx-1", "fr-9", "fr-0", "fr", "f" * 9000])
def test_other_files_are_not_there(client, name, make):
    make()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404
