"""What those who speak for members do behind their private links, and what staff decide:
the whole way of a profile, and who may take it."""

import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from consents.defaults import make_consents
from members import contacting
from members.models import Contact, MemberPage, ProfileChange
from tests.signing import letters, link_in

pytestmark = pytest.mark.django_db

EMAIL = "amina@museum-niger.example"
State = ProfileChange.State


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


@pytest.fixture
def reviewer(sign_in, django_user_model) -> Client:
    user = django_user_model.objects.create_user("rosa", password=None)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return sign_in("rosa")


@pytest.fixture
def member(db) -> MemberPage:
    rows = MemberPage.objects.filter(locale__language_code="en", live=True)
    return rows.order_by("pk").first()


@pytest.fixture
def contact(client, member, superuser) -> Contact:
    return contacting.add(member, email=EMAIL, language="fr", actor=superuser)


@pytest.fixture
def link(client, contact) -> str:
    """Of a contact who has agreed."""
    path = link_in(letters()[-1])
    agree(client, path)
    return path


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(response) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def agree(client, path, **changes):
    fields = {
        "action": "accept",
        "signer": "Amina Issoufou",
        "job_title": "Directrice",
        "consent_authority": "on",
        "consent_contact": "on",
        "seen": soup(client.get(path)).find("input", {"name": "seen"})["value"],
    }
    return client.post(path, fields | changes)


def form_of(response, action: str) -> dict[str, str]:
    """What a browser would send of the form with a button."""
    form = soup(response).find("button", {"value": action}).find_parent("form")
    found = {"action": action}
    for field in form.find_all(["input", "textarea"]):
        if field.get("type") not in ("checkbox", "file"):
            text = field.get_text().removeprefix("\n").replace("\n", "\r\n")
            found[field["name"]] = field.get("value", text)
    return found


def send(client, path, action, **changes):
    return client.post(path, form_of(client.get(path), action) | changes)


def picture(kind="PNG", size=(400, 100), **options) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, kind, **options)
    return SimpleUploadedFile(f"amina-private.{kind.lower()}", file.getvalue())


def decide(client, change, action, **fields):
    url = f"/admin/profile-changes/inspect/{change.pk}/"
    seen = soup(client.get(url)).find(id=f"id_{action}-seen")
    data = {"action": action} | ({f"{action}-seen": seen["value"]} if seen else {})
    data |= {f"{action}-{name}": value for name, value in fields.items()}
    return client.post(url, data, follow=True)


def test_a_profile_is_completed_published_changed_and_left(
    client, member, link, reviewer
):
    french = f"/fr{member.url_path.removeprefix('/home')}"
    page = client.get(link)
    assert page["Cache-Control"].startswith("max-age=0") and page.status_code == 200
    done = send(
        client,
        link,
        "profile",
        sentence="Un musée au bord du fleuve.",
        description="Premier paragraphe.\r\n\r\n- un\r\n- deux",
        website="musee.example",
        links="https://mastodon.example/@musee\r\nmastodon.example/@musee",
    )
    assert done.status_code == 302
    assert client.post(
        link,
        {"action": "logo", "logo": picture(), "may_show": "on"},
    )["Location"].endswith("done=proposed")
    change = ProfileChange.objects.get()
    assert set(change.wanted) == {
        *("sentence", "description", "website", "links", "logo")
    }
    assert b"PNG" in client.get(f"{link}?logo").content
    assert "au bord du fleuve" not in client.get(french, follow=True).text
    # Nobody else has the file.
    admin = f"/admin/profile-changes/logo/{change.pk}/"
    assert client.get(admin).status_code == 302
    assert reviewer.get(admin)["Content-Type"] == "image/png"
    told = decide(reviewer, change, "accept", is_published="on")
    assert "The change is accepted." in told.text
    change.refresh_from_db()
    assert change.state == State.ACCEPTED
    own = MemberPage.objects.get(
        translation_key=member.translation_key, locale__language_code="fr"
    )
    assert own.live and own.sentence == "Un musée au bord du fleuve."
    assert "<ul><li>un</li><li>deux</li></ul>" in str(own.body)
    member.refresh_from_db()
    assert member.logo.licence == "permission" and own.logo == member.logo
    assert member.sentence == "" and member.links == ["https://mastodon.example/@musee"]
    assert member.organisation.website == "https://musee.example"
    letter = letters()[-1]
    shown = client.get(re.search(r"https?://[^/]+(/fr/\S+)\n", letter.body)[1])
    assert "Un musée au bord du fleuve." in shown.text

    # Changed, declined with a reason, and that taken back.
    send(client, link, "profile", sentence="Achetez maintenant !")
    change = ProfileChange.objects.get(state=State.WAITING)
    assert set(change.wanted) == {"sentence"}
    told = decide(reviewer, change, "decline", reason="style", words="Désolé.")
    letter = letters()[-1]
    assert "publicité" in letter.body and "Désolé." in letter.body
    decide(reviewer, change, "undo")
    letters()
    change.refresh_from_db()
    assert change.state == State.WAITING
    send(client, link, "withdraw")
    change.refresh_from_db()
    assert change.state == State.WITHDRAWN and change.wanted == {}
    own.refresh_from_db()
    assert own.sentence == "Un musée au bord du fleuve."

    # Leaving is asked for, and confirmed by staff.
    send(client, link, "leave", reason="Nous fermons.", sure="on")
    assert MemberPage.objects.get(pk=member.pk).left_on is None
    change = ProfileChange.objects.get(kind="leave")
    today = timezone.localdate()
    told = decide(reviewer, change, "leave", left_on=today.isoformat())
    for page in MemberPage.objects.filter(translation_key=member.translation_key):
        assert page.left_on == today and page.live
    assert "anciens membres" in letters()[-1].body
    assert "leave" not in words_of(client.get(link))
    decide(reviewer, change, "undo")
    assert MemberPage.objects.get(pk=member.pk).left_on is None
