"""A PO file of a page is taken sentence by sentence, and what is not taken is named."""

import re
from io import BytesIO

import polib
import pytest
from django.contrib.messages import get_messages
from django.test.client import encode_multipart
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    Translation,
)

from translations.files.bundles import Kind, of_page
from translations.files.sentences import part

from .drafts import FILLED, FRENCH, LAST, LINKED, TITLE

pytestmark = pytest.mark.django_db


def address(draft, what):
    return reverse(f"wagtail_localize:{what}_pofile", args=[draft.pk])


@pytest.fixture
def downloaded(draft, sign_in):
    response = sign_in("translator").get(address(draft, "download"))
    return polib.pofile(response.text)


@pytest.fixture
def translated(downloaded):
    for entry in downloaded:
        entry.msgstr = FRENCH[entry.msgid]
    return downloaded


@pytest.fixture
def upload(draft, sign_in):
    """Sends a file as the editor does; gives what the page says then."""

    def send(content):
        if not isinstance(content, bytes):
            content = str(content).encode()
        file = BytesIO(content)
        file.name = "its-file.po"
        edit = draft.get_target_instance_edit_url()
        client = sign_in("translator")
        response = client.post(address(draft, "upload"), {"file": file, "next": edit})
        assert response.url == edit
        said = [str(m) for m in get_messages(response.wsgi_request)]
        assert len(said) == 1
        return said[0]

    return send


def stored(draft):
    words = StringTranslation.objects.filter(
        context__object_id=draft.source.object_id, locale=draft.target_locale
    )
    return dict(words.values_list("translation_of__data", "data"))


def forget(draft: Translation) -> None:
    key = draft.source.object_id
    StringTranslation.objects.filter(context__object_id=key).delete()


def find(po, source):
    return next(entry for entry in po if entry.msgid == source)


def test_a_whole_file_is_taken_whole(draft, translated, upload):
    assert upload(translated) == "5 sentences were imported."
    assert draft.get_progress() == (5, 5)
    assert stored(draft) == FRENCH


def fuzzy(entry):
    entry.flags.append("fuzzy")


def text(words):
    def change(entry):
        entry.msgstr = words

    return change


def of_nowhere(entry):
    entry.msgctxt = "body.00000000"


def of_another_place(entry):
    entry.msgctxt = "summary"


def no_longer_there(entry):
    entry.msgid = "What the page said last year."


def in_plural(entry):
    entry.msgid_plural, entry.msgstr_plural = entry.msgid, {0: "a", 1: "b"}


@pytest.mark.parametrize(
    ("source", "spoil", "reason"),
    [
        (LAST, fuzzy, "it is marked as fuzzy"),
        (LAST, text(""), "there is no translation"),
        (LAST, text(" \u00a0\u200b"), "there is no translation"),
        (LAST, text("<b></b>"), "there is no translation"),
        (LINKED, text("Un lien et du <b>gras</b>."), "&lt;a id=&quot;a1&quot;&gt; is"),
        (LINKED, text(FRENCH[LINKED].replace("a1", "a2")), "a2"),
        (LINKED, text(FRENCH[LINKED].replace("</b>", "")), "not closed"),
        (LINKED, text(FRENCH[LINKED].replace("b>", "i>")), "&lt;b&gt; is missing"),
        (LINKED, text('<a id="a1">Un <b>lien</a></b>.'), "not closed"),
        (LINKED, text(FRENCH[LINKED] + '<a id="a1">x</a>'), "is not in the original"),
        (LAST, text("La <script>x</script>"), "&lt;script&gt;"),
        (LAST, text('La <b onclick="x">phrase</b>'), "onclick"),
        (LAST, text("La phrase <b"), "not closed"),
        (FILLED, text("Écrivez à %(nom)s avant {date}."), "%(name)s is missing"),
        (FILLED, text("Écrivez à %(name)s."), "{date} is missing"),
        (TITLE, text("É" * 256), "255 fit"),
        (LAST, of_nowhere, "no such place"),
        (LAST, of_another_place, "not on the page any more"),
        (LAST, no_longer_there, "not on the page any more"),
        (LAST, in_plural, "plural"),
    ],
)
def test_what_is_not_sound_is_left_out_and_named(
    draft, translated, upload, source, spoil, reason
):
    spoil(find(translated, source))
    # So that the end of the page is never what is lost.
    translated.append(translated.pop(0))
    said = upload(translated)
    assert "Successfully" not in said
    assert said.startswith("4 of ")
    assert reason in said
    assert source not in stored(draft)
    assert draft.get_progress() == (5, 4)


