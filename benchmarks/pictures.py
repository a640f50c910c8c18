"""How much memory one process needs for the largest pictures that are taken.

    python -m benchmarks.pictures            all of them, as a table
    python -m benchmarks.pictures png 50     one: a format, and its million pixels

Each is made and measured in a process of its own: looked at, cleaned, and drawn as a
page shows it.
"""

import os
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.dev")

CASES = [
    ("png", 50),
    ("png", 62),
    ("jpeg", 62),
    ("gif", 62),
    ("webp", 19),
    ("avif", 19),
    ("png", 130),
    ("png", 400),
]


def make(format_name: str, megapixels: int) -> bytes:
    """A picture with colours and a transparent part, about twice as wide as high."""
    from PIL import Image

    width, height = round((2e6 * megapixels) ** 0.5), round((5e5 * megapixels) ** 0.5)
    mode = {"jpeg": "RGB", "gif": "P"}.get(format_name, "RGBA")
    options = {
        "png": {"compress_level": 1},
        "webp": {"method": 0},
        "avif": {"speed": 10},
    }
    image = Image.effect_noise((width // 500, height // 500), 80)
    image = image.resize((width, height), Image.Resampling.NEAREST).convert(mode)
    output = BytesIO()
    image.save(output, format_name.upper(), **options.get(format_name, {}))
    return output.getvalue()


def peak() -> int:
    """The most memory that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def measure(path: str) -> None:
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.files.base import ContentFile

    from images.cleaning import cleaned
    from images.rendering import CleanFilter

    begun = time.perf_counter()
    try:
        picture = cleaned(Path(path).read_bytes())
    except ValidationError as error:
        print(f"refused: {error.code}, {peak()} MB")
        return
    # No database stands behind it.
    image = SimpleNamespace(is_svg=lambda: False)
    for spec in ("max-165x165", "width-1600|format-avif", "width-1600|format-jpeg"):
        CleanFilter(spec).run(image, BytesIO(), source=ContentFile(picture.data))
    print(f"taken: {time.perf_counter() - begun:.1f} s, {peak()} MB")


def run(format_name: str, megapixels: int) -> str:
    """What a process of its own says of one picture."""
    path = Path(tempfile.gettempdir()) / f"picture-{os.getpid()}.{format_name}"
    command = [sys.executable, "-m", "benchmarks.pictures"]
    try:
        subprocess.run(
            [*command, "make", format_name, str(megapixels), path], check=True
        )
        done = subprocess.run(
            [*command, "measure", path], check=True, capture_output=True, text=True
        )
    finally:
        path.unlink(missing_ok=True)
    return done.stdout.strip()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", name, number, path]:
            Path(path).write_bytes(make(name, int(number)))
        case ["measure", path]:
            measure(path)
        case [name, number]:
            print(run(name, int(number)))
        case _:
            for name, number in CASES:
                print(f"| {name}, {number} million pixels | {run(name, number)} |")
