"""What a translator is told of a sentence, while they type it."""

import time
from collections import Counter

import pytest
from wagtail.models import Locale

from glossary.models import Term
from home.demo.texts import texts
from openheritage import catalogues
from translations.checks import check

pytestmark = pytest.mark.django_db

# (language, original, translation, what is found in it)
FOUND = [
    # Numbers, in all digits and separators.
    ("fr", "We met 12 of 30 people.", "Nous avons vu 12 personnes.", {"number"}),
    ("fr", "Two of 1,000 came.", "Deux sur 1 000 sont venus.", set()),
    ("de", "In 2025 there were 1,250 works.", "2025 waren es 1.250 Werke.", set()),
    ("de", "It costs 1.5 million.", "Es kostet 1,5 Millionen.", set()),
    ("ar", "In 2025 there were 300 works.", "في ٢٠٢٥ كان هناك ٣٠٠ عمل.", set()),
    ("ar", "In 2025 there were 300 works.", "في ٢٠٢٤ كان هناك ٣٠٠ عمل.", {"number"}),
    ("ja", "About 10,000 people signed.", "約1万人が署名した。", set()),
    ("ja", "There are 17 works.", "作品は十七点ある。", set()),
    ("zh-hans", "In 1972 it began.", "它始于一九七二年。", set()),
    ("zh-hans", "There are 320 works.", "共有三百二十件作品。", set()),
    ("zh-hans", "There are 320 works.", "共有三百二十一件作品。", {"number"}),
    ("fr", "A map of the 19th century.", "Une carte du XIXe siècle.", set()),
    ("fr", "There are 3 maps here.", "Il y a trois cartes ici.", set()),
    ("fr", "We have many maps.", "Nous avons 40 cartes.", {"number"}),
    ("fr", "Open until 10:30 today.", "Ouvert jusqu’à 10 h 30 ce jour.", set()),
    ("fr", "It opens at 3 pm.", "Ouverture à 15 h.", set()),
    ("zh-hans", "There are 2 million works.", "共有200万件作品。", set()),
    ("fr", "There are 2 million works.", "Il y a 2 000 000 d’œuvres.", set()),
    ("fr", "It has 5% of them.", "Il en a 10 %.", {"number"}),
    ("hi", "It was made in 2025.", "यह २०२५ में बना।", set()),
    # Days.
    ("fr", "It began on 6 October 2025.", "Début le 6 octobre 2025.", set()),
    ("fr", "It began on 6 October 2025.", "Début le 6 novembre 2025.", {"date"}),
    ("fr", "It began on 6 October 2025.", "Début le 06/10/2025.", set()),
    ("ja", "It began on 6 October 2025.", "2025年10月6日に始まった。", set()),
    ("ru", "It began on 6 October 2025.", "Начало — 6 октября 2025 года.", set()),
    ("ar", "It began on October 6, 2025.", "بدأ في 6 تشرين الأول 2025.", set()),
    # The end.
    ("fr", "It is open.", "C’est ouvert", {"end"}),
    ("fr", "Is it open?", "Est-ce ouvert\u202f?", set()),
    ("fr", "Is it open?", "Est-ce ouvert.", {"end"}),
    ("ja", "It is open.", "開いている。", set()),
    ("ja", "It is open.", "開いている.", {"end"}),
    ("ja", "Is it open?", "開いていますか。", set()),
    ("ar", "Is it open?", "هل هو مفتوح؟", set()),
    ("ar", "Is it open?", "هل هو مفتوح?", {"end"}),
    ("hi", "It is open.", "यह खुला है।", set()),
    ("hi", "It is open.", "यह खुला है", {"end"}),
    ("th", "It is open.", "เปิดอยู่", set()),
    ("am", "It is open.", "ክፍት ነው።", set()),
    ("ur", "It is open.", "یہ کھلا ہے۔", set()),
    ("de", "Open heritage", "Offenes Erbe.", {"end"}),
    # Spaces and signs within.
    ("fr", "Look: it is open!", "Voyez : c’est ouvert!", {"spaces"}),
    ("fr", "Look: it is open!", "Voyez\u00a0: c’est ouvert\u202f!", set()),
    ("fr", "A “word” here", "Un «mot» ici", {"spaces"}),
    ("fr", "A “word” here", "Un «\u00a0mot\u00a0» ici", set()),
    ("fr", "A “word” here", 'Un "mot" ici', {"signs"}),
    ("fr", "A “word” here", "Un “mot” ici", {"signs"}),
    ("fr", "A “word” here", "Un «\u00a0“mot”\u00a0» ici", set()),
    ("fr", "It’s here", "C'est ici", {"signs"}),
    ("ja", "A “word” here", "ここに“言葉”がある", {"signs"}),
    ("he", "Is it open?", "האם זה פתוח", {"end"}),
    ("ko", "Is it open?", "열려 있습니까?", set()),
    ("el", "Is it open?", "Είναι ανοιχτό;", set()),
    ("de", "A “word” here", "Ein „Wort“ hier", set()),
    ("de", "A “word” here", "Ein «Wort» hier", {"signs"}),
    ("es", "Is it open?", "¿Está abierto?", set()),
    ("es", "Is it open?", "Está abierto?", {"opening"}),
    ("es", "It is open!", "Está abierto!", {"opening"}),
    ("ar", "Maps, letters and books", "خرائط, رسائل وكتب", {"signs"}),
    ("ar", "Maps, letters and books", "خرائط، رسائل وكتب", set()),
    ("zh-hans", "Maps, letters and books", "地图,信件和书籍", {"signs"}),
    ("zh-hans", "Maps, letters and books", "地图、信件和书籍", set()),
    ("fr", "A map (of Paris)", "Une carte (de Paris", {"brackets"}),
    ("fr", "A map of Paris", "Une carte  de Paris", {"spaces"}),
    ("fr", "A map of Paris", "Une carte de de Paris", {"doubled"}),
    ("id", "All kinds of maps", "Macam macam peta", set()),
    # What was left.
    (
        "fr",
        "Anyone may copy these works freely.",
        "Anyone may copy these works freely.",
        {"untranslated"},
    ),
    (
        "fr",
        "Anyone may copy these works freely.",
        "Chacun peut copy these works librement.",
        {"remainder"},
    ),
    ("fr", "Museum of Islamic Art", "Museum of Islamic Art", set()),
    ("de", "The Museum of Islamic Art", "Das Museum of Islamic Art", set()),
    # Letters.
    ("ru", "Creative Commons helps", "Creative Commons помогает", set()),
    ("ru", "A map of the town", "Карта of города", {"script"}),
    ("ru", "A map of the town", "Kарта города", {"lookalike"}),
    ("fr", "A map of the town", "Un plan dе la ville", {"lookalike"}),
    ("ar", "Works", "Works", {"untranslated"}),
    ("ar", "UNESCO", "UNESCO", set()),
    ("ar", "Works on UNESCO’s list", "أعمال في قائمة UNESCO", set()),
    ("ar", "Works on the list", "أعمال في القائمة works", {"script"}),
    ("ja", "Works on the list", "リストの works", {"script"}),
    ("zh-hans", "Works on the list", "清单の作品", {"script"}),
    ("ar", "A map", "\u2067خريطة", {"direction"}),
    ("ar", "A map", "\u2067خريطة\u2069", set()),
    # Addresses.
    (
        "fr",
        "See https://creativecommons.org/en/ today.",
        "Voyez ce site aujourd’hui.",
        {"link"},
    ),
    ("fr", "Write to info@example.org.", "Écrivez à infos@example.org.", {"link"}),
    ("ja", "Write to info@example.org.", "info@example.orgまでどうぞ。", set()),
    ("fr", "See /en/faq/ first.", "Voyez d’abord /fr/faq/.", set()),
    ("fr", "See /en/faq/ first.", "Voyez d’abord /en/faq/.", {"language"}),
    # Lengths.
    (
        "fr",
        (
            "Copies and descriptions should come in open documented formats that "
            "anyone can download, singly or in bulk, and they should be free."
        ),
        "Les copies devraient être libres.",
        {"short"},
    ),
    # Marks, which are errors.
    ("fr", "A <b>map</b>", "Une carte", {"marks"}),
    ("fr", "Hello %(name)s", "Bonjour", {"marks"}),
    ("fr", 'See <a id="a1">this</a>', 'Voir <a id="a2">ceci</a>', {"marks"}),
]


