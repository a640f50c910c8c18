"""An empty site becomes one that staff can work on, and nobody's work is undone."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.test.utils.form_data import nested_form_data

from consents.models import ConsentText, PrivacyNotice
from home.demo.texts import texts
from home.models import ContentPage, HomePage
from home.setup.pages import words
from openheritage import languages
from openheritage.pages import SitePage
from register.models import RegisterEntry
from signatures.models import Signature
from statement.models import StatementPage, StatementText
from tests.home.editing import edit_url
from tests.home.setting_up import empty as empty
from tests.home.setting_up import everything, made, set_up
from tests.signing import answer, letters, sign
from tests.statement.admin import confirm

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty"),
    pytest.mark.turns(3),
]

ADDRESS = "http://localhost"
FIXED = [
    *("coalition", "news", "join", "faq", "privacy", "accessibility"),
    *("contact", "stories", "resources", "press"),
]
DRAFTS = ["statement", "background", "commitment"]


def test_a_new_site_is_found_in_each_language_that_was_chosen(client):
    set_up("--languages", "fr,ar")
    assert {row.locale.language_code for row in HomePage.objects.live()} == {
        *("en", "fr", "ar")
    }
    for language in ("en", "fr", "ar"):
        home = client.get(f"/{language}/")
        assert words(language)["home.first"] in home.text.replace("&#x27;", "'")
        for name in FIXED:
            page = client.get(f"/{language}/{name}/")
            assert page.status_code == 200, (language, name)
            lead = texts(language)[f"{name}.lead"]
            assert lead in page.text.replace("&#x27;", "'")
        for path in ("sign/", "signatories/", "search/?q=a", "help-translate/"):
            assert client.get(f"/{language}/{path}").status_code == 200, path
    assert client.get("/de/").status_code == 404
    assert Page.find_problems() == ([], [], [], [], [])


def test_nothing_is_public_that_somebody_has_yet_to_write(client):
    set_up("--languages", "fr")
    for language in ("en", "fr"):
        for name in DRAFTS:
            assert client.get(f"/{language}/{name}/").status_code == 404
            assert Page.objects.filter(slug=name).exists()
        assert client.get(f"/{language}/statement.txt").status_code == 404
        home = client.get(f"/{language}/")
        assert "statement" not in home.text
        assert "signatures" not in home.text.split("<main", 1)[1].split("</main>")[0]
        # Its first sentence would say that many sign.
        assert texts(language)["home.lead"] not in home.text
        assert "<form" not in client.get(f"/{language}/sign/").text.split("<main")[1]
    sitemap = client.get("/sitemap.xml").text
    assert "statement" not in sitemap
    assert "background" not in sitemap
    assert not Signature.objects.exists()


def test_pages_name_the_address_and_each_other(client):
    set_up("--languages", "fr,ar")
    html = BeautifulSoup(client.get("/ar/privacy/").content, "html.parser")
    (canonical,) = html.select("link[rel=canonical]")
    assert canonical["href"] == f"{ADDRESS}/ar/privacy/"
    links = {link["hreflang"]: link["href"] for link in html.select("link[hreflang]")}
    assert links == {
        code: f"{ADDRESS}/{language}/privacy/"
        for code, language in [("en", "en"), ("fr", "fr"), ("ar", "ar")]
        + [("x-default", "en")]
    }
    sitemap = client.get("/sitemap.xml").text
    for address in ("en/", "fr/privacy/", "ar/join/", "fr/signatories/"):
        assert f"<loc>{ADDRESS}/{address}</loc>" in sitemap


def test_the_address_of_the_settings_is_taken_and_another_if_it_is_asked_for(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://heritage.example"
    settings.ALLOWED_HOSTS = ["heritage.example", "other.example"]
    set_up()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("heritage.example", 443)
    set_up("--address", "https://Other.example/")
    site.refresh_from_db()
    assert (site.hostname, site.port) == ("other.example", 443)
    # By itself it takes back nothing that somebody has chosen.
    assert "which is not https://heritage.example" in set_up()
    site.refresh_from_db()
    assert site.hostname == "other.example"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://heritage.example", "is not encrypted"),
        ("heritage.example", "is no address of a site"),
        ("https://heritage.example/en/", "is no address of a site"),
        ("https://", "is no address of a site"),
        ("ftp://heritage.example", "is no address of a site"),
        ("https://elsewhere.example", "ALLOWED_HOSTS"),
    ],
)
def test_an_address_that_serves_nobody_is_refused(settings, address, says):
    settings.ALLOWED_HOSTS = ["heritage.example"]
    before = everything()
    with pytest.raises(CommandError, match=says):
        set_up("--address", address)
    assert everything() == before


@pytest.mark.parametrize(
    ("code", "hint"),
    [("pt", "pt-br or pt-pt"), ("xx", "is no language"), ("english", "is no language")],
)
def test_an_unknown_language_is_refused_with_what_may_be_meant(code, hint):
    before = everything()
    with pytest.raises(CommandError, match=hint):
        set_up("--languages", f"fr,{code}")
    assert everything() == before


def test_codes_are_read_in_every_spelling_and_once():
    set_up("--languages", " FR, zh_Hans,,fr ")
    assert {row.language_code for row in Locale.objects.all()} == {
        *("en", "fr", "zh-hans")
    }


def test_a_language_without_words_of_ours_is_prepared_and_not_opened(client):
    printed = set_up("--languages", "nl")
    assert "no words are shipped for it" in printed
    assert client.get("/nl/").status_code == 404
    assert ConsentText.objects.filter(locale__language_code="nl").exists()
    assert Group.objects.filter(name__contains="Nederlands").count() == 2


def test_run_again_it_changes_nothing():
    first = set_up(
        "--languages", "en,fr,nl", "--superuser", "ada", "ada@museum.example"
    )
    assert len(made(first)) > 20
    before = everything()
    again = set_up(
        "--languages", "en,fr,nl", "--superuser", "ada", "ada@museum.example"
    )
    assert made(again) == []
    assert everything() == before


def test_trying_makes_nothing():
    before = everything()
    tried = set_up(
        "--languages", "fr", "--superuser", "ada", "a@b.example", "--dry-run"
    )
    assert everything() == before
    assert "/k/" not in tried
    assert made(tried) == made(
        set_up("--languages", "fr", "--superuser", "ada", "a@b.example")
    )


def test_what_staff_have_changed_stays(client):
    """Texts, titles, addresses, deleted pages and translations, closed languages."""
    set_up("--languages", "fr,de")
    page = ContentPage.objects.get(slug="join", locale__language_code="en")
    page.title, page.slug = "Take part", "take-part"
    page.save_revision().publish()
    Page.objects.get(slug="faq", locale__language_code="en").specific.delete()
    Page.objects.get(slug="news", locale__language_code="fr").specific.delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.lead = "Our own words."
    home.save_revision().publish()
    PrivacyNotice.objects.update(controller="The Museum", page=None)
    ConsentText.objects.update(text="Yes.")
    languages.change(Locale.objects.get(language_code="de"), to_open=False)
    before = everything()
    again = set_up("--languages", "fr,de")
    assert made(again) == []
    assert everything() == before
    assert "“faq” was deleted: it stays so" in again
    assert "closed by staff: it stays so" in again
    assert "/fr/news/ was deleted: it stays so" in again
    assert client.get("/de/").status_code == 404


def test_a_language_that_is_chosen_later_comes_to_what_is_there(client):
    set_up()
    page = ContentPage.objects.get(slug="accessibility")
    page.lead = "In words that nobody has translated."
    page.save_revision().publish()
    printed = set_up("--languages", "sw")
    assert "page /sw/privacy/, live" in made(printed)
    # One page is in one language: what lacks words is left for translators.
    assert "page /sw/accessibility/, draft" in made(printed)
    assert "In words that nobody" in client.get("/sw/accessibility/").text


STATEMENT = {
    "count": 2,
    "0": {"type": "opening", "value": "We sign.", "order": 0, "deleted": "", "id": ""},
    "1": {
        "type": "article",
        "value": {"label": "1", "title": "Open", "text": "What is free stays free."},
        "order": 1,
        "deleted": "",
        "id": "",
    },
}


def test_staff_enter_the_statement_and_somebody_signs_it_in_french(client):
    """From an empty database to the public list, by screens alone."""
    link = re.search(
        r"localhost(/en/k/\w+/)",
        set_up("--languages", "fr", "--superuser", "ada", "ada@museum.example"),
    )[1]
    staff, password = Client(), "a long way to the sea"
    staff.post(link, {"password": password, "again": password})
    staff.post("/admin/login/", {"username": "ada", "password": password})
    page = StatementPage.objects.get(locale__language_code="en")
    data = {
        "title": page.title,
        "slug": page.slug,
        "formal_title": "The Statement of Somewhere",
        "notice": "",
        "seo_title": "",
        "search_description": "",
        "show_in_menus": "on",
        "opened_on": f"{timezone.now().date()}",
        "closed_on": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "action-publish",
        **nested_form_data({"body": STATEMENT}),
    }
    asked = staff.post(edit_url(page), data, follow=True)
    if "/statement/publish" in asked.request["PATH_INFO"]:
        confirm(staff, asked)
    assert "\tThe Statement of Somewhere\n" in StatementText.objects.get().text
    assert client.get("/en/statement.txt").text == StatementText.objects.get().text
    assert "The Statement of Somewhere" in client.get("/fr/statement/").text
    assert "<form" in client.get("/fr/sign/").text.split("<main")[1]
    assert sign(client, "fr").status_code == 302
    confirming = re.search(r"http://localhost(/fr/k/\w+/)", letters()[-1].body)[1]
    answer(client, confirming, "confirm")
    signature = Signature.objects.get()
    assert signature.state == Signature.State.WAITING
    inspect = f"/admin/signatures/inspect/{signature.pk}/"
    from review import decide

    staff.post(
        inspect,
        {
            "action": "publish",
            "publish-organisation": "new",
            "publish-seen": decide.facts_seen(signature),
        },
    )
    assert RegisterEntry.objects.get().event == "published"
    assert signature.name in client.get("/fr/signatories/").text


def test_every_fixed_page_has_an_answer_to_whether_it_goes_live():
    set_up()
    pages = SitePage.__subclasses__()
    assert pages
    live = {page.slug: page.live for page in Page.objects.filter(depth=3)}
    assert live == dict.fromkeys(FIXED, True) | dict.fromkeys(DRAFTS, False)
