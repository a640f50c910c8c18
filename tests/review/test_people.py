"""Personal data: who sees it, with what second factor, and what is recorded of it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from events.models import Event
from home.management.commands.load_demo import PASSWORD
from openheritage.roles import DATA_KEEPERS
from signatures.models import Signatory, Signature
from signatures.signing import correct
from tests.signing import EMAIL, make_signature

pytestmark = pytest.mark.django_db

INDEX = reverse("signatory_data:index")
NEW = reverse("wagtail_2fa_device_new")
AUTH = reverse("wagtail_2fa_auth")


def make_keeper(username="keeper"):
    user = get_user_model().objects.create_user(username, password=PASSWORD)
    user.groups.set(Group.objects.filter(name=DATA_KEEPERS))
    return user


@pytest.fixture
def keeper(db):
    return make_keeper()


def signed_in(user, device=None):
    client = Client()
    client.force_login(user)
    if device:
        session = client.session
        session["otp_device_id"] = device.persistent_id
        session.save()
    return client


def make_device(user):
    return TOTPDevice.objects.create(user=user, name="Telephone")


@pytest.fixture
def verified(keeper):
    return signed_in(keeper, make_device(keeper))


@pytest.fixture
def person(db):
    return make_signature(Signature.State.WAITING).signatory


def page_of(person):
    return reverse("signatory_data:inspect", args=[person.pk])


def code_of(device):
    device.throttle_reset()
    return f"{totp(device.bin_key):06d}"


def looks(person):
    return Event.objects.about("signatory", person.pk).filter(verb="looked")


def test_with_a_second_factor_a_keeper_sees_the_person(verified, person, keeper):
    html = verified.get(page_of(person)).text
    for words in (EMAIL, "Mariama Issoufou", "Director", "authority to sign"):
        assert words in html
    look = looks(person).get()
    assert (look.actor, look.data) == (keeper, {"in": "page"})


def test_the_list_names_people_without_their_address_and_is_recorded(verified, person):
    response = verified.get(INDEX)
    assert "Mariama Issoufou" in response.text
    assert EMAIL not in response.text
    assert "no-store" in response["Cache-Control"]
    assert looks(person).get().data == {"in": "list"}
    verified.get(reverse("signatory_data:index_results"))
    assert looks(person).count() == 2


def test_the_list_is_searched_by_organisation_never_by_person(verified, person):
    name = person.signature.name
    assert "Mariama" in verified.get(INDEX, {"q": name}).text
    assert "Mariama Issoufou" not in verified.get(INDEX, {"q": "Director"}).text


def test_without_a_device_one_is_set_up_first(keeper, person):
    client = signed_in(keeper)
    for url in (INDEX, page_of(person)):
        response = client.get(url)
        assert response.url == NEW
    assert "second factor" in client.get(NEW).text
    assert not looks(person).exists()


def test_with_a_device_its_code_is_asked_for(keeper, person):
    device = make_device(keeper)
    client = signed_in(keeper)
    response = client.get(page_of(person))
    assert response.url.startswith(f"{AUTH}?next=")
    assert client.get(response.url).status_code == 200
    wrong = client.post(response.url, {"otp_token": "000000"})
    assert wrong.status_code == 200
    assert client.get(page_of(person)).status_code == 302
    device.refresh_from_db()
    right = {"otp_token": code_of(device), "next": page_of(person)}
    response = client.post(AUTH, right)
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == page_of(person)
    assert EMAIL in client.get(page_of(person)).text


def test_who_has_two_devices_says_which_one_shows_the_code(keeper):
    first, second = make_device(keeper), make_device(keeper)
    client = signed_in(keeper)
    assert 'name="otp_device"' in client.get(AUTH).text
    data = {"otp_token": code_of(second), "next": INDEX}
    wrong = data | {"otp_device": first.persistent_id}
    assert client.post(AUTH, wrong).status_code == 200
    right = data | {"otp_device": second.persistent_id}
    assert client.post(AUTH, right).url == INDEX
    assert client.get(INDEX).status_code == 200


def test_the_device_of_somebody_else_does_not_count(keeper):
    other = make_device(make_keeper("other"))
    make_device(keeper)
    make_device(keeper)
    client = signed_in(keeper)
    data = {"otp_token": code_of(other), "otp_device": other.persistent_id}
    assert client.post(AUTH, data).status_code == 200
    assert client.get(INDEX).status_code == 302


def test_a_stolen_password_neither_removes_a_device_nor_adds_one(keeper):
    device = make_device(keeper)
    client = signed_in(keeper)
    remove = reverse("wagtail_2fa_device_remove", args=[device.pk])
    update = reverse("wagtail_2fa_device_update", args=[device.pk])
    for url in (NEW, remove, update, reverse("wagtail_2fa_device_qrcode")):
        for response in (client.get(url), client.post(url, {"user_id": keeper.pk})):
            assert response.url.startswith(f"{AUTH}?next=")
    assert TOTPDevice.objects.filter(user=keeper).get() == device


def test_own_devices_are_removed_and_those_of_others_are_not(keeper, verified):
    other = make_device(make_keeper("other"))
    remove = "wagtail_2fa_device_remove"
    response = verified.post(reverse(remove, args=[other.pk]))
    assert response.status_code == 302
    assert TOTPDevice.objects.filter(pk=other.pk).exists()
    listing = reverse("wagtail_2fa_device_list", args=[other.user_id])
    assert verified.get(listing).status_code == 302
    own = TOTPDevice.objects.get(user=keeper)
    verified.post(reverse(remove, args=[own.pk]), {"user_id": keeper.pk})
    assert not TOTPDevice.objects.filter(pk=own.pk).exists()


def test_a_superuser_removes_a_lost_device_with_a_code_of_their_own(superuser, keeper):
    url = reverse("wagtail_2fa_device_remove", args=[make_device(keeper).pk])
    data = {"user_id": keeper.pk}
    signed_in(superuser).post(url, data)
    assert TOTPDevice.objects.filter(user=keeper).exists()
    signed_in(superuser, make_device(superuser)).post(url, data)
    assert not TOTPDevice.objects.filter(user=keeper).exists()


@pytest.mark.parametrize("name", ["editor", "moderator", "reviewer", "translator"])
def test_no_other_role_sees_personal_data(sign_in, person, name):
    client = sign_in(name)
    for url in (INDEX, page_of(person), reverse("signatory_data:index_results")):
        assert client.get(url).url == reverse("wagtailadmin_home")
    assert INDEX not in client.get(reverse("wagtailadmin_home")).text
    assert not looks(person).exists()


def test_a_superuser_needs_the_second_factor_too(superuser, person):
    assert signed_in(superuser).get(INDEX).url == NEW


def test_on_the_page_of_a_signature_the_job_title_needs_both(keeper, verified, person):
    url = reverse("signatures_review:inspect", args=[person.signature_id])
    html = signed_in(keeper).get(url).text
    assert "Director" not in html
    assert page_of(person) in html
    assert not looks(person).exists()
    assert "Director" in verified.get(url).text
    assert looks(person).get().data == {"in": "review"}


def test_an_answer_to_reviewers_is_read_as_personal_data_is(keeper, verified, sign_in):
    signature = make_signature(Signature.State.ASKED)
    correct(signature, {}, answer="Ask my colleague Amadou.")
    url = reverse("signatures_review:inspect", args=[signature.pk])
    for client in (signed_in(keeper), sign_in("moderator"), sign_in("reviewer")):
        html = client.get(url).text
        assert "Amadou" not in html
        assert "there is one" in html
    assert not looks(signature.signatory).exists()
    assert "Amadou" in verified.get(url).text
    assert looks(signature.signatory).get().actor == keeper


def test_personal_data_is_neither_added_nor_changed_nor_deleted(superuser, person):
    client = signed_in(superuser, make_device(superuser))
    for path in ("new/", *(f"{name}/{person.pk}/" for name in ("edit", "delete"))):
        assert client.get(f"{INDEX}{path}").status_code == 404
    assert Signatory.objects.filter(pk=person.pk).exists()