def test_each_is_named_with_the_line_of_its_words(translated, upload):
    fuzzy(find(translated, LAST))
    lines = str(translated).split("\n")
    number = lines.index(f'msgid "{LAST}"') + 1
    assert f"<li>Line {number}, “{LAST}”: it is marked" in upload(translated)


def test_what_was_translated_before_stays_when_a_file_holds_no_better(
    draft, translated, upload
):
    upload(translated)
    find(translated, LAST).msgstr = ""
    assert upload(translated).startswith("4 of 5")
    assert stored(draft)[LAST] == FRENCH[LAST]


def test_a_sentence_that_is_there_twice_is_taken_if_both_agree(
    draft, translated, upload
):
    first = find(translated, LAST)
    again = polib.POEntry(msgid=LAST, msgctxt=first.msgctxt, msgstr=first.msgstr)
    translated.insert(0, again)
    assert upload(translated) == "5 sentences were imported."
    again.msgstr = "Autre chose."
    forget(draft)
    said = upload(translated)
    assert said.count("more than once") == 2
    assert LAST not in stored(draft)


@pytest.mark.parametrize("lost", [1, 4, 12, 30])
def test_a_file_that_is_cut_off_is_taken_up_to_there(draft, translated, upload, lost):
    content = str(translated).rstrip("\n").encode()
    said = upload(content[:-lost])
    assert said.startswith("4 of 5 sentences were imported.")
    assert LAST in said
    assert LAST not in stored(draft)


def test_every_sentence_that_a_cut_off_file_lost_is_named(draft, translated, upload):
    content = str(translated)
    said = upload(content[: content.index(f'msgid "{LAST}"')])
    assert "Line " in said
    assert LAST in said
    forget(draft)
    long = find(translated, FILLED)
    long.msgstr = "À %(name)s avant {date}, \n" * 3 + "écrivez."
    content = str(translated)
    said = upload(content[: content.index('"écrivez.')])
    assert f"“{LAST}”: this sentence is not in the file" in said
    assert FILLED in said
    assert FILLED not in stored(draft)


def test_one_damaged_line_costs_one_sentence(draft, translated, upload):
    content = str(translated).replace('msgstr "Un résumé"', 'msgstr "Un "résumé"')
    said = upload(content)
    assert said.startswith("4 of 5")
    assert "“A summary”: this line cannot be read" in said
    assert draft.get_progress() == (5, 4)


def test_editors_on_any_system_may_save_the_file(draft, translated, upload):
    content = "\ufeff" + str(translated).replace("\n", "\r\n")
    assert upload(content) == "5 sentences were imported."


def test_a_file_from_before_the_lines_were_broken_elsewhere_still_fits(
    draft, translated, upload
):
    find(translated, LAST).msgid = LAST.replace(" ", " \r\n ")
    assert upload(translated) == "5 sentences were imported."
    assert stored(draft)[LAST] == FRENCH[LAST]


@pytest.mark.parametrize(
    ("code", "name", "forms"), [("pt-br", "pt_BR", 2), ("zh-hans", "zh_Hans", 1)]
)
def test_a_file_names_its_language_as_gettext_does(draft, code, name, forms):
    locale = Locale.objects.get(language_code=code)
    other = Translation.objects.create(source=draft.source, target_locale=locale)
    other.save_target(publish=False)
    download = of_page(part(other), Kind.PO)
    head = polib.pofile(download.content.decode()).metadata
    assert head["Language"] == name
    assert head["Plural-Forms"].startswith(f"nplurals={forms};")
    assert download.name == f"its-file.{name}.po"


def test_obsolete_entries_are_no_mistakes(draft, translated, upload):
    translated.append(polib.POEntry(msgid="Old", msgstr="Vieux", obsolete=True))
    assert upload(translated) == "5 sentences were imported."


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda po: po.metadata.update(Language="de"), "its language is “de”"),
        (
            lambda po: po.metadata.update({"X-WagtailLocalize-TranslationID": "x"}),
            "another page",
        ),
        (lambda po: po.metadata.clear(), "not made by this site"),
    ],
)
def test_a_file_of_another_page_or_language_is_refused_whole(
    draft, translated, upload, spoil, reason
):
    spoil(translated)
    assert reason in upload(translated)
    assert not stored(draft)


