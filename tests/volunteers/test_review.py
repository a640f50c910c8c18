"""A translator of the language decides, and sees what has changed meanwhile."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationSource,
)

from home.models import ContentPage
from tests.signing import letters
from volunteers.models import Offer, Sentence

from .way import EMAIL, address, confirm, send, words_of

pytestmark = pytest.mark.django_db


def url_of(offer) -> str:
    return f"/admin/volunteers/{offer.pk}/"


def decided(offer, **more: str) -> dict[str, str]:
    data = {"action": "save", "note": ""}
    for row in offer.sentences.all():
        data |= {f"text-{row.pk}": row.text, f"seen-{row.pk}": ""}
    return data | more


def french(text: str) -> StringTranslation | None:
    return StringTranslation.objects.filter(
        data=text, locale__language_code="fr"
    ).first()


def test_all_that_can_be_accepted_is_accepted_at_once(offer, translator):
    before = set(Sentence.objects.values_list("state", flat=True))
    assert before == {"open"}
    answer = translator.post(url_of(offer), decided(offer, action="all"), follow=True)
    assert "2 sentences were accepted." in answer.text
    assert french("Un titre").last_translated_by.username == "claire"
    assert french("Un résumé")
    assert {row.state for row in offer.sentences.all()} == {"accepted"}
    offer.refresh_from_db()
    assert offer.state == Offer.State.REVIEWED
    assert letters()[-1].to == [EMAIL]
    # Nothing is decided twice.
    again = translator.post(url_of(offer), decided(offer, action="all"), follow=True)
    assert "decided already" in again.text


def test_what_somebody_else_translated_meanwhile_is_shown_and_not_overwritten(
    offer, translator, page
):
    shown = translator.get(url_of(offer))
    assert "Somebody has translated" not in words_of(shown)
    source = TranslationSource.objects.get_for_instance(page)
    segment = source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=Locale.objects.get(language_code="fr"),
        data="Le titre d’une autre",
    )
    title, _summary = offer.sentences.order_by("order")
    assert "Somebody has translated this sentence since" in words_of(
        translator.get(url_of(offer))
    )
    answer = translator.post(
        url_of(offer),
        decided(
            offer,
            **{f"decision-{title.pk}": "accept", f"text-{title.pk}": "Mon titre"},
        ),
    )
    assert "Somebody else has changed this sentence meanwhile" in words_of(answer)
    assert "Mon titre" in answer.text
    assert french("Le titre d’une autre")
    # A look at all of it leaves this one out.
    translator.post(url_of(offer), decided(offer, action="all"))
    assert french("Un résumé")
    assert not french("Un titre")
    # Who has seen the other words may put these in their place.
    translator.post(
        url_of(offer),
        decided(
            offer,
            **{
                f"decision-{title.pk}": "accept",
                f"seen-{title.pk}": "Le titre d’une autre",
            },
        ),
    )
    assert french("Un titre")


def test_marks_that_are_wrong_and_a_reason_that_is_missing_are_refused(
    offer, translator
):
    title, summary = offer.sentences.order_by("order")
    answer = translator.post(
        url_of(offer),
        decided(
            offer,
            **{
                f"decision-{title.pk}": "accept",
                f"text-{title.pk}": "Un <b>titre</b>",
                f"decision-{summary.pk}": "decline",
            },
            note="Merci",
        ),
    )
    words = words_of(answer)
    assert "<b> is not in the original" in words
    assert "Choose a reason" in words
    assert "Un &lt;b&gt;titre" in answer.text
    assert {row.state for row in offer.sentences.all()} == {"open"}


def test_other_languages_and_other_roles_see_nothing_of_it(
    offer, sign_in, django_user_model, client
):
    user = django_user_model.objects.create_user("ahmed", password=None)
    user.groups.add(Group.objects.get(name="Translators: العربية"))
    arabic = sign_in("ahmed")
    assert arabic.get("/admin/volunteers/").status_code == 200
    assert "songbook" not in arabic.get("/admin/volunteers/").text
    assert arabic.get(url_of(offer)).status_code == 404
    answer = arabic.post(url_of(offer), decided(offer, action="all"))
    assert answer.status_code == 404
    nobody = django_user_model.objects.create_user("nobody", password=None)
    nobody.groups.add(Group.objects.get(name="Data keepers"))
    assert sign_in("nobody").get("/admin/volunteers/").status_code in (302, 403)
    assert client.get(url_of(offer)).status_code == 302
    assert {row.state for row in offer.sentences.all()} == {"open"}


def test_a_sentence_gone_stale_and_a_page_deleted_are_told(offer, translator, page):
    page.title = "The songbook that found its watermark"
    page.save_revision().publish()
    words = words_of(translator.get(url_of(offer)))
    assert "The original has changed or is gone" in words
    assert "found" in words
    title, summary = offer.sentences.order_by("order")
    answer = translator.post(
        url_of(offer), decided(offer, **{f"decision-{title.pk}": "accept"})
    )
    assert "The original has changed" in words_of(answer)
    page.delete()
    assert "The page was deleted since." in words_of(translator.get(url_of(offer)))
    translator.post(
        url_of(offer),
        decided(
            offer,
            **{f"decision-{row.pk}": "decline" for row in (title, summary)},
            **{f"reason-{row.pk}": "meanwhile" for row in (title, summary)},
        ),
    )
    offer.refresh_from_db()
    assert offer.state == Offer.State.REVIEWED
    assert "2 phrases" in letters()[-1].body


def test_a_page_that_was_never_sent_to_translators_can_be_helped(
    client, translator, home
):
    page = home.add_child(
        instance=ContentPage(
            title="Ferries & footpaths",
            slug="ferries",
            body=[("paragraph", "<p>One <b>bold</b> step.</p><p>Another.</p>")],
        )
    )
    page.save_revision().publish()
    TranslationSource.objects.filter(object_id=page.translation_key).delete()
    assert address(page) in client.get("/fr/ferries/").text
    shown = client.get(address(page))
    assert "Ferries & footpaths" in words_of(shown)
    assert not TranslationSource.objects.filter(
        object_id=page.translation_key
    ).exists(), "Looking at it writes nothing."
    bold = "One <b>bold</b> step."
    send(
        client,
        page,
        {"Ferries & footpaths": "Bacs & sentiers", bold: "Un pas <b>hardi</b>."},
    )
    confirm(client)
    offer = Offer.objects.get()
    translator.post(url_of(offer), decided(offer, action="all"))
    assert french("Bacs &amp; sentiers")
    assert french("Un pas <b>hardi</b>.")
    translation = Translation.objects.get(source__object_id=page.translation_key)
    assert translation.target_locale.language_code == "fr"
    assert not translation.get_target_instance().live
