#!/bin/sh
# Makes the web fonts beside this file and prints the figures for ../css/fonts.css.
# Needs: npm, tar, python3 with fonttools and brotli (PyPI). Usage: sh make.sh [output-folder]
set -eu

SERIF=source-serif@4.5.1 # Adobe's own package: it has the old-style figures, which fontsource leaves out
NASKH=@fontsource-variable/noto-naskh-arabic@5.3.0

out=$(cd "${1:-$(dirname "$0")}" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
fetch() { # package, folder
    mkdir -p "$tmp/$2"
    (cd "$tmp/$2" && npm pack --silent "$1" >/dev/null && tar xzf ./*.tgz)
}
fetch "$SERIF" serif
fetch "$NASKH" naskh

cp "$tmp/serif/package/LICENSE.md" "$out/OFL-SourceSerif4.txt"
cp "$tmp/naskh/package/LICENSE" "$out/OFL-NotoNaskhArabic.txt"

python3 - "$tmp" "$out" <<'PY'
import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

tmp, out = sys.argv[1:]
SERIF = f"{tmp}/serif/package/VAR/SourceSerif4Variable-"
NASKH = f"{tmp}/naskh/package/files/noto-naskh-arabic-"


def chars(*parts):
    found = set()
    for part in parts:
        if isinstance(part, tuple):
            found.update(range(part[0], part[1] + 1))
        else:
            found.update(ord(char) for char in part)
    return found


# Punctuation of our languages: dashes, quotes, ellipsis, primes, spaces, hyphens, bullet, dagger, per mille, currency.
PUNCTUATION = chars(
    (0x2009, 0x200B), (0x2010, 0x2011), (0x2012, 0x2015), "\u202f\u2060‘’‚“”„†‡•…‰′″‹›⁄€№™−"
)
LATIN = chars((0x20, 0x7E), (0xA0, 0xFF), "ŒœŸ\u0131\u02c6\u02da\u02dc") | PUNCTUATION
LATIN_EXT = chars((0x100, 0x17F), "ȘșȚțƏəẞ\u02c7\u02d8\u02d9\u02db\u02dd") - LATIN
CYRILLIC = chars((0x400, 0x45F), "Ґґ")
ITALIC = (
    chars((0x20, 0x7E), "\u00a0«»¡¿§©·ºª°", "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜßàáâãäçèéêëìíîïñòóôõöùúûüŒœ")
    | chars("\u2009\u202f‘’‚“”„–—…")
)
# Arabic with the letters of Persian, Urdu, Kurdish, Pashto and Uyghur; joins and ligatures come by GSUB.
ARABIC = chars(
    "،؍؏؛\u061c؞؟",
    (0x620, 0x65F),
    (0x660, 0x66D),
    (0x66E, 0x66F),
    (0x670, 0x671),
    "ٹټپځڅچډڈړږژښکګڭگںڼھہۀۂۃۅۆۇۈۉۋیۍێېےۓ۔ە",
    (0x6F0, 0x6F9),
    "\u200c\u200d\u200e\u200f﴾﴿ﷲﷺ",
)

FEATURES = "ccmp locl mark mkmk kern liga lnum onum pnum tnum".split()
JOBS = [
    # name, source, characters, axes, features, family written into the file
    ("source-serif-4-latin", SERIF + "Roman.ttf", LATIN, {"opsz": 18, "wght": (400, 400, 700)}, FEATURES, "roman"),
    ("source-serif-4-latin-ext", SERIF + "Roman.ttf", LATIN_EXT, {"opsz": 18, "wght": (400, 400, 700)}, FEATURES, "roman"),
    ("source-serif-4-cyrillic", SERIF + "Roman.ttf", CYRILLIC, {"opsz": 18, "wght": (400, 400, 700)}, FEATURES, "roman"),
    ("source-serif-4-latin-italic", SERIF + "Italic.ttf", ITALIC, {"opsz": 18, "wght": 400}, FEATURES, "italic"),
    ("noto-naskh-arabic", NASKH + "arabic-wght-normal.woff2", ARABIC, {}, ["*"], None),
]


def rename(font, style):
    """The licence reserves the name "Source" to the original: a subset is a modified version and bears another name."""
    names = font["name"]
    family = "Open Heritage Serif"
    full = family if style == "roman" else family + " Italic"
    names.names = [n for n in names.names if n.nameID in (0, 13, 14)]
    for number, text in ((1, family), (2, "Regular" if style == "roman" else "Italic"), (3, full + " subset 4.005"),
                         (4, full), (5, "Version 4.005, subset"), (6, full.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)


def ranges(codes):
    codes, parts = sorted(codes), []
    start = last = codes[0]
    for code in codes[1:] + [None]:
        if code is not None and code == last + 1:
            last = code
            continue
        parts.append(f"U+{start:X}" if start == last else f"U+{start:X}-{last:X}")
        start = last = code
    return ", ".join(parts)


for name, source, wanted, axes, features, style in JOBS:
    font = TTFont(source, recalcTimestamp=False)
    have = set(font.getBestCmap())
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.desubroutinize = True
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG", "BASE", "MVAR"]
    options.layout_closure = True
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted & have)
    cut.subset(font)
    if axes:
        font = instancer.instantiateVariableFont(font, axes, inplace=True, updateFontNames=False)
    for tag in ("STAT", "prep", "gasp"):
        if tag in font:
            del font[tag]
    if style:
        used = {axis.axisNameID for axis in font["fvar"].axes} if "fvar" in font else set()
        rename(font, style)
        for axis in font["fvar"].axes if "fvar" in font else ():
            axis.axisNameID = font["name"].addName("Weight", platforms=((3, 1, 0x409),))
        if "fvar" in font:
            font["fvar"].instances = []
    font.flavor = "woff2"
    path = f"{out}/{name}.woff2"
    font.save(path)
    print(f"{name}: {os.path.getsize(path)} bytes, {len(font.getGlyphOrder())} glyphs")
    print("  unicode-range:", ranges(wanted & have))
PY
