"""However an article or a clause is written, it is that one which is meant."""

import pytest

from search.analysis import parse
from search.references import ARTICLE, CLAUSE, token

SIXTEEN = {
    "en": "Art. 16|art 16|ARTICLE XVI|article sixteen|sixteenth article|16th article|"
    "article no. 16|art16|§ 16|Section 16",
    "fr": "art. 16|l’article 16|article seize|seizième article|article n° 16|"
    "Article XVI",
    "es": "art. 16|Artículo 16.º|artículo decimosexto|articulo dieciseis|"
    "décimo sexto artículo|artículo XVI",
    "ar": "المادة 16|المادة ١٦|مادة ۱۶|المادة السادسة عشرة|المادة السادسة عشر|"
    "المادة رقم 16|م 16",
    "zh-hans": "第16条|第十六条|第一六条|十六条|第 16 條|第１６条|16条",
    "ru": "ст. 16|Статья 16|статьи 16|статья шестнадцать|шестнадцатая статья|"
    "16-я статья|статья XVI",
    "pt-br": "art. 16|artigo 16º|artigo dezesseis|artigo dezasseis|décimo sexto artigo",
    "de": "Art. 16|16. Artikel|Artikel sechzehn|sechzehnter Artikel|§16|Artikel Nr. 16",
    "it": "art. 16|articolo sedici|sedicesimo articolo|articolo XVI|l’articolo 16",
    "sw": "Kifungu cha 16|Kifungu 16|ibara ya 16|ibara 16|ibara ya kumi na sita",
    "ja": "第16条|第十六条|第一六条|１６条|第16條",
    "id": "Pasal 16|pasal ke-16|pasal enam belas|pasal keenam belas|Pasal XVI",
}
THE_THIRD = {
    "en": "clause c|Clause (c)|recital c|preamble c",
    "fr": "considérant c|alinéa c|clause c",
    "es": "considerando c|letra c|cláusula c",
    "ar": "البند ج|البند (ج)|البند c|الفقرة ج",
    "zh-hans": "序言第c段|c款|条款c|第丙款",
    "ru": "пункт в|пункт с|п. c|абзац c",
    "pt-br": "considerando c|alínea c|cláusula c",
    "de": "Erwägungsgrund c|Absatz c|Buchstabe c",
    "it": "considerando c|capoverso c|lettera c",
    "sw": "kifungu c|kipengele c|kipengele cha c",
    "ja": "前文c|c項|前文ウ|前文ｃ",
    "id": "klausul c|huruf c|butir c",
}


def meant(query: str, language: str) -> str:
    """The likeliest of the tokens of the first reference."""
    found = parse(query, language).references
    return found[0].tokens[0] if found else ""


@pytest.mark.parametrize("language", SIXTEEN)
def test_references_are_understood(language):
    article, clause = token(ARTICLE, "16"), token(CLAUSE, "c")
    for query in SIXTEEN[language].split("|"):
        assert meant(query, language) == article, query
        # English is read everywhere, and whoever reads English may quote.
        assert meant(query, "en") == article, query
    for query in THE_THIRD[language].split("|"):
        assert clause in (meant(query, language), meant(query, "en")), query


def test_every_number_up_to_seventeen_has_its_words():
    first = {
        "en": "article first", "fr": "article premier", "es": "artículo primero",
        "ar": "المادة الأولى", "ru": "первая статья", "pt-br": "primeiro artigo",
        "de": "erster Artikel", "it": "primo articolo", "sw": "ibara ya kwanza",
        "id": "pasal pertama", "ja": "第一条", "zh-hans": "第一条",
    }  # fmt: skip
    last = {
        "en": "article seventeen", "fr": "dix-septième article",
        "es": "artículo decimoséptimo", "ar": "المادة السابعة عشرة",
        "ru": "семнадцатая статья", "pt-br": "artigo dezessete",
        "de": "siebzehnter Artikel", "it": "articolo diciassette",
        "sw": "ibara ya kumi na saba", "id": "pasal tujuh belas", "ja": "第十七条",
        "zh-hans": "第十七条",
    }  # fmt: skip
    for language, query in first.items():
        assert meant(query, language) == token(ARTICLE, "1"), query
    for language, query in last.items():
        assert meant(query, language) == token(ARTICLE, "17"), query


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", "an article about museums"),
        ("en", "sixteen articles"),
        ("en", "articles"),
        ("fr", "un article sur le musée"),
        ("de", "ein Artikel über Museen"),
        ("es", "un artículo sobre museos"),
        ("it", "lettera a un amico"),
        ("ru", "пункт в договоре"),
        ("zh-hans", "三条件"),
        ("ja", "した条件"),
        ("en", "state of the art"),
    ],
)
def test_what_is_no_reference_stays_words(language, query):
    assert not parse(query, language).references


def test_the_rest_of_a_query_is_asked_for_as_well():
    parsed = parse("article 16 borders", "en")
    assert parsed.words == ("borders",)
    assert [each.tokens for each in parsed.references] == [("zzarticle16",)]


def test_where_a_letter_may_be_two_both_are_meant():
    (reference,) = parse("пункт с", "ru").references
    assert {"zzclausec", "zzclauseq"} <= {*reference.tokens}
