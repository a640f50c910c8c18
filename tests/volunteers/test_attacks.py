"""Forms that are sent twice, late, from elsewhere, or filled with what harms."""

import pytest
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from correspondence.models import Message
from limits.models import Ban
from openheritage import languages
from tests.signing import letters, link_in
from volunteers.models import Offer, Sentence

from .way import (
    EMAIL,
    address,
    article,
    confirm,
    fields,
    originals,
    person,
    press,
    send,
    soup,
    words_of,
)

pytestmark = pytest.mark.django_db

BAD = {
    "a NUL": "Mot\0mot",
    "what turns the line": "Mot \u202e mot",
    "a script": "Mot <script>alert(1)</script>",
    "too much": "mot " * 2000,
}


def first_field(shown) -> str:
    return next(iter(originals(shown)))


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_cannot_be_taken_is_said_at_its_place_and_nothing_is_lost(
    client, path, text
):
    shown = client.get(path)
    first, second = [*originals(shown)][:2]
    again = press(client, shown, path, "you", **{first: text, second: "Bien."})
    assert again.status_code == 200
    assert soup(again).find(id=f"e-{first}"), words_of(again)
    kept = fields(again)
    assert kept[second] == "Bien."
    assert kept[first].strip().replace("\ufffd", "\0") == text.strip()
    assert "<script>alert" not in again.text
    assert not Offer.objects.exists()


def test_signs_that_are_no_marks_read_as_they_were_typed(client, page, translator):
    text = "1 < 2 & 3 > 2"
    send(client, page, {page.title: text})
    link = link_in(letters()[-1])
    asked = client.get(link)
    assert text in words_of(asked)
    seen = soup(asked).find("input", attrs={"name": "seen"})["value"]
    client.post(link, {"action": "confirm", "seen": seen})
    offer = Offer.objects.get()
    assert offer.sentences.get().text == "1 &lt; 2 &amp; 3 &gt; 2"
    url = f"/admin/volunteers/{offer.pk}/"
    name = f"text-{offer.sentences.get().pk}"
    field = soup(translator.get(url)).find(attrs={"name": name})
    assert field.get_text().strip() == text


def test_a_form_that_is_sent_twice_is_one_offer_and_one_mail(client, page, path):
    shown = client.get(path)
    typed = {first_field(shown): "Un titre"}
    you = press(client, shown, path, "you", **typed)
    data = fields(you) | {"go": "send"} | person()
    for _time in range(2):
        assert client.post(path, data)["Location"].endswith("/sent/")
    assert Offer.objects.count() == 1
    assert len(letters()) == 1


def test_two_tabs_are_two_offers_and_the_later_words_count(client, page):
    send(client, page, {page.title: "Un titre", page.summary: "Un résumé"})
    confirm(client)
    send(client, page, {page.title: "Un autre titre"})
    assert Offer.objects.count() == 2
    first, second = Offer.objects.order_by("pk")
    confirm(client)
    states = dict(first.sentences.values_list("text", "state"))
    assert states == {"Un titre": "replaced", "Un résumé": "open"}
    assert second.sentences.get().state == Sentence.State.OPEN


def test_names_of_fields_of_another_page_take_nothing_and_lose_nothing(client, path):
    shown = client.get(path)
    data = fields(shown) | {"s-0123456789abcdef": "Une phrase perdue", "go": "you"}
    answer = client.post(path, data)
    assert answer.status_code == 409
    assert "Une phrase perdue" in words_of(answer)
    assert not Offer.objects.exists()


@pytest.mark.parametrize("what", ["deleted", "private", "closed", "translated"])
def test_who_comes_too_late_reads_what_they_wrote(client, page, path, what):
    shown = client.get(path)
    data = fields(shown) | {first_field(shown): "Des mots précieux", "go": "you"}
    locale = Locale.objects.get(language_code="fr")
    if what == "deleted":
        page.delete()
    elif what == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif what == "closed":
        languages.change(locale, to_open=False)
    else:
        page.unpublish()
    answer = client.post(path, data)
    if answer.status_code == 307:
        answer = client.post(answer["Location"], data)
    assert answer.status_code == 410
    assert "Des mots précieux" in words_of(answer)
    assert "no-cache" in answer["Cache-Control"]


def test_pages_that_the_public_may_not_translate_invite_nobody(client, page, path):
    assert address(page) in client.get("/fr/help-translate/").text
    # The original's language, and a page that lacks nothing, lead to the list.
    for done in (address(page, "en"), address(page.get_parent())):
        assert client.get(done)["Location"].endswith("/help-translate/")
    assert client.get(path.replace(f"/{page.pk}/", "/999999/")).status_code == 404
    PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="x"
    )
    assert client.get(path).status_code == 404
    assert client.get(f"{path}words.po").status_code == 404
    assert address(page) not in client.get("/fr/help-translate/").text


def test_a_banned_domain_lands_in_quarantine_and_reads_the_same(
    client, page, sign_in, translator
):
    Ban.objects.create(kind=Ban.Kind.DOMAIN, value="*.spam.example")
    answer = send(client, page, {page.title: "Un titre"}, email="a@very.spam.example")
    assert answer["Location"] == "/fr/help-translate/sent/"
    offer = Offer.objects.get()
    assert offer.state == Offer.State.QUARANTINED
    assert not letters()
    url = f"/admin/volunteers/{offer.pk}/"
    assert translator.get(url).status_code == 404
    moderator = sign_in("moderator")
    assert "banned" in moderator.get(url).text
    moderator.post(url, {"action": "release"})
    assert letters()[-1].to == ["a@very.spam.example"]
    confirm_page = Offer.objects.get()
    assert confirm_page.state == Offer.State.UNCONFIRMED


def test_programs_that_fill_in_everything_are_held(client, page, sign_in):
    send(client, page, {page.title: "Un titre"}, topic="seo")
    offer = Offer.objects.get()
    assert offer.flags == ["honeypot"]
    assert Message.objects.get().state == Message.State.DROPPED
    sign_in("moderator").post(f"/admin/volunteers/{offer.pk}/", {"action": "discard"})
    assert not Offer.objects.exists()


def test_other_sites_cannot_send_it_and_old_browsers_are_asked_once_more(page, path):
    client = Client(enforce_csrf_checks=True)
    shown = client.get(path)
    data = fields(shown) | {first_field(shown): "Un titre", "go": "you"}
    foreign = client.post(path, data, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    again = client.post(path, data)
    assert fields(again)[first_field(shown)] == "Un titre"
    you = client.post(path, fields(again) | {"go": "you"})
    assert "Un titre" in words_of(you)
    sent = client.post(path, fields(you) | {"go": "send"} | person())
    assert sent.status_code == 302


def test_that_was_not_me_forgets_at_once(client, page):
    send(client, page, {page.title: "Un titre"})
    from tests.signing import link_in

    link = link_in(letters()[-1])
    seen = soup(client.get(link)).find("input", attrs={"name": "seen"})["value"]
    client.post(link, {"action": "disown", "seen": "another"})
    assert Offer.objects.get().state == Offer.State.UNCONFIRMED
    client.post(link, {"action": "disown", "seen": seen})
    offer = Offer.objects.get()
    assert offer.state == Offer.State.DISOWNED
    assert offer.person is None
    assert not offer.sentences.exists()
    assert client.get(link).status_code == 200


def test_the_budget_of_an_address_holds_for_strangers_who_know_it(client, page):
    for number in range(5):
        send(client, page, {page.title: f"Titre {number}"})
    assert len(letters()) == 3
    assert {row.slot for row in Message.objects.filter(state="waiting")} <= {0, 1, 2}
    assert article().title not in EMAIL
