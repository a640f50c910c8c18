"""The screen on which one page is translated."""

import json
import re

import pytest
from django.urls import reverse
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
)

from home.models import Announcement
from translations import saving
from translations.models import Change, Remark

pytestmark = pytest.mark.django_db

XHR = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def translation_of(page, language="fr"):
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale__language_code=language
    )


def address(translation, *segment, name="workbench_edit"):
    return reverse(name, args=[translation.pk, *(each.pk for each in segment)])


def segment_of(translation, text):
    found = StringSegment.objects.filter(
        source=translation.source, string__data__startswith=text
    )
    return found.select_related("string", "context").order_by("order")[0]


def stored(translation, segment):
    return StringTranslation.objects.filter(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
    ).first()


def save(client, translation, segment, text, seen=None, **more):
    if seen is None:
        html = client.get(address(translation)).text
        seen = re.search(rf'id="s{segment.pk}".*?data-seen="(\w*)"', html)[1]
    return client.post(
        address(translation, segment, name="workbench_save"),
        {
            "text": text,
            "seen": seen,
            "string": segment.string_id,
            "context": segment.context_id,
            **more,
        },
        **XHR,
    )


@pytest.fixture
def french(article):
    return translation_of(article)


def test_the_statement_opens_in_few_queries(
    sign_in, french_statement, django_assert_max_num_queries
):
    client = sign_in("translator")
    translation = translation_of(french_statement)
    with django_assert_max_num_queries(40):
        response = client.get(address(translation))
    html = response.text
    assert html.count("<textarea") > 60
    assert "Preamble clause c" in html
    assert "Article 7" in html
    assert "no-store" in response["Cache-Control"]


def test_the_page_is_edited_on_our_screen(sign_in, french_statement):
    client = sign_in("translator")
    edit = reverse("wagtailadmin_pages:edit", args=[french_statement.pk])
    response = client.get(edit)
    assert response["Location"] == address(translation_of(french_statement))