def test_the_head_of_a_file_says_what_editors_of_such_files_ask_for(
    draft, sign_in, translated, upload
):
    upload(translated)
    response = sign_in("translator").get(address(draft, "download"))
    assert response["Content-Disposition"] == 'attachment; filename="its-file.fr.po"'
    head = polib.pofile(response.text).metadata
    assert head["Language"] == "fr"
    assert head["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert head["Project-Id-Version"] == f"Open Heritage: {TITLE}"
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d\+0000", head[name])
    for name in ("Last-Translator", "Language-Team", "Content-Transfer-Encoding"):
        assert head[name]
    assert "translator" not in head["Last-Translator"]
    assert "@" not in response.text


@pytest.fixture
def type_in(draft, sign_in):
    """Saves a sentence on the screen; gives what is shown beside it."""

    def put(source, words):
        segment = draft.source.stringsegment_set.get(string__data=source)
        url = reverse(
            "wagtail_localize:edit_string_translation", args=[draft.pk, segment.pk]
        )
        content_type = "multipart/form-data; boundary=BoUnDaRy"
        body = encode_multipart("BoUnDaRy", {"value": words})
        return sign_in("translator").put(url, body, content_type=content_type)

    return put


@pytest.mark.parametrize(
    ("source", "words", "reason"),
    [
        (LINKED, "Un lien et du <b>gras</b>.", '<a id="a1"> is missing'),
        (LINKED, FRENCH[LINKED].replace("</b>", ""), "not closed"),
        (FILLED, "Écrivez !", "%(name)s is missing"),
        (TITLE, "É" * 256, "255 fit"),
    ],
)
def test_what_is_typed_is_held_to_the_same_rules(draft, type_in, source, words, reason):
    response = type_in(source, words)
    assert reason in response.json()["error"]
    assert draft.get_progress() == (5, 0)
    assert stored(draft)[source] == words, "it can be mended where it stands"
    response = type_in(source, FRENCH[source])
    assert not response.json()["error"]
    assert draft.get_progress() == (5, 1)


@pytest.mark.parametrize("words", ["La\x00fin", "   "])
def test_what_no_database_stores_is_refused_in_words(draft, type_in, words):
    response = type_in(LAST, words)
    assert response.status_code == 400
    assert "cannot be saved" in response.text


def test_a_refused_sentence_goes_out_as_fuzzy(draft, type_in, sign_in):
    type_in(FILLED, "Écrivez !")
    response = sign_in("translator").get(address(draft, "download"))
    assert find(polib.pofile(response.text), FILLED).fuzzy


def test_a_locked_page_takes_no_sentence_by_any_way(
    draft, translated, upload, type_in, superuser
):
    assert type_in(LAST, FRENCH[LAST]).status_code == 201
    page = draft.get_target_instance()
    page.locked, page.locked_by = True, superuser
    page.save()
    assert "locked" in upload(translated)
    refused = type_in(LAST, "Autre chose.")
    assert refused.status_code == 400
    assert "locked" in refused.json()[0]
    assert stored(draft) == {LAST: FRENCH[LAST]}


def test_a_locked_page_takes_no_other_address(draft, sign_in, superuser):
    page = draft.get_target_instance()
    page.locked, page.locked_by = True, superuser
    page.save()
    segment = draft.source.overridablesegment_set.get(
        context__path__contains="example.org"
    )
    url = reverse("wagtail_localize:edit_override", args=[draft.pk, segment.pk])
    content_type = "multipart/form-data; boundary=BoUnDaRy"
    body = encode_multipart("BoUnDaRy", {"value": "https://example.com/"})
    client = sign_in("translator")
    assert client.put(url, body, content_type=content_type).status_code == 400
    assert not SegmentOverride.objects.filter(context=segment.context).exists()


@pytest.mark.parametrize("flags", ["#,fuzzy", "#, Fuzzy", "#,c-format, fuzzy"])
def test_fuzzy_is_fuzzy_however_it_is_written(draft, translated, upload, flags):
    place = f'msgctxt "{find(translated, TITLE).msgctxt}"'
    assert "it is marked as fuzzy" in upload(
        str(translated).replace(place, f"{flags}\n{place}")
    )
    assert stored(draft) == {key: FRENCH[key] for key in FRENCH if key != TITLE}


def test_other_flags_cost_nothing(draft, translated, upload):
    place = f'msgctxt "{find(translated, TITLE).msgctxt}"'
    upload(str(translated).replace(place, f"#,no-wrap\n{place}"))
    assert stored(draft) == FRENCH
