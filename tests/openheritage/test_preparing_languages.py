"""A language is in preparation until staff open it, and can be closed again."""

import json
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry

from consents.models import ConsentText
from consents.purposes import FORMS
from correspondence.outbox import send_due
from home.models import Role
from openheritage import languages
from openheritage.locales import KNOWN, locale_ids, nearest, open_locales
from openheritage.models import Language
from search import synchronisation
from search.models import Entry
from signatures.models import Signature
from signatures.signing import send_links
from tests.conftest import LANGUAGES, add_language
from tests.signing import EMAIL, answers, make_signature

from .preparing import WORDS, add, press, screen, soup, translate

pytestmark = pytest.mark.django_db


def told_of(client, code):
    """The public places in which a language is named."""
    found = []
    page = client.get("/en/statement/").text
    places = {
        "page": page,
        "sitemap": client.get("/sitemap.xml").text,
        "sign": client.get("/en/sign/").text,
        "signatories": client.get("/en/signatories/").text,
        "error": client.get("/en/nope/").text,
    }
    for name, text in places.items():
        if re.search(rf'/{code}/|lang="{code}"|"{code}"', text):
            found.append(name)
    if nearest(code):
        found.append("nearest")
    if client.get("/", headers={"Accept-Language": code})["Location"] != "/en/":
        found.append("/")
    found += [
        path
        for path in ("", "statement/", "statement.txt", "sign/", "signatories.json")
        if client.get(f"/{code}/{path}").status_code != 404
    ]
    if client.post(f"/{code}/sign/", answers()).status_code != 404:
        found.append("signing")
    return found


def test_nobody_sees_a_language_in_preparation(client, sign_in, home, statement):
    staff = sign_in("moderator")
    html = add(staff, "he").text
    assert "nobody but staff sees it" in html
    assert not told_of(client, "he")
    page = translate(staff, home, "he")
    translate(staff, statement, "he")
    synchronisation.enter_all()
    assert not told_of(client, "he")
    assert not Entry.objects.filter(language="he").exists()
    assert not Entry.objects.filter(shown_in__contains=" he ").exists()
    counts = soup(client.get("/en/").text).select_one(".counts").text
    assert "12" in counts
    assert "13" not in counts
    # Staff do, in the preview; not under its address, which is the same for all.
    draft = staff.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200
    assert WORDS in draft.text
    assert staff.get("/he/").status_code == 404


def test_groups_and_consents_are_there_at_once_and_what_is_missing_is_listed(sign_in):
    client = sign_in("moderator")
    html = add(client, "ko").text
    assert Group.objects.filter(name="Translators: 한국어").exists()
    assert Group.objects.filter(name="Translation reviewers: 한국어").exists()
    texts = ConsentText.objects.filter(locale__language_code="ko")
    assert texts.count() == sum(len(purposes) for purposes in FORMS.values())
    text = soup(html).main.get_text(" ", strip=True)
    for words in (
        "Not begun: submit the original for translation.",
        "Nobody is in this group.",
        "There is no catalogue",
        "In the original's words",
        "They are known in this language.",
        "Our fonts have no such letters",
    ):
        assert words in text
    assert "action=open" not in html
    response = client.post(screen("ko"), {"action": "open"}, follow=True)
    assert "cannot be opened yet: Home page, The Statement" in response.text
    assert not Language.objects.filter(locale__language_code="ko", is_open=True)


def test_a_translator_begins_where_the_home_page_is(sign_in, home):
    client = sign_in("moderator")
    add(client, "ko")
    group = Group.objects.get(name="Translators: 한국어")
    assert not group.page_permissions.exists()
    page = translate(client, home, "ko")
    assert [each.page_id for each in group.page_permissions.all()] == [page.pk]


def test_an_open_language_is_everywhere_and_a_closed_one_nowhere(client, hebrew):
    assert {"page", "sitemap", "error", "nearest", "/", "statement.txt"} <= {
        *told_of(client, "he")
    }
    synchronisation.enter_all()
    assert Entry.objects.filter(language="he").exists()
    counts = soup(client.get("/en/").text).select_one(".counts").text
    assert "13" in counts

    html = hebrew.get(f"{screen('he')}?action=close").text
    assert "Nothing is deleted" in html
    assert "Published pages" in html
    press(hebrew, "he", "close")
    assert not told_of(client, "he")
    synchronisation.enter_all()
    assert not Entry.objects.filter(language="he").exists()
    log = ModelLogEntry.objects.filter(action__startswith="openheritage.")
    users = log.filter(user__username="moderator").values_list("action", flat=True)
    assert {*users} == {languages.OPENED, languages.CLOSED}

    press(hebrew, "he", "open")
    assert WORDS in client.get("/he/statement/").text


@pytest.mark.parametrize(
    ("path", "original"),
    [
        ("statement/", "/en/statement/"),
        ("signatories/?page=2", "/en/signatories/"),
        ("nowhere/", "/en/"),
        ("", "/en/"),
    ],
)
def test_a_closed_language_leads_to_the_original_in_words(client, path, original):
    languages.change(Locale.objects.get(language_code="sw"), to_open=False)
    response = client.get(f"/sw/{path}", headers={"Accept-Language": "fr"})
    assert response.status_code == 404
    assert response["Cache-Control"] == "private, no-cache"
    main = soup(response.text).main
    assert "swahili" in main.text
    assert main.select_one("a.button")["href"] == original
    assert main.select_one("a.button")["hreflang"] == "en"
    # Of one that was never open nothing is said.
    add_language("he", to_open=False)
    assert "closed" not in client.get(f"/he/{path}").text