def test_a_sentence_is_saved_while_it_is_typed(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    answer = save(client, french, segment, "Tout & plus < avant").json()
    assert (answer["state"], answer["error"]) == ("done", "")
    assert stored(french, segment).data == "Tout &amp; plus &lt; avant"
    assert answer["text"] == "Tout & plus < avant"
    assert Change.objects.filter(context=segment.context).first().by.username == (
        "translator"
    )


def test_marks_that_are_lost_are_told_and_the_words_kept(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "One <b>")
    answer = save(client, french, segment, "Un mot sans marques").json()
    assert answer["state"] == "faulty"
    assert "is missing" in answer["error"]
    html = client.get(address(french)).text
    assert "Un mot sans marques" in html
    assert "is missing" in html


def test_nobody_overwrites_what_they_have_not_seen(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    first = save(client, french, segment, "Premier").json()
    saving.store(segment, french, "Entretemps", None, seen="Premier")
    response = save(client, french, segment, "Second", first["seen"])
    assert response.status_code == 409
    answer = response.json()
    assert answer["theirs"]["text"] == "Entretemps"
    assert stored(french, segment).data == "Entretemps"
    # Now both are seen.
    save(client, french, segment, "Second", answer["theirs"]["seen"])
    assert stored(french, segment).data == "Second"


def test_the_form_works_without_scripts(sign_in, french):
    client = sign_in("translator")
    html = client.get(address(french)).text
    seen = json.loads(
        re.search(r'name="seen" value="(.*?)"', html)[1].replace("&quot;", '"')
    )
    title, other = segment_of(french, "Everything"), segment_of(french, "A heading")
    saving.store(other, french, "Entretemps", None)
    data = {"seen": json.dumps(seen), f"t-{title.pk}": "Tout", f"t-{other.pk}": "Mien"}
    html = client.post(address(french), data).text
    assert stored(french, title).data == "Tout"
    assert stored(french, other).data == "Entretemps", "not overwritten unseen"
    assert "Mien" in html
    assert "Entretemps" in html


def test_sentences_of_other_pages_are_refused(sign_in, french, french_statement):
    client = sign_in("translator")
    other = StringSegment.objects.filter(
        source__object_id=french_statement.translation_key
    ).first()
    before = stored(translation_of(french_statement), other).data
    save(client, french, other, "Fremd", seen="")
    assert stored(translation_of(french_statement), other).data == before
    assert stored(french, other) == stored(translation_of(french_statement), other)
    url = address(french, other, name="workbench_sentence")
    assert client.get(url).status_code == 404


def test_other_languages_are_closed(sign_in, article):
    client = sign_in("translator")
    german = translation_of(article, "de")
    segment = segment_of(german, "Everything")
    assert client.get(address(german)).status_code == 302
    url = address(german, segment, name="workbench_save")
    assert client.post(url, {"text": "x"}, **XHR).status_code == 403
    assert stored(german, segment).data != "x"


def test_an_original_that_changes_meanwhile_loses_nothing(sign_in, french, article):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    old = stored(french, segment).data
    article.title = "Everything that can now be said"
    article.save_revision().publish()
    response = save(client, french, segment, "Tout ce que", seen="")
    assert response.status_code == 410
    successor = response.json()["successor"]
    assert successor["original"] == "Everything that can now be said"
    html = client.get(address(french)).text
    assert "<ins>" in html
    assert old in html, "the old translation, to start from"
    assert client.get(f"{address(french)}?show=stale").text.count("<article") == 1


def test_every_earlier_text_comes_back(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    save(client, french, segment, "Un")
    seen = save(client, french, segment, "Deux").json()["seen"]
    change = Change.objects.get(context=segment.context, data="Un")
    url = address(french, segment, name="workbench_back")
    answer = client.post(url, {"change": change.pk, "seen": seen}, **XHR).json()
    assert answer["text"] == "Un"
    assert Change.objects.filter(context=segment.context).first().how == "undo"
    panel = client.get(address(french, segment, name="workbench_sentence"), **XHR).text
    assert "Deux" in panel


def test_a_machine_s_words_wait_for_a_person(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    saving.store(segment, french, "Machine", None, how="machine", tool="Test")
    html = client.get(address(french)).text
    assert 'data-state="machine"' in html
    seen = re.search(rf'id="s{segment.pk}".*?data-seen="(\w*)"', html)[1]
    url = address(french, segment, name="workbench_confirm")
    assert client.post(url, {"seen": "other"}, **XHR).status_code == 409
    assert client.post(url, {"seen": seen}, **XHR).json()["state"] == "done"


def test_notes_are_added_and_settled(sign_in, french, article):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    url = address(french, segment, name="workbench_note")
    html = client.post(url, {"remark": "Que veut dire ?"}, **XHR).text
    assert "Que veut dire" in html
    client.post(url, {"remark": "For all", "for_all": "1"})
    note, for_all = Remark.objects.filter(context=segment.context)
    assert (note.locale.language_code, for_all.locale) == ("fr", None)
    german = translation_of(article, "de")
    panel = sign_in("moderator").get(
        address(german, segment, name="workbench_sentence"), **XHR
    )
    assert "For all" in panel.text
    assert "Que veut dire" not in panel.text
    settle = address(french, segment, name="workbench_settle")
    sign_in("translator").post(settle, {"note": note.pk}, **XHR)
    note.refresh_from_db()
    assert note.resolved_by.username == "translator"


@pytest.mark.parametrize(
    ("text", "words"), [("a\0b", "NUL"), ("x" * 20_001, "too long")]
)
def test_what_cannot_be_saved_gets_words(sign_in, french, text, words):
    client = sign_in("translator")
    segment = segment_of(french, "Everything")
    response = save(client, french, segment, text)
    assert response.status_code == 422
    assert words in response.json()["words"]


def test_the_preview_opens_at_the_sentence(sign_in, french):
    client = sign_in("translator")
    segment = segment_of(french, "A heading")
    save(client, french, segment, "Un titre bien à elle")
    url = address(french, name="workbench_preview")
    html = client.get(f"{url}?s={segment.pk}").text
    after = html.partition('id="this-sentence"')[2]
    assert after.index("Un titre bien à elle") < 40


def test_exact_repeats_are_filled_in_and_taken_out(sign_in, french, article):
    client = sign_in("translator")
    segment = segment_of(french, "A heading")
    save(client, french, segment, "")
    assert stored(french, segment) is None
    elsewhere = StringTranslation.objects.exclude(context=segment.context).first()
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=elsewhere.context,
        locale=french.target_locale,
        data="Un titre",
        translation_type="manual",
    )
    client.post(address(french, name="workbench_repeats"))
    assert stored(french, segment).data == "Un titre"
    client.post(address(french, name="workbench_repeats_undo"))
    assert stored(french, segment) is None


def test_what_is_the_original_s_may_be_another_here_and_runs_nothing(sign_in):
    client = sign_in("translator")
    member = Translation.objects.get(
        source__object_repr="Internet Archive", target_locale__language_code="fr"
    )
    html = client.get(address(member)).text
    name = re.search(r'name="(o-\d+)"', html)[1]
    html = client.post(
        address(member), {"seen": "{}", name: "javascript:alert(1)"}
    ).text
    assert "begins with https://" in html
    assert "javascript:alert(1)" in html, "kept, to be mended"
    client.post(address(member), {"seen": "{}", name: "/fr/ailleurs/"})
    assert "/fr/ailleurs/" in client.get(address(member)).text


def test_announcements_are_translated_here_too(sign_in):
    announcement = Announcement.objects.get(locale__language_code="fr")
    edit = reverse("wagtailsnippets_home_announcement:edit", args=[announcement.pk])
    response = sign_in("moderator").get(edit, follow=True)
    assert response.redirect_chain
    assert response.text.count("data-sentence=") == 2
