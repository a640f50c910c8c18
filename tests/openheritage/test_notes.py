"""Translators see what a message is about, and what is filled in."""

import re
import tomllib

import pytest
from babel.messages.catalog import Message

from openheritage import catalogues
from openheritage.notes import NOTES, english, places


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return [each for each in catalogues.collect(catalogues.PUBLIC) if each.id]


def asked_for(messages, which) -> list[str]:
    return sorted(" / ".join(english(each)) for each in messages if which(each))


TELL = (
    "Give it a context (`pgettext`, `context` in templates), a comment “Translators:” "
    f"beside it, or a note in {NOTES.name}: "
)


def test_no_short_message_is_without_a_context_or_a_note(messages):
    def is_bare(message: Message) -> bool:
        is_short = any(len(words.split()) <= 2 for words in english(message))
        return is_short and not (message.context or message.auto_comments)

    assert not (bare := asked_for(messages, is_bare)), TELL + "; ".join(bare)


def test_what_it_is_and_who_they_are_is_said(messages):
    def is_bare(message: Message) -> bool:
        is_of_something = re.match(r"(It|They|He|She) ", english(message)[0])
        return bool(is_of_something) and not message.context

    assert not (bare := asked_for(messages, is_bare)), TELL + "; ".join(bare)


def test_every_place_is_explained(messages):
    def is_bare(message: Message) -> bool:
        comments = "\n".join(message.auto_comments)
        return not all(
            re.search(rf"%\({place}\)|\b{place}:", comments)
            for place in places(message)
        )

    assert not (bare := asked_for(messages, is_bare)), TELL + "; ".join(bare)


def test_no_note_is_about_what_is_gone(messages):
    notes = tomllib.loads(NOTES.read_text("utf-8"))
    bare = {english(each)[0] for each in messages if not each.context}
    assert not set(notes["messages"]) - bare
    assert not set(notes["places"]) - {
        place for each in messages for place in places(each)
    }


def test_the_files_hold_contexts_and_notes(messages):
    for language in catalogues.shipped():
        catalog = catalogues.read(language)
        for message in messages:
            there = catalog.get(message.id, message.context)
            assert there, (language, message.id, message.context)
            # A file breaks a long comment into lines.
            assert " ".join(there.auto_comments) == " ".join(message.auto_comments)


def test_one_word_of_english_has_the_gender_of_what_it_is_about():
    french = catalogues.read("fr")
    contexts = {each.context for each in french if each.id == "All"}
    assert len(contexts) == 2
    assert {french.get("All", context).string for context in contexts} == {
        "Toutes",
        "Tous",
    }


def test_a_comment_and_a_context_in_code_and_templates_come_into_the_catalogue(
    tmp_path, monkeypatch
):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{# Translators: a month #}\n"
        '<p>{% translate "May" context "of the year" %}</p>\n'
        "{% comment %}\nTranslators: a choice\n{% endcomment %}\n"
        '{% blocktranslate context "of birds" count n=n %}A crane{% plural %}{{ n }} '
        "cranes{% endblocktranslate %}"
    )
    (tmp_path / "code.py").write_text(
        "# Translators: a bird\n"
        'A = pgettext_lazy("the bird", "Swallow")\n'
        'B = npgettext_lazy("of birds", "One swift", "%(number)s swifts", 2)\n'
    )
    paths = [tmp_path / "templates" / "page.html", tmp_path / "code.py"]
    monkeypatch.setattr(catalogues, "sources", lambda: paths)
    monkeypatch.setattr(catalogues.settings, "BASE_DIR", tmp_path)
    found = {
        (english(each)[0], each.context): " ".join(each.auto_comments)
        for each in catalogues.collect(catalogues.PUBLIC)
        if each.id
    }
    assert found["May", "of the year"] == "Translators: a month"
    assert found["Swallow", "the bird"] == "Translators: a bird"
    assert found["A crane", "of birds"].startswith("Translators: a choice")
    assert found["One swift", "of birds"] == "number: a number, in digits"


def test_what_screen_readers_say_holds_what_is_seen():
    # Who speaks to a program says what stands on the button.
    for language in catalogues.shipped():
        catalog = catalogues.read(language)
        seen = catalog.get("Change").string.casefold()
        said = [each for each in catalog if str(each.id).startswith("Change the answ")]
        assert len(said) == 2
        assert all(seen in each.string.casefold() for each in said), language


@pytest.mark.parametrize("language", catalogues.shipped())
def test_a_message_that_names_a_button_names_it_as_it_is_called(language):
    catalog = catalogues.read(language)
    for message in catalog:
        if message.id and isinstance(message.id, str):
            for name in re.findall("“([^”]+)”", message.id):
                if button := catalog.get(name):
                    assert button.string in message.string, message.id
