"""Countries and territories: their names, and where a reader looks for them."""

import re

import pytest
from django.core.management import call_command
from django.db import connection

from openheritage import collation, names, ordering, territories
from openheritage.territories import INTERNATIONAL, KOSOVO
from tests.conftest import LANGUAGES

# Members and observers of the United Nations whose name has more than a name's words.
LONG = {"BO", "FM", "IR", "VE"}
SIX = ("en", "fr", "es", "ar", "zh-hans", "ru")
# What says to whom a place belongs, or what it is to somebody.
STATUS = re.compile(
    r"\bSARs?\b|R\.?A\.?[ES]|САР|Sonderverwaltung|\bDAK\b|特別行政|特别行政|إدارية"
    r"|[Tt]errit[oó](ires|rios|ri) palest|Autonomiegebiete|自治区|领土$|الأراضي"
    r"|[Pp]rovin[cz]|省|Republic of China|Burm|Birm|Бирм|بورما|ビルマ"
    r"|Kinshasa|Brazza|Киншаса|كينشاسا|キンシャサ|金|布）"
)
# Words that no other language has.
ENGLISH = re.compile(r"\b(and|of|the|Islands?|New)\b")
SOME = {
    ("en", "PS"): "State of Palestine",
    ("ar", "PS"): "دولة فلسطين",
    ("zh-hans", "PS"): "巴勒斯坦国",
    ("de", "PS"): "Palästina",
    ("fr", "CD"): "République démocratique du Congo",
    ("id", "CG"): "Kongo",
    ("fr", "HK"): "Hong Kong",
    ("zh-hans", "MO"): "澳门",
    ("es", "TW"): "Taiwán",
    ("en", "TR"): "Türkiye",
    ("en", "CZ"): "Czechia",
    ("ar", "CV"): "كابو فيردي",
    ("ar", "CL"): "شيلي",
    ("ar", "LK"): "سري لانكا",
    ("ar", "UY"): "أوروغواي",
    ("fr", "MM"): "Myanmar",
    ("ru", "KP"): "Корейская Народно-Демократическая Республика",
    ("es", "MD"): "República de Moldova",
    ("it", "VA"): "Santa Sede",
    ("pt-br", "FK"): "Ilhas Malvinas",
    ("ja", "PS"): "パレスチナ",
    ("sw", "HK"): "Hong Kong",
    ("sw", KOSOVO): "Kosovo",
    ("fr", INTERNATIONAL): "Organisation internationale",
}


@pytest.mark.parametrize(("where", "expected"), SOME.items())
def test_a_name_is_the_one_that_was_reviewed(where, expected):
    language, code = where
    assert names.country_name(code, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_iso_3166_are_offered_and_kosovo_and_what_is_international(language):
    found = dict(names.countries(language))
    assert len(found) == 249 + 2
    assert {"PS", "TW", "VA", "AX", *territories.OWN_CODES} <= set(found)
    assert not {"EU", "UN", "ZZ", "QO", "001"} & set(found)
    assert len(set(found.values())) == len(found), "Two have the same name."
    english = dict(names.countries("en"))
    for code, name in found.items():
        assert name != code
        assert name == " ".join(name.split())
        assert not STATUS.search(name), (code, name)
        assert " - " not in name, (code, name)
        assert "&" not in name, (code, name)
        assert "о-в" not in name, (code, name)
        if not (code in LONG and language in SIX):
            assert not re.search(r"[()（）]", name), (code, name)
        if language != "en":
            assert not (name == english[code] and ENGLISH.search(name)), (code, name)


def test_the_table_is_what_the_command_makes_of_what_was_reviewed():
    table, reviewed = territories.table(), territories.read(territories.REVIEWED)
    assert set(table) == set(reviewed) == set(LANGUAGES)
    for language, changed in reviewed.items():
        cldr = names.cldr(language).territories
        for code, name in changed.items():
            assert table[language][code] == name, "Run manage.py territories."
            assert name != cldr.get(code), f"CLDR has {name} itself: take it out."


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("zh-hans", ["阿尔巴尼亚", "不丹", "东帝汶", "法国", "中国"]),
        ("ja", ["アイスランド", "オーストラリア", "オランダ", "ガーナ", "日本"]),
        ("ru", ["Израиль", "Индия", "Йемен", "Кабо-Верде"]),
        ("ru", ["Гаити", "Гайана", "Гамбия"]),
        ("ar", ["آيسلندا", "إثيوبيا", "أذربيجان", "ألبانيا"]),
        ("de", ["Afghanistan", "Ägypten", "Albanien", "Åland"]),
        ("fr", ["Égypte", "El Salvador", "Émirats arabes unis", "Équateur"]),
        ("es", ["Níger", "Nigeria", "Noruega"]),
    ],
)
def test_a_reader_finds_a_country_in_the_order_of_the_language(language, ordered):
    listed = [name for _code, name in names.countries(language)]
    found = [name for name in ordered if name in listed]
    assert sorted(found, key=listed.index) == found
    assert len(found) > 2
    assert names.countries(language)[-1][0] == INTERNATIONAL


@pytest.mark.parametrize(
    ("language", "name", "after", "before"),
    [
        ("en", "Ångland", "Andorra", "Angola"),
        ("zh-hans", "彼国", "比利时", "冰岛"),
        ("ja", "イーストランド", "アンドラ", "イエメン"),
        ("ru", "Йорк", "Йемен", "Кабо-Верде"),
    ],
)
def test_a_name_that_nobody_knew_stands_where_a_reader_looks(
    language, name, after, before
):
    pairs = [*names.countries(language), ("QQ", name)]
    ordered = ordering.in_order(pairs, ordering.TERRITORIES, language)
    listed = [found for _code, found in ordered]
    assert listed.index(after) < listed.index(name) < listed.index(before)


@pytest.mark.django_db
def test_the_kept_orders_are_those_of_icu():
    assert connection.vendor == "postgresql"
    assert collation.orders() == ordering.kept(), "Run manage.py territories."
    assert len(ordering.pinyin()) == len(collation.IDEOGRAPHS)
    assert (
        collation.pinyin()[:500]
        == [
            chr(code)
            for code, _place in sorted(
                ordering.pinyin().items(), key=lambda pair: pair[1]
            )
        ][:500]
    )


@pytest.mark.django_db
def test_the_command_writes_nothing_new(tmp_path, monkeypatch):
    for module, name in (
        (territories, "TABLE"),
        (ordering, "ORDER"),
        (ordering, "PINYIN"),
    ):
        path = getattr(module, name)
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        monkeypatch.setattr(module, name, copy)
    call_command("territories")
    for name in ("territories.csv", "order.json", "pinyin.txt"):
        kept = (territories.DATA / name).read_text(encoding="utf-8")
        assert (tmp_path / name).read_text(encoding="utf-8") == kept