@pytest.mark.parametrize(("language", "original", "text", "wanted"), FOUND)
def test_what_is_wrong_is_found_and_what_is_right_is_not(
    language, original, text, wanted
):
    found = check(original, text, language)
    assert {finding.code for finding in found} == wanted, found
    assert all(finding.is_error == (finding.code == "marks") for finding in found)


def test_words_name_the_thing():
    (finding,) = check("It began in 2025.", "Cela a commencé.", "fr")
    assert finding.words == "The number 2025 is missing"


def test_a_text_longer_than_its_field_is_an_error():
    (finding,) = check("A map", "Une <b>carte</b>"[4:], "fr", limit=4)[-1:]
    assert check("A map", "Une carte", "fr", limit=9) == []
    (finding,) = check("A map", "Une carte", "fr", limit=8)
    assert finding.code == "limit"
    assert finding.is_error
    assert finding.words == "It has 9 letters, and 8 fit"


def test_the_glossary_is_asked_in_all_forms():
    french = Locale.objects.get(language_code="fr")
    Term.objects.filter(locale=french, term="heritage").delete()
    term = Term(locale=french, term="heritage", translation="patrimoine")
    term.forbidden = "héritage\nhoirie"
    term.save()
    original = "The heritages of all"

    def codes(text):
        return [finding.code for finding in check(original, text, "fr")]

    assert codes("Les patrimoines de tous") == []
    assert codes("Les trésors de tous") == ["glossary"]
    (finding,) = check(original, "L’héritage de tous", "fr")
    assert finding.code == "forbidden"
    assert "héritage" in finding.words
    assert "patrimoine" in finding.words


