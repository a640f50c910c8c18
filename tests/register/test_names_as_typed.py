"""A name is found, and found to be the same, however somebody types it."""

import pytest
from bs4 import BeautifulSoup

from openheritage.matching import name_key, order_free
from organisations.models import Organisation
from register.counts import recount
from review import likeness, matching
from signatures.answers import Answers
from signatures.models import Signature
from signatures.signing import submit
from tests.signing import EMAIL, make_signature, sign, text_in
from tests.typed import ANY_ORDER, ONE_PIECE, OTHERS, SAME

pytestmark = pytest.mark.django_db

PAIRS = [*SAME, *ANY_ORDER, *ONE_PIECE]


def listed(client, typed: str) -> list[str]:
    html = client.get("/en/signatories/", {"q": typed}).text
    found = BeautifulSoup(html, "html.parser").select(".member-list a")
    return [link.get_text() for link in found]


def test_the_list_finds_a_name_as_people_type_it(client):
    for number, (one, other) in enumerate(PAIRS):
        make_signature("waiting", f"a{number}@a.example", name=one)
        make_signature("waiting", f"b{number}@a.example", name=other)
    Signature.objects.filter(state="waiting").update(
        state="published", published_at="2026-01-01T00:00Z"
    )
    recount(force=True)
    for one, other in PAIRS:
        for typed in (one, other, other.upper(), " ".join(reversed(other.split()))):
            assert {one, other} <= {*listed(client, typed)}, typed


def test_the_list_finds_the_beginning_of_each_word_and_what_is_in_long_ones(client):
    name = "Staatsbibliothek des Landes Ungarn"
    make_signature("waiting", None, name=name)
    Signature.objects.filter(name=name).update(
        state="published", published_at="2026-01-01T00:00Z"
    )
    recount(force=True)
    for typed in ("bibliothek", "ung staats", "la", "desland", "land ungarn"):
        assert name in listed(client, typed), typed
    for typed in ("gar", "ungarns", "bibliothek wien", "%", "&", "_"):
        assert name not in listed(client, typed), typed


def test_one_mailbox_signs_once_however_it_types_its_name():
    facts = {"kind": "institution", "sector": "museum", "country": "NE"}
    for number, (one, other) in enumerate(PAIRS):
        for name in (one, other, one):
            answers = Answers(
                facts=facts | {"name": name, "website": "https://x.example/"},
                name="A. Person",
                job_title="Director",
                email=f"a{number}@x.example",
                language="en",
                text=text_in("en"),
                consents=[],
                ip="192.0.2.1",
            )
            submit(answers)
        rows = Signature.objects.open().filter(people__email=answers.email)
        assert [row.name for row in rows] == [one], other


def test_the_form_knows_a_name_in_another_order(client):
    sign(client, name="Muzeum Łódzkie")
    sign(client, name="LODZKIE MUZEUM")
    rows = Signature.objects.open().filter(people__email=EMAIL)
    assert [row.name for row in rows] == ["LODZKIE MUZEUM"]


def test_reviewers_are_shown_twins_and_organisations_however_they_are_typed():
    for one, other in PAIRS:
        first = make_signature("waiting", "a@gmail.com", name=one, website="")
        second = make_signature("waiting", "b@gmail.com", name=other, website="")
        organisation = Organisation.objects.create(name=other, country="NE")
        assert first in likeness.twins(second, second.signatory), (one, other)
        found = matching.organisations(first, None)
        assert organisation in [row.organisation for row in found], (one, other)
        Signature.objects.filter(pk__in=[first.pk, second.pk]).delete()


@pytest.mark.parametrize(("one", "other"), [*SAME, *ONE_PIECE])
def test_two_spellings_have_one_key(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_names_have_two_keys(one, other):
    assert name_key(one) != name_key(other)
    assert order_free(one) != order_free(other)
