"""A person without an account translates, confirms, is reviewed, and told."""

import pytest
from django.core import mail
from wagtail_localize.models import StringTranslation

from events.models import Event
from tests.signing import letters, link_in
from translations.models import Change
from volunteers.models import Offer, Sentence, Volunteer

from .way import (
    EMAIL,
    NAME,
    address,
    article,
    originals,
    person,
    press,
    soup,
    words_of,
)

pytestmark = pytest.mark.django_db

TITLE = "Un recueil sans filigrane"


def test_the_whole_way_from_the_notice_to_the_mail_that_tells(client, translator):
    page = article()
    notice = soup(client.get(f"/fr/news/{page.slug}/")).find("aside", class_="notice")
    path = notice.find("a")["href"]
    assert path == address(page)
    shown = client.get(path)
    assert "public" in shown["Cache-Control"]
    assert not shown.cookies
    names = {text: name for name, text in originals(shown).items()}
    field = soup(shown).find(id=names[page.title])
    assert (field["lang"], field["dir"], field["spellcheck"]) == ("fr", "ltr", "true")

    summary = page.summary
    typed = {names[page.title]: TITLE, names[summary]: "Un résumé <b>gras</b>"}
    you = press(client, shown, path, "you", **typed)
    # A mark that the original has not: nothing is lost, and it says which.
    assert "<b>" in soup(you).find(id=f"e-{names[summary]}").get_text()
    typed[names[summary]] = "Un résumé"
    you = press(client, you, path, "you", **typed)
    assert TITLE in words_of(you)
    # Without a name and the licence nothing goes, and nothing is lost.
    wrong = press(client, you, path, "send", email=EMAIL)
    assert soup(wrong).find(id="id_signer_error")
    assert soup(wrong).find(id="id_consent_licence_error")
    assert not Offer.objects.exists()
    done = press(client, wrong, path, "send", **person(consent_credit="on"))
    assert done["Location"] == "/fr/help-translate/sent/"
    assert client.get(done["Location"]).status_code == 200

    offer = Offer.objects.get()
    assert offer.state == Offer.State.UNCONFIRMED
    assert sorted(offer.sentences.values_list("text", flat=True)) == [
        TITLE,
        "Un résumé",
    ]
    consents = offer.volunteer.consents.select_related("wording")
    assert {row.wording.purpose for row in consents} == {
        *("licence", "contact", "credit")
    }
    assert {row.wording.language for row in consents} == {"fr"}

    letter = letters()[-1]
    assert letter.to == [EMAIL]
    link = link_in(letter)
    assert TITLE in words_of(client.get(link))
    offer.refresh_from_db()
    assert offer.state == Offer.State.UNCONFIRMED, "A mail scanner confirms nothing."
    seen = soup(client.get(link)).find("input", attrs={"name": "seen"})["value"]
    client.post(link, {"action": "confirm", "seen": seen})
    offer.refresh_from_db()
    assert offer.state == Offer.State.WAITING
    assert not StringTranslation.objects.filter(data=TITLE).exists()

    listed = translator.get("/admin/volunteers/")
    url = f"/admin/volunteers/{offer.pk}/"
    assert url in listed.text
    review = translator.get(url)
    assert NAME in review.text
    assert EMAIL not in review.text
    first, second = offer.sentences.order_by("text")
    translator.post(
        url,
        {
            "action": "save",
            f"decision-{first.pk}": "accept",
            f"text-{first.pk}": f"{first.text} !",
            f"seen-{first.pk}": "",
            f"decision-{second.pk}": "decline",
            f"reason-{second.pk}": "meaning",
            "note": "Merci beaucoup.",
        },
    )
    stored = StringTranslation.objects.get(data=f"{first.text} !")
    assert stored.locale.language_code == "fr"
    assert stored.last_translated_by.username == "claire"
    change = Change.objects.get(data=stored.data)
    assert (change.how, change.by.username) == ("volunteer", "claire")
    told = letters()[-1]
    assert told.to == [EMAIL]
    for words in ("Merci beaucoup.", second.text[:30]):
        assert words in told.body.replace("\n", " ")
    assert NAME in words_of(client.get("/fr/thanks/"))

    # The private link takes name and credit away; the words stay.
    manage = link_in(told)
    client.post(manage, {"action": "erase"})
    assert not Volunteer.objects.exists()
    assert NAME not in words_of(client.get("/fr/thanks/"))
    assert StringTranslation.objects.filter(data=stored.data).exists()
    assert [row.state for row in Sentence.objects.all()] == ["changed"]
    assert NAME not in str(list(Event.objects.values_list("data", flat=True)))
    assert len(mail.outbox) == 3