def test_who_signed_in_a_language_that_is_closed_is_written_to_in_english(client):
    signature = make_signature(Signature.State.PUBLISHED, language="sw")
    signature.people.update(language="sw")
    send_links(EMAIL, "sw")
    languages.change(Locale.objects.get(language_code="sw"), to_open=False)
    send_due()
    letter = mail.outbox[-1]
    assert letter.extra_headers["Content-Language"] == "en"
    assert "closed at the moment" in letter.body
    assert "Swahili" in letter.body
    link, *_more = re.findall(r"http://localhost(/\w+/k/[^\s/]+/)", letter.body)
    assert link.startswith("/en/")
    assert client.get(link).status_code == 200
    # A link from an older mail goes on, with what is posted to it.
    old = link.replace("/en/", "/sw/")
    assert client.get(old, follow=True).status_code == 200
    posted = client.post(old, {"action": "x"})
    assert (posted.status_code, posted["Location"]) == (307, link)
    # The receipt stays, in languages that are open.
    assert client.get(f"/en/signatures/{signature.reference}/").status_code == 200


def test_only_moderators_open_and_close(sign_in):
    url = screen("sw")
    for name in ("editor", "translator", "reviewer"):
        client = sign_in(name)
        assert client.get(url).status_code == 302
        client.post(url, {"action": "close"})
    assert "sw" in open_locales()
    moderator = sign_in("moderator")
    assert "Languages" in moderator.get(reverse("wagtailadmin_home")).text
    moderator.get(f"{url}?action=close")
    assert "sw" in open_locales(), "Looking changes nothing."
    press(moderator, "sw", "close")
    assert "sw" not in open_locales()


def test_the_originals_language_is_never_closed(client, sign_in, superuser):
    response = sign_in("root").post(screen("en"), {"action": "close"})
    assert response.status_code in (302, 403)
    languages.change(Locale.get_default(), to_open=False)
    Language.objects.filter(locale=Locale.get_default()).update(is_open=False)
    cache.clear()
    assert client.get("/en/").status_code == 200


def test_an_unused_language_can_be_deleted_and_a_used_one_not(sign_in):
    client = sign_in("moderator")
    add(client, "he")
    pk = locale_ids()["he"]
    url = reverse("wagtaillocales:delete", args=[pk])
    assert "Nobody has used this language" in client.get(url).text
    client.post(url)
    assert "he" not in locale_ids()
    assert not Group.objects.filter(name__contains="עברית").exists()
    assert not Role.objects.filter(name__contains="עברית").exists()

    url = reverse("wagtaillocales:delete", args=[locale_ids()["sw"]])
    assert "open to the public" in client.get(url).text
    press(client, "sw", "close")
    for response in (client.get(url), client.post(url)):
        assert "it is used: published pages" in response.text
    assert "sw" in locale_ids()


def test_a_group_with_people_in_it_outlives_its_language(sign_in):
    client = sign_in("moderator")
    add(client, "he")
    group = Group.objects.get(name="Translators: עברית")
    group.user_set.add(get_user_model().objects.get(username="editor"))
    client.post(reverse("wagtaillocales:delete", args=[locale_ids()["he"]]))
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_language_that_is_closed_is_closed_at_once(client):
    """What is kept is forgotten here; tests/openheritage/test_listening.py has the
    other processes."""
    client.get("/sw/")
    assert "sw" in KNOWN.last("", {})
    row = Language.objects.get(locale__language_code="sw")
    row.is_open = False
    row.save()
    assert not KNOWN.last("", {})
    assert client.get("/sw/").status_code == 404


def test_an_upgrade_closes_no_language():
    """They were all public before there was a state."""
    migration = import_module("openheritage.migrations.0002_languages")
    Language.objects.all().delete()
    cache.clear()
    assert {*open_locales()} == {"en"}
    migration.open_existing(apps, None)
    cache.clear()
    assert {*open_locales()} == {*LANGUAGES}


def test_what_was_begun_or_given_out_goes_on_though_the_language_is_closed(client):
    signature = make_signature(Signature.State.PUBLISHED, None, language="sw")
    digest = f"statement.txt?text={signature.text.sha256}"
    first = {"step": "organisation"} | answers()
    step = client.post("/sw/sign/organisation/", first, follow=True)
    sealed = soup(step.text).select_one("input[name=answers]")["value"]
    languages.change(Locale.objects.get(language_code="sw"), to_open=False)
    # Links in receipts and copies of the open data still lead to the text.
    led = client.get(f"/sw/{digest}")["Location"]
    assert led == f"/en/{digest}"
    assert client.get(led).text == signature.text.text
    data = json.loads(client.get("/en/signatories.json").getvalue())
    (url,) = {
        row["statement"]["text_url"]
        for row in data["signatories"]
        if row["id"] == signature.reference
    }
    assert url == f"http://localhost/en/{digest}"
    # Answers are not lost.
    sent = {"step": "person", "answers": sealed} | answers()
    goes_on = client.post("/sw/sign/you/", sent)
    assert (goes_on.status_code, goes_on["Location"]) == (307, "/en/sign/you/")
    check = client.post("/en/sign/you/", sent, follow=True).text
    assert "Musée des Arts du Sahel" in check
    assert "Mariama Issoufou" in check
