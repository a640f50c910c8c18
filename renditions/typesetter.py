"""A process of its own: reads a document as JSON, writes its PDF or says what is wrong.

It knows nothing of the site, so that whatever happens to it happens to one file. It is
started as a script and is given no environment.
"""

import io
import json
import os
import re
import resource
import sys
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
# Bytes of address space, most of which is reserved and never touched.
MEMORY = 3 * 1024**3
# What is wrong, as exit code.
NO_PROGRAM, REFUSED = 3, 4
# Said beside a file that lacks words whose letters no typeface has.
LACKING = "lacking"
# What it says of letters, one piece of text at a time.
LACKS = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
# Scripts whose faces lack single letters; of others they lack all.
KNOWN_SCRIPTS = {
    *("LATIN", "GREEK", "CYRILLIC", "ARABIC", "CJK", "HIRAGANA", "KATAKANA"),
    "COMBINING",
}
# What belongs to the sign before it, such as a colour of skin.
BESIDE_SIGNS = {0x200D, 0x20E3, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)}
STAND_IN = "…"
# For so many scripts and signs a stand-in is looked for, each with another attempt.
MOST_ATTEMPTS = 12


def qr_code(address: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, dark="#1d1b16"
    )
    return drawn.getvalue().decode()


def fonts_of(document: dict) -> list[str]:
    """Folders with typefaces; those that operators gave are asked last."""
    import typst

    given = [folder for folder in document["folders"] if Path(folder).is_dir()]
    families = document["families"]
    if given:
        found = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=given,
        )
        families = families + [
            name for name in found.families() if name not in families
        ]
    document["fonts"] = [
        {"name": name, "covers": "latin-in-cjk"} if name in document["latin"] else name
        for name in families
    ]
    return [str(FONTS / name) for name in document["faces"]] + given


def compiled(document: dict, places: list[str]) -> bytes:
    import typst

    compile_it = partial(
        typst.compile,
        str(HERE / document["template"]),
        root=str(HERE),
        font_paths=places,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
    )
    made: Any = compile_it(format="pdf", pdf_standards=["ua-1", "a-2a"])
    if document.get("format") == "png":
        # Which does not refuse to draw boxes instead of letters.
        made = compile_it(format="png", ppi=document["ppi"])
    return bytes(made)


def script(letter: str) -> str:
    if unicodedata.category(letter) == "So" or ord(letter) in BESIDE_SIGNS:
        return "SIGN"
    return unicodedata.name(letter, "").partition(" ")[0]


def is_lacking(letter: str, lacking: set[str]) -> bool:
    if letter in lacking:
        return True
    strange = {script(each) for each in lacking} - KNOWN_SCRIPTS
    is_word = unicodedata.category(letter)[0] in "LMN" or script(letter) == "SIGN"
    return is_word and not letter.isascii() and script(letter) in strange


def lacking_by(said: str) -> set[str]:
    """The letters that the typesetter complains of."""
    texts = [
        ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
        for text in LACKS.findall(said)
    ]
    found = {letter for letter in "".join(texts) if not letter.isascii()}
    # Of a letter with a mark it is the mark.
    marks = {letter for letter in found if script(letter) == "COMBINING"}
    return marks or found


def with_stand_ins(value: Any, lacking: set[str]) -> Any:
    """Words without signs that no typeface has, and with a mark where letters were."""
    if isinstance(value, dict):
        return {
            key: each if key == "bytes" else with_stand_ins(each, lacking)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [with_stand_ins(each, lacking) for each in value]
    if not isinstance(value, str) or value.isascii():
        return value
    found = ""
    for letter in value:
        if not is_lacking(letter, lacking):
            found += letter
        elif script(letter) not in ("SIGN", "COMBINING") and not found.endswith(
            STAND_IN
        ):
            found += STAND_IN
    if found == value:
        return value
    found = re.sub(f"{STAND_IN}(?: ?{STAND_IN})+", STAND_IN, found)
    return re.sub(" {2,}", " ", found).strip() or STAND_IN


def compiled_as_can_be(document: dict, places: list[str]) -> bytes:
    for attempt in range(MOST_ATTEMPTS):
        try:
            made = compiled(document, places)
        except RuntimeError as error:
            another = with_stand_ins(document, lacking_by(str(error)))
            if another == document:
                raise
            document = another
        else:
            if attempt:
                sys.stderr.write(LACKING)
            return made
    raise RuntimeError("letters of too many scripts could not be displayed")


def typeset(document: dict) -> bytes:
    """With the first of its ``variants`` for which all letters are there."""
    if "address" in document:
        document["qr"] = qr_code(document["address"])
    places = fonts_of(document)
    if document.pop("stand-ins", False):
        return compiled_as_can_be(document, places)
    variants = document.pop("variants", [{}])
    for number, variant in enumerate(variants, start=1):
        try:
            made = compiled(document | variant, places)
        except RuntimeError as error:
            if number == len(variants) or not is_about_letters(str(error)):
                raise
        else:
            if number > 1:
                sys.stderr.write(LACKING)
            return made
    raise RuntimeError("no variants")


def is_about_letters(said: str) -> bool:
    return "could not be displayed" in said or "font" in said


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Readers come first.
    os.nice(10)
    document = json.load(sys.stdin.buffer)
    try:
        made = typeset(document)
    except ImportError as error:
        sys.stderr.write(str(error.name or error))
        return NO_PROGRAM
    except RuntimeError as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
