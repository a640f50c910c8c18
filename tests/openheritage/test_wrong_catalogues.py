"""What is wrong in a catalogue reaches no reader, and is named."""

import gettext

import pytest
from django.core.management import CommandError, call_command

from openheritage import catalogues
from openheritage.faithful import faults

HEADER = """\
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"""
ONE = "%(name)s signed on %(date)s."
MANY = "%(number)s member"


@pytest.fixture
def compile_french(tmp_path, monkeypatch, settings):
    """Compiles French words; gives what is compiled, and what the command says."""
    monkeypatch.setattr(catalogues, "LOCALE_DIR", tmp_path / "po")
    settings.LOCALE_PATHS = [tmp_path / "mo"]
    folder = tmp_path / "po" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)

    def compile_words(words: str, name: str = "django.po", header: str = HEADER):
        (folder / "django.po").write_text(HEADER, "utf-8")
        (folder / name).write_text(f"{header}\n{words}", "utf-8")
        said = ""
        try:
            call_command("catalogues", only_compile=True)
        except CommandError as error:
            said = str(error)
        with catalogues.compiled_path("fr").open("rb") as file:
            return gettext.GNUTranslations(file), said

    return compile_words


def message(translation, source=ONE, flags="#, python-format\n"):
    return f'{flags}msgid "{source}"\nmsgstr "{translation}"\n'


def plural(*forms):
    lines = "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms))
    return f'msgid "{MANY}"\nmsgid_plural "%(number)s members"\n{lines}'


@pytest.mark.parametrize("name", ["django.po", "staff.po"])
@pytest.mark.parametrize(
    "words",
    [
        message("%(name)s a signé le %(jour)s."),
        message("%(name)s a signé."),
        message("%(name)s a signé le %(date)s et %(heure)s."),
        message("%(name)s a signé le %(date) s."),
        message("%(name)s a signé le %(date)d."),
        message("100 % %(name)s a signé le %(date)s."),
        message("   "),
        message("%(name)s a signé le %(date)s.", flags="#, fuzzy, python-format\n"),
        message("%(name)s a signé le %(date)s.") * 2,
        message("%(name)s a signé le %(date)s.").rstrip()[:-1],
    ],
)
def test_a_wrong_message_is_left_out_by_name(compile_french, words, name):
    french, said = compile_french(message("Bon", "Good") + "\n" + words, name)
    assert french.gettext(ONE) == ONE
    assert french.gettext("Good") == "Bon"
    assert f"{name}: Line " in said
    assert ONE in said


@pytest.mark.parametrize(
    "forms",
    [
        ("%(nombre)s membre", "%(number)s membres"),
        ("%(number)s membre", "%(nombre)s membres"),
        ("membre", "%(number)s membres"),
        ("%(number)s membre", "membres"),
        ("%(number)s membre", ""),
        ("%(number)s membre",),
    ],
)
def test_every_plural_form_is_held_to_its_original(compile_french, forms):
    french, said = compile_french(plural(*forms))
    assert french.ngettext(MANY, "members", 2) == "members"
    assert MANY in said


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ('Under <a href=\\"%(url)s\\">CC0</a>', 'Sous <a href=\\"%(url)s\\">CC0'),
        ('Under <a href=\\"%(url)s\\">CC0</a>', "Sous CC0, %(url)s"),
        ("Under <b>CC0</b>", "Sous <i>CC0</i>"),
        ("Plain words", "Des <script>mots</script>"),
        ("From {start} to {end}", "De {start} à {fin}"),
        ("%s of %s", "%s de"),
    ],
)
def test_marks_and_placeholders_of_every_kind_are_kept(
    compile_french, source, translation
):
    french, said = compile_french(message(translation, source, flags=""))
    assert french.gettext(source.replace('\\"', '"')).startswith(source[:4])
    assert "Line 7" in said


def test_a_header_by_which_nothing_can_be_counted_breaks_no_page(compile_french):
    header = HEADER.replace("(n > 1)", "(n >")
    french, said = compile_french(
        plural("%(number)s m", "%(number)s ms"), header=header
    )
    assert french.ngettext(MANY, "%(number)s members", 2) == "%(number)s ms"
    assert "Plural-Forms" in said


def test_what_is_right_or_not_yet_translated_is_compiled_without_a_word(compile_french):
    words = [
        message("Le %(date)s, %(name)s (%(name)s) a signé : 100 %%."),
        plural("%(number)s membre", "%(number)s membres"),
        message("", "Later"),
    ]
    french, said = compile_french("\n".join(words))
    assert not said
    assert french.gettext(ONE).startswith("Le %(date)s")
    assert french.gettext("Later") == "Later"
    assert french.ngettext(MANY, "x", 2) == "%(number)s membres"


def test_the_shipped_catalogues_are_compiled_whole(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    call_command("catalogues", only_compile=True)


def test_a_form_for_one_thing_may_say_so_in_words(compile_french):
    words = 'msgid "One day"\nmsgid_plural "%(n)s days"\n'
    french, said = compile_french(
        words + 'msgstr[0] "Un jour"\nmsgstr[1] "%(n)s jours"\n'
    )
    assert not said
    assert french.ngettext("One day", "%(n)s days", 1) == "Un jour"


@pytest.mark.parametrize("words", ["\u00a0", "\u200f", "&nbsp;", "<b> </b>", "<br/>"])
def test_what_shows_nothing_is_no_translation(words):
    assert faults("Words", words) == ["there is no translation"]