@pytest.mark.parametrize("language", catalogues.shipped())
def test_the_statement_raises_no_false_alarm(language):
    english, translated = texts("en"), texts(language)
    found = [
        (key, finding)
        for key, words in english.items()
        if key.startswith("statement.") and key in translated
        for finding in check(words, translated[key], language)
    ]
    assert not any(finding.is_error for _key, finding in found)
    assert len(found) <= 2, found


def test_a_sentence_is_checked_while_one_types():
    """In less than five milliseconds of this processor, with a glossary of 1,000."""
    french = Locale.objects.get(language_code="fr")
    Term.objects.bulk_create(
        Term(locale=french, term=f"word{number} of terms", translation="mot")
        for number in range(1000)
    )
    english, translated = texts("en"), texts("fr")
    pairs = [
        (words, translated[key])
        for key, words in english.items()
        if key.startswith("statement.") and key in translated
    ]
    check(*pairs[0], "fr")
    start = time.process_time()
    for pair in pairs:
        check(*pair, "fr")
    assert (time.process_time() - start) / len(pairs) < 0.005


def test_the_words_of_the_site_raise_few_alarms():
    """Of more than 1,000 messages in each of eleven languages."""
    found, asked = Counter(), Counter()
    for language in catalogues.shipped():
        for message in catalogues.read(language):
            if message.id and isinstance(message.id, str):
                asked[language] += 1
                for finding in check(message.id, message.string, language):
                    assert not finding.is_error, (message.id, finding)
                    found[language] += 1
    assert found.total() < asked.total() / 100
    assert max(found[each] / asked[each] for each in found) <= 0.012, found


@pytest.mark.parametrize("sign", ["x", "1", "1 ", "."])
def test_what_was_pasted_by_mistake_is_looked_at_quickly(sign):
    """Each sign of a long run was once tried as the beginning of an address."""
    before = time.process_time()
    check("Write to <b>us</b> in 2026: a@example.org", sign * 20_000, "fr")
    assert time.process_time() - before < 3
