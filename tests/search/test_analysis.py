import threading
import time

import pytest
from django.conf import settings
from hypothesis import given, strategies

from search.analysis import (
    MAX_TOKEN,
    MAX_WORDS,
    Parsed,
    document,
    fold,
    parse,
    tokens,
    words,
)
from search.stemming import ALGORITHMS


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "digitisation", "digitised"),
        ("en", "the museum’s", "the museums"),
        ("fr", "numérisées", "numériser"),
        ("fr", "l’égalité", "egalite"),
        ("it", "dell’arte", "arte"),
        ("es", "digitalización", "digitalizaciones"),
        ("pt-br", "instituição", "instituicoes"),
        ("pt-br", "digital", "digitais"),
        ("de", "Länder", "Laender"),
        ("de", "Straße", "STRASSEN"),
        ("ru", "ёлка", "елки"),
        ("ru", "библиотеками", "библиотека"),
        ("ar", "والمكتبات", "مَكْتَبَة"),
        ("ar", "الوصول", "وصول"),
        ("ar", "المادة ١٦", "مادة 16"),
        ("el", "Βιβλιοθήκη", "βιβλιοθηκη"),
        ("tr", "İstanbul", "istanbul"),
        ("sw", "ng'ombe", "ng’ombe"),
        ("vi", "Thư viện", "thu vien"),
        ("he", "סִפְרִיָּה", "ספריה"),
        ("ja", "ﾃﾞｰﾀ", "データ"),
        ("ja", "パブリック・ドメイン", "パブリックドメイン"),
        ("ja", "サーバー", "サーバ"),
        ("ja", "申し込み書", "申込書"),
        ("ja", "ディジタル", "デジタル"),
        ("ja", "りんご", "リンゴ"),
        ("ja", "圖書館", "図書館"),
        ("zh-hans", "文化遺產", "文化遗产"),
        ("zh-hans", "檔案館", "档案馆"),
        ("en", "digitisation", "digitization"),
        ("en", "organisations", "organizations"),
        ("en", "catalogue", "catalogs"),
        ("en", "cataloguing", "cataloging"),
        ("en", "colour", "color"),
        ("en", "licence", "license"),
        ("en", "programmes", "programs"),
        ("en", "archaeology", "archeology"),
        ("de", "Museen", "Museum"),
        ("de", "Bücher", "Buch"),
        ("de", "Länder", "Land"),
        ("de", "Themen", "Thema"),
        ("de", "digitalisieren", "digitalisierte"),
        ("de", "Photographien", "Fotografien"),
        ("pt-br", "acção", "ação"),
        ("pt-br", "projectos", "projetos"),
        ("ru", "музей", "музеями"),
        ("ar", "متاحف", "متحف"),
        ("ar", "مشاريع", "مشروع"),
        ("ar", "حقائق", "حقيقة"),
        ("id", "penerjemah", "menerjemah"),
    ],
)
def test_two_spellings_are_the_same_to_the_search(language, one, other):
    assert tokens(one, language) == tokens(other, language) != []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "digitise", "digital"),
        ("en", "our", "or"),
        ("de", "Raum", "Rahmen"),
        ("de", "Museum", "Muse"),
        ("ja", "新しい本", "新本"),
    ],
)
def test_other_words_stay_apart(language, one, other):
    assert tokens(one, language) != tokens(other, language)


def test_accents_of_latin_letters_go_and_those_of_russian_stay():
    assert fold("Ångström Œuvre Łódź ĐÀ") == "angstrom oeuvre lodz da"
    assert fold("новый") == "новый"


def test_marks_that_are_letters_stay():
    assert words("हिन्दी पुस्तकालय", "hi") == ["हिन्दी", "पुस्तकालय"]


def test_scripts_without_spaces_are_pairs_of_characters():
    assert tokens("文化遺産", "ja") == ["文化", "化遗", "遗产"]
    assert tokens("The 図 of 書館2", "en") == ["the", "图", "of", "书馆", "2"]
    assert words("開放 Open GLAM第16条", "zh-hans") == (
        ["开放", "open", "glam", "第", "16", "条"]
    )


def test_a_document_holds_stems_and_whole_words():
    assert document("Digitised plates", "en") == "digitis plate digitised plates"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_any_language_that_staff_may_add_is_analysed(language):
    found = tokens("Museum 2026 музей مكتبة 文化", language)
    assert len(found) == 5
    assert tokens("Museum", language) == tokens("MUSEUM", language)


def test_rules_are_of_languages_that_exist():
    known = {code.split("-")[0] for code, _name in settings.LANGUAGES}
    assert set(ALGORITHMS) <= known


@pytest.mark.parametrize(
    ("query", "parsed"),
    [
        ("museum fe", Parsed(("museum", "fe"), (), "fe")),
        ("museum fe ", Parsed(("museum", "fe"))),
        ("fe?", Parsed(("fe",))),
        ("a", Parsed(("a",))),
        ("文", Parsed(("文",), (), "文")),
        ('"open access" muse', Parsed(("muse",), (("open", "access"),), "muse")),
        ('muse "open access"', Parsed(("muse",), (("open", "access"),))),
        ("„eins zwei“", Parsed((), (("eins", "zwei"),))),
        ("« un deux »", Parsed((), (("un", "deux"),))),
        ("「文化」", Parsed(("文化",))),
        ('"one"', Parsed(("one",))),
        ('open "acc', Parsed(("open", "acc"), (), "acc")),
        ("AND OR * ( ) -ab", Parsed(("and", "or", "ab"), (), "ab")),
        ("", Parsed()),
        ('""', Parsed()),
        ("\0\ud800\u202e", Parsed()),
    ],
)
def test_a_query_is_taken_apart(query, parsed):
    assert parse(query, "en") == parsed


def test_a_query_has_so_many_words_at_most():
    parsed = parse(" ".join(f'"a{n} b{n}" c{n}' for n in range(50)), "en")
    assert len(parsed.words) + sum(map(len, parsed.phrases)) <= MAX_WORDS


@pytest.mark.parametrize(
    "text", ["x" * 10_000, '"' * 10_000, "'" * 10_000, "文" * 9999]
)
def test_long_input_is_bounded_and_quick(text):
    started = time.perf_counter()
    parse(text, "fr")
    found = tokens(text, "fr")
    assert time.perf_counter() - started < 1
    assert max(map(len, found), default=0) <= MAX_TOKEN


@given(strategies.text(), strategies.sampled_from(["en", "fr", "ar", "ja", "sw", "xx"]))
def test_whatever_is_written_becomes_plain_words(text, language):
    for token in [*tokens(text, language), *document(text, language).split(" ")]:
        assert token == "" or not set(token) & set(" \0\"'\\:*|&()-")
        token.encode()
    assert not set(fold(text)) & set("\0\u202e\u2066\u00ad")
    parse(text, language)


def test_threads_do_not_mix_their_words():
    expected = tokens("libraries digitised collections", "en")
    results = []

    def work() -> None:
        for number in range(200):
            tokens(f"unusual{number}ness", "en")
            results.append(tokens("libraries digitised collections", "en"))

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result == expected for result in results)
    assert len(results) == 800
