"""A process of its own: reads a document as JSON, writes its PDF or says what is wrong.

It knows nothing of the site, so that whatever happens to it happens to one file. It is
started as a script and is given no environment.
"""

import io
import json
import os
import resource
import sys
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


def typeset(document: dict) -> bytes:
    """With the first of its ``variants`` for which all letters are there."""
    if "address" in document:
        document["qr"] = qr_code(document["address"])
    places = fonts_of(document)
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
