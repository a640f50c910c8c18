"""A process of its own: reads a document as JSON, writes its PDF or says what is wrong.

It knows nothing of the site, so that whatever happens to it happens to one file. It is
started as a script and is given no environment.
"""

import io
import json
import os
import resource
import sys
from pathlib import Path

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
# Bytes of address space, most of which is reserved and never touched.
MEMORY = 3 * 1024**3
# What is wrong, as exit code.
NO_PROGRAM, REFUSED = 3, 4


def qr_code(address: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, dark="#1d1b16"
    )
    return drawn.getvalue().decode()


def typeset(document: dict) -> bytes:
    import typst

    places = [str(FONTS / name) for name in document["faces"]]
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
    document["qr"] = qr_code(document["address"])
    made: bytes = typst.compile(
        str(HERE / "statement.typ"),
        root=str(HERE),
        font_paths=places + given,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(document, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
    )
    return made


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
