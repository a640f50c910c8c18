"""Name and mail of volunteers: where they lie, who sees them, when they go."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail_localize.models import StringTranslation

from correspondence.emails import compose, kinds
from correspondence.models import Link, Message
from openheritage import slots
from openheritage.furniture import speaking
from openheritage.slots import Slot
from tests.conftest import LANGUAGES
from tests.review.test_people import make_device, make_keeper, signed_in
from tests.signing import letters, link_in
from volunteers import deciding, kept, retention
from volunteers.models import Offer, Sentence, Volunteer

from .way import confirm, send, soup, words_of

pytestmark = pytest.mark.django_db

NAME, EMAIL = "Zaphodine Quillfeather", "z.quillfeather@quills.example"
TRACES = re.compile("quillfeather", re.IGNORECASE)
STORING = (
    "volunteers.Offer",
    "volunteers.Sentence",
    "volunteers.Volunteer",
    "volunteers.Report",
)


@pytest.fixture
def offer(client, page) -> Offer:
    person = {"signer": NAME, "email": EMAIL, "consent_credit": "on"}
    send(client, page, {page.title: "Un titre", page.summary: "Un résumé"}, **person)
    confirm(client)
    return Offer.objects.get()


@pytest.fixture
def reviewed(offer, translator, django_user_model) -> Offer:
    claire = django_user_model.objects.get(username="claire")
    title, summary = offer.sentences.order_by("order")
    deciding.accept(title, claire)
    deciding.decline(summary, claire, "style")
    deciding.end(offer)
    offer.refresh_from_db()
    return offer


def tables_with_traces() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our tables
            if any(TRACES.search(row) for (row,) in cursor.fetchall()):
                found.add(table)
    return found


def test_every_field_that_is_stored_has_its_place_on_the_privacy_page(client):
    stored = {
        f"{name}.{field.name}"
        for name in STORING
        for field in apps.get_model(name)._meta.concrete_fields
        if not field.primary_key
    }
    listed = kept.stored_fields()
    assert stored == set(listed), "Say in volunteers/kept.py why it is kept."
    assert len(listed) == len(set(listed))
    for language in ("en", "fr"):
        page = words_of(client.get(f"/{language}/privacy/")).casefold()
        with speaking(language):
            for row in kept.KEPT:
                for words in (row.words, row.why, row.how_long(), row.who):
                    assert " ".join(str(words).split()).casefold() in page


def test_a_person_lies_in_one_table_and_translators_see_no_address(
    reviewed, translator
):
    letters()
    assert tables_with_traces() == {"volunteers_volunteer"}
    for url in ("/admin/volunteers/", f"/admin/volunteers/{reviewed.pk}/"):
        assert EMAIL not in translator.get(url).text
    assert translator.get("/admin/volunteer-data/").status_code == 302
    assert translator.get("/admin/outbox/").status_code in (302, 404)


def test_data_keepers_see_the_address_with_a_second_factor_and_erase(reviewed):
    person = reviewed.volunteer
    url = f"/admin/volunteer-data/inspect/{person.pk}/"
    keeper = make_keeper()
    assert EMAIL not in signed_in(keeper).get(url, follow=True).text
    verified = signed_in(keeper, make_device(keeper))
    assert EMAIL in verified.get(url).text
    assert EMAIL not in verified.get("/admin/volunteer-data/").text
    assert slots.answers(Slot.THANKED) == [{"fr": {NAME}}]
    verified.post(url, {"action": "erase"})
    assert tables_with_traces() == set()
    assert slots.answers(Slot.THANKED) == [{}]
    assert StringTranslation.objects.filter(data="Un titre").exists()
    assert [row.text for row in Sentence.objects.all()] == ["Un titre"]


def test_the_private_link_ends_thanks_withdraws_and_erases(client, offer, translator):
    link = link_in(letters()[-1])
    page = client.get(link)
    assert page["Cache-Control"].startswith("max-age=0")
    client.post(link, {"action": "end_thanks"})
    assert not Volunteer.objects.get().is_thanked
    client.post(link, {"action": "thank"})
    assert Volunteer.objects.get().is_thanked
    withdrawn = client.post(link, {"action": "withdraw"}, follow=True)
    assert not Sentence.objects.exists()
    # Not “0 of 0 sentences accepted”.
    assert not soup(withdrawn).find(class_="help-offers")
    assert translator.get(f"/admin/volunteers/{offer.pk}/").status_code == 200
    erased = client.post(link, {"action": "erase"}, follow=True)
    assert "tout a été effacé" in words_of(erased), "Not that the link is wrong."
    assert tables_with_traces() == set()
    assert not Link.objects.filter(purpose__startswith="volunteers").exists()
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("state", "days"),
    [("unconfirmed", 30), ("quarantined", 30), ("disowned", 30), ("waiting", 180)],
)
def test_what_nobody_confirms_or_reviews_goes_on_its_day(offer, state, days):
    for past, is_there in ((days - 1, True), (days + 1, False)):
        at = timezone.now() - timedelta(days=past)
        Offer.objects.update(state=state, created_at=at, confirmed_at=at)
        retention.purge(dry_run=True)
        retention.purge(dry_run=False)
        assert Offer.objects.exists() == is_there
    assert tables_with_traces() == set()


def test_after_the_review_only_who_wishes_thanks_is_kept(reviewed):
    at = timezone.now() - timedelta(days=settings.CLOSED_DAYS + 1)
    Offer.objects.update(closed_at=at)
    retention.purge(dry_run=False)
    assert Volunteer.objects.get().name == NAME
    assert [row.text for row in Sentence.objects.all()] == ["Un titre"]
    assert retention.purge(dry_run=False).total() == 0
    Volunteer.objects.update(is_thanked=False)
    out = StringIO()
    call_command("purge_personal_data", stdout=out)
    assert "1  reviewed translations" in out.getvalue()
    assert tables_with_traces() == set()
    assert Offer.objects.exists()


def test_the_commands_for_a_persons_wishes_know_volunteers(reviewed):
    out = StringIO()
    call_command("export_person", EMAIL.upper(), stdout=out)
    (found,) = json.loads(out.getvalue())["translations"]
    assert found["person"]["name"] == NAME
    assert {row["text"] for row in found["sentences"]} == {"Un titre", "Un résumé"}
    out = StringIO()
    call_command("erase_person", EMAIL, stdout=out)
    assert "behind 1 translations" in out.getvalue()
    assert tables_with_traces() == set()


KINDS = sorted(kind for kind in kinds() if kind.startswith("volunteers."))


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_speaks_every_language(client, reviewed, kind):
    Offer.objects.update(
        state=kinds()[kind].states[-1], page_title="<b>“Songs” & more</b>"
    )
    for language in LANGUAGES:
        message = Message(
            kind=kind,
            about="help",
            about_id=reviewed.pk,
            language=language,
            data={"words": "See https://evil.example/"},
            pk=1,
        )
        letter = compose(message)
        html = letter.alternatives[0].content
        assert not re.search(r"\{[{%#]|[%#}]\}|None|duration-", letter.body + html)
        assert 'href="https://evil' not in html
        assert "<b>“" not in html
        for path in re.findall(r'href="https?://[^/]+(/[a-z-]+/[^"]*)"', html):
            assert client.get(path).status_code == 200
    Volunteer.objects.all().delete()
    assert compose(message) is None


def test_the_page_of_a_link_is_one_of_nobody_else(client, offer):
    link = link_in(letters()[-1])
    other = Offer.objects.create(
        page_key=offer.page_key, page_title="Of another", locale=offer.locale
    )
    Volunteer.objects.create(offer=other, name="B", email="b@b.example", language="en")
    assert "Of another" not in client.get(link).text
    client.post(link, {"action": "confirm", "offer": str(other.pk), "seen": ""})
    other.refresh_from_db()
    assert other.state == Offer.State.UNCONFIRMED
    assert soup(client.get(link)).find("h1")


def test_what_was_reviewed_in_part_lapses_and_keeps_what_was_accepted(
    offer, translator, django_user_model
):
    claire = django_user_model.objects.get(username="claire")
    deciding.accept(offer.sentences.get(text="Un titre"), claire)
    Offer.objects.update(confirmed_at=timezone.now() - timedelta(days=181))
    retention.purge(dry_run=False)
    assert Offer.objects.get().state == Offer.State.REVIEWED
    assert [row.text for row in Sentence.objects.all()] == ["Un titre"]
    assert tables_with_traces() == set()
