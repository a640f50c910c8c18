"""What reviewers compare: mail, website, and organisations that it may be."""

import pytest
from django.urls import reverse

from organisations.models import Organisation
from review import matching
from signatures.models import Signature
from tests.signing import make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def chosen(client, signature):
    page = reverse("signatures_review:inspect", args=[signature.pk])
    form = client.get(page).context["sections"]
    (publish,) = [section for section in form if section.name == "publish"]
    return publish.actions[0].form["organisation"].initial


@pytest.mark.parametrize(
    ("website", "name", "is_chosen"),
    [
        ("https://museum.example/", "Museum of the River", True),
        ("https://museum.example/", "Archive of the Coast", False),
        ("https://else.example/", "Museum of the River", False),
        ("https://facebook.com/museum", "Museum of the River", False),
        ("https://m.facebook.com/museum", "Museum of the River", False),
    ],
)
def test_only_what_is_alike_in_domain_and_name_is_chosen_before(
    sign_in, website, name, is_chosen
):
    organisation = Organisation.objects.create(name=name, country="NE", website=website)
    signature = make_signature(
        *(State.WAITING, "director@gmail.com"),
        name="The Museum of the River",
        website=website if "facebook" in website else "https://museum.example",
    )
    expected = str(organisation.pk) if is_chosen else None
    assert chosen(sign_in("reviewer"), signature) == expected


@pytest.mark.parametrize(
    ("email", "website", "check"),
    [
        ("a@museum.example", "https://www.museum.example/about", "same"),
        ("a@archive.museum.example", "https://museum.example", "same"),
        ("a@museum.example", "https://www.archive.example", "other"),
        ("a@xmuseum.example", "https://museum.example", "other"),
        ("a@gmail.com", "https://museum.example", "webmail"),
        ("a@mailinator.com", "https://museum.example", "disposable"),
        ("a@museum.example", "", "no-website"),
        (None, "https://museum.example", "no-mail"),
    ],
)
def test_the_domain_of_the_mail_is_compared_with_the_website(email, website, check):
    signature = make_signature(State.WAITING, email, website=website)
    assert matching.check_mail(signature, signature.signatory) == check


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Museum of the River", "The Museum of the River", True),
        ("Bibliothèque nationale", "Bibliotheque national", True),
        ("MUSÉE DE LA RIVIÈRE", "Musée de la rivière", True),
        ("Stadtarchiv Köln", "Stadtarchiv Bonn", True),
        ("National Museum of Niger", "National Library of Niger", False),
        ("British Library", "British Museum", False),
        ("متحف النهر", "متحف النهر الكبير", False),
        ("博物館", "博物院", False),
        ("", "", False),
    ],
)
def test_names_are_alike_that_share_four_letters_of_five(one, other, is_alike):
    score = matching.likeness(matching.keys(one), matching.keys(other))
    assert (score >= matching.ALIKE) is is_alike
    assert matching.likeness(matching.keys(other), matching.keys(one)) == score


def test_organisations_are_found_by_domain_by_name_and_by_likeness():
    facts = {"kind": "institution", "sector": "museum"}
    domain, same, alike, elsewhere, _other = (
        Organisation.objects.create(**facts, **more)
        for more in (
            {"name": "MdR", "website": "https://www.museum.example", "country": "FR"},
            {"name": "MUSÉE de la Rivière", "country": "NE"},
            {"name": "Musée de la Riviere Niger", "country": "NE"},
            {"name": "musée de la rivière", "country": "CA"},
            {"name": "Bibliothèque nationale", "country": "NE"},
        )
    )
    signature = make_signature(State.WAITING, name="Musée de la rivière")
    found = matching.organisations(signature, signature.signatory)
    assert found[0].organisation == domain
    assert {row.organisation for row in found} == {domain, same, alike, elsewhere}
    assert [row.why for row in found][-1] == "similar name"
