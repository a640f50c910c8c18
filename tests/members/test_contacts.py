"""What those who speak for members do behind their private links, and what staff
decide: the whole way of a profile, and who may take it."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from consents.defaults import make_consents
from events.deeds import NotNowError
from members import accepting
from members.models import Contact, MemberPage, ProfileChange
from members.profile_words import merged, text_of
from tests.signing import letters, link_in

from .contacts import EMAIL, agree, decide, form_of, picture, send, soup, words_of

pytestmark = pytest.mark.django_db

State = ProfileChange.State


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


def test_a_profile_is_completed_published_changed_and_left(
    client, member, link, reviewer
):
    french = f"/fr{member.url_path.removeprefix('/home')}"
    page = client.get(link)
    assert page["Cache-Control"].startswith("max-age=0")
    assert page.status_code == 200
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
    assert own.live
    assert own.sentence == "Un musée au bord du fleuve."
    assert "<ul><li>un</li><li>deux</li></ul>" in str(own.body)
    member.refresh_from_db()
    assert member.logo.licence == "permission"
    assert own.logo == member.logo
    assert member.sentence == ""
    assert member.links == ["https://mastodon.example/@musee"]
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
    assert "publicité" in letter.body
    assert "Désolé." in letter.body
    decide(reviewer, change, "undo")
    letters()
    change.refresh_from_db()
    assert change.state == State.WAITING
    send(client, link, "withdraw")
    change.refresh_from_db()
    assert change.state == State.WITHDRAWN
    assert change.wanted == {}
    own.refresh_from_db()
    assert own.sentence == "Un musée au bord du fleuve."

    # Leaving is asked for, and confirmed by staff.
    send(client, link, "leave", reason="Nous fermons.", sure="on")
    assert MemberPage.objects.get(pk=member.pk).left_on is None
    change = ProfileChange.objects.get(kind="leave")
    today = timezone.localdate()
    told = decide(reviewer, change, "leave", left_on=today.isoformat())
    for page in MemberPage.objects.filter(translation_key=member.translation_key):
        assert page.left_on == today
        assert page.live
    assert "anciens membres" in letters()[-1].body
    assert "leave" not in words_of(client.get(link))
    decide(reviewer, change, "undo")
    assert MemberPage.objects.get(pk=member.pk).left_on is None


def test_a_successor_takes_over_and_the_old_link_ends(client, member, link, contact):
    send(client, link, "profile", sentence="Une phrase.", note="Entre nous.")
    assert "done=handed" in send(client, link, "hand_over", email="b@b.example").url
    invitation, warning = letters()
    told = {tuple(letter.to): letter for letter in (invitation, warning)}
    old = link_in(told[("b@b.example",)])
    # Taken back: another private link may be in wrong hands.
    send(client, link, "take_back")
    assert "retirée" in words_of(client.get(old)) or client.get(old).status_code == 404
    assert client.get(link_in(told[(EMAIL,)])).status_code == 404
    send(client, link, "hand_over", email="c@c.example")
    new = next(link_in(each) for each in letters() if each.to == ["c@c.example"])
    # Who agrees to nothing takes nothing over.
    assert agree(client, new, consent_speaker="").status_code == 200
    assert Contact.objects.get(is_current=True).email == EMAIL
    done = agree(client, new, signer="Bola Ade")
    assert "entre vos mains" in words_of(client.get(done["Location"]))
    assert client.get(new).status_code == 200
    successor = Contact.objects.get()
    assert (successor.name, successor.is_current) == ("Bola Ade", True)
    assert successor.consents.count() == 2
    # What was asked for goes with it; the person before has no way back.
    change = ProfileChange.objects.get()
    assert (change.contact, change.note) == (successor, "")
    assert client.get(link).status_code == 404
    letter = letters()[-1]
    assert letter.to == ["c@c.example"]
    assert client.get(link_in(letter)).status_code == 200


def test_whatever_is_sent_as_a_logo_only_pictures_are_kept(client, link):
    gigantic = BytesIO()
    Image.new("1", (30_000, 30_000)).save(gigantic, "PNG")
    exif = Image.Exif()
    exif[0x010E] = "Amina was here"
    refused = {
        "logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "logo.png": b"<html><script>alert(1)</script>",
        "cut.png": picture().read()[:60],
        "empty.png": b"",
        "large.png": b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_001,
        "bomb.png": gigantic.getvalue(),
        "logo.gif": picture("GIF").read(),
    }
    for name, data in refused.items():
        file = SimpleUploadedFile(name, data, "image/png")
        fields = {"action": "logo", "logo": file, "may_show": "on"}
        page = client.post(link, fields)
        assert page.status_code == 200
        assert soup(page).find(class_="error-summary"), name
    no_right = client.post(link, {"action": "logo", "logo": picture()})
    assert soup(no_right).find(class_="error-summary")
    assert not ProfileChange.objects.exists()
    file = picture("JPEG", exif=exif)
    client.post(link, {"action": "logo", "logo": file, "may_show": "on"})
    change = ProfileChange.objects.get()
    assert b"Amina" not in bytes(change.logo)
    assert "amina" not in change.logo_name
    shown = client.get(f"{link}?logo")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"].startswith("max-age=0")
    send(client, link, "no_logo")
    assert client.get(f"{link}?logo").status_code == 404
    change.refresh_from_db()
    assert change.state == State.WITHDRAWN
    assert not change.logo


def test_what_staff_change_meanwhile_is_neither_lost_nor_decided_on_unseen(
    client, member, link, reviewer, superuser
):
    """In the original's language, where the profile has words already."""
    link = link.replace("/fr/", "/en/")
    member.sentence = "What staff wrote."
    member.body = [
        ("heading", "About"),
        (
            "paragraph",
            '<p>With a <a href="https://a.example/">link</a>.</p><p>Two.</p>',
        ),
        ("quotation", {"text": "Quoted", "source": ""}),
    ]
    member.save_revision().publish()
    form = form_of(client.get(link), "profile")
    assert "Quoted" not in form["description"]
    assert "About" in form["description"]
    page = MemberPage.objects.get(pk=member.pk)
    page.sentence = "What staff wrote since."
    page.save_revision().publish()
    client.post(link, form | {"description": form["description"] + "\r\n\r\nThree."})
    change = ProfileChange.objects.get()
    assert set(change.wanted) == {"description"}
    # Staff have the page open while the contact thinks again.
    url = f"/admin/profile-changes/inspect/{change.pk}/"
    stale = soup(reviewer.get(url)).find(id="id_accept-seen")["value"]
    send(client, link, "profile", description="About\r\n\r\nTwo.\r\n\r\nThree!")
    refused = reviewer.post(url, {"action": "accept", "accept-seen": stale})
    change.refresh_from_db()
    assert refused.status_code == 302
    assert change.state == State.WAITING
    decide(reviewer, change, "accept", is_published="on")
    page = MemberPage.objects.get(pk=member.pk)
    assert page.sentence == "What staff wrote since."
    kinds = [block.block_type for block in page.body]
    assert kinds == ["heading", "paragraph", "quotation", "paragraph"]
    assert "Three!" in str(page.body)
    assert "Quoted" in str(page.body)
    # Taking it back would undo what was written since: refused.
    page.body = [("paragraph", "<p>Anew.</p>")]
    page.save_revision().publish()
    change.refresh_from_db()
    with pytest.raises(NotNowError):
        accepting.undo(change, superuser)
    assert "Anew." in str(MemberPage.objects.get(pk=member.pk).body)


def test_a_draft_of_staff_is_not_published_with_a_change(
    client, member, link, reviewer
):
    member.title = "Not to be read yet"
    member.save_revision()
    send(client, link.replace("/fr/", "/en/"), "profile", sentence="A sentence.")
    change = ProfileChange.objects.get()
    decide(reviewer, change, "accept", is_published="on")
    page = MemberPage.objects.get(pk=member.pk)
    assert page.title != "Not to be read yet"
    assert page.sentence == ""
    assert page.get_latest_revision_as_object().sentence == "A sentence."
    assert "bientôt" in letters()[-1].body
    # Leaving is said at once all the same, and publishes nothing else.
    send(client, link, "leave", sure="on")
    leaving = ProfileChange.objects.get(kind="leave")
    decide(reviewer, leaving, "leave", left_on=timezone.localdate().isoformat())
    page.refresh_from_db()
    assert page.is_former
    assert page.title != "Not to be read yet"


def test_the_link_of_a_page_that_is_gone_still_lets_go(client, member, link, contact):
    member.unpublish()
    assert "pas encore public" in words_of(client.get(link))
    MemberPage.objects.filter(translation_key=member.translation_key).first().delete()
    page = client.get(link)
    assert "plus de profil" in words_of(page)
    assert not soup(page).find("button", {"value": "profile"})
    for action in ("profile", "logo", "leave", "hand_over", "withdraw"):
        assert client.post(link, {"action": action}).status_code == 200
    send(client, link, "data")
    assert "Amina Issoufou" in letters()[-1].body
    assert "effacé" in words_of(client.post(link, {"action": "erase"}))
    assert not Contact.objects.exists()
    assert client.get(link).status_code == 404


def test_a_fresh_link_is_mailed_and_nobody_learns_who_is_known(client, link):
    answers = []
    for address in ("nobody@nowhere.example", EMAIL.upper()):
        response = client.post("/fr/profile-link/", {"email": address}, follow=True)
        answers.append((response.redirect_chain, words_of(response)))
    assert answers[0] == answers[1]
    (letter,) = letters()
    assert letter.to == [EMAIL]
    fresh = link_in(letter)
    assert fresh != link
    assert client.get(fresh).status_code == 200
    assert soup(client.post("/fr/profile-link/", {"email": "x"})).find(
        class_="error-summary"
    )


def test_words_are_merged_and_what_editors_made_stays(member):
    member.body = [
        ("paragraph", "<p>One <b>bold</b>.</p><ul><li>a</li><li>b</li></ul>"),
        ("quotation", {"text": "Q", "source": ""}),
        ("paragraph", "<p>Two.</p>"),
    ]
    assert text_of(member.body) == "One bold.\n\n- a\n- b\n\nTwo."
    same = merged(member.body, text_of(member.body))
    assert same == list(member.body.get_prep_value())
    made = merged(member.body, "One bold.\n\n<script>\n\nTwo.")
    assert [block["type"] for block in made] == ["paragraph", "quotation", "paragraph"]
    assert made[0]["value"] == "<p>One <b>bold</b>.</p><p>&lt;script&gt;</p>"
    assert made[2]["value"] == "<p>Two.</p>"
    assert [block["type"] for block in merged(member.body, "")] == ["quotation"]
