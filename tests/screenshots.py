"""The pictures of docs/editors.md and docs/translators.md, taken of the site itself.

    python -m tests.screenshots [--into FOLDER] [NAME …]

Each is a line: those of translators in ``tests/screens.py``, those of editors in
``tests/editors_screens.py``. A name may be the beginning of several (``editors-``).

Needs PostgreSQL as the tests do, and Chromium. The site runs with the sample content,
in a database and a folder of its own, both removed at the end. Look at the pictures
before you commit them: whatever the screens show is in them.
"""

import io
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.services import sample, web
from tests.services.web import BASE_DIR

FOLDER = BASE_DIR / "docs/pictures"
DATABASE = "openheritage_screenshots"
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
# What a picture may weigh.
MOST = 60_000
WIDTH = 1100


@dataclass(frozen=True)
class Picture:
    name: str
    # Who is signed in; nobody if empty.
    who: str
    # The address, of what ``prepare`` has made; ``None`` if there is no such page.
    path: str | None
    # Of the whole window if empty: what is cut out.
    part: str = ""
    height: int = 760
    width: int = WIDTH
    before: Callable[[Page], object] = lambda page: None


def set_up(url: str, folder: Path) -> None:
    sample.copy(url, DATABASE, folder / "media")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
        "DATABASE_URL": sample.at(url, DATABASE),
        "TESTS_DIR": str(folder),
    }


@contextmanager
def site(folder: Path) -> Iterator[str]:
    with web.site(os.environ, folder / "log", workers=1) as address:
        yield address


def reduced(picture: bytes) -> bytes:
    """Few colours are enough for a screen."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        small = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(
            small, "PNG", optimize=True
        )
        if small.tell() <= MOST:
            break
    return small.getvalue()


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")


def take(browser: Any, address: str, password: str, picture: Picture) -> bytes:
    context = browser.new_context(
        base_url=address,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
        viewport={"width": picture.width, "height": picture.height},
    )
    page = context.new_page()
    if picture.who:
        sign_in(page, picture.who, password)
    page.goto(picture.path or "/")
    page.wait_for_load_state("networkidle")
    picture.before(page)
    page.mouse.move(0, 0)
    found = page.locator(picture.part).first if picture.part else page
    # Nothing moves or blinks.
    taken = found.screenshot(animations="disabled", caret="hide")
    context.close()
    return taken


def chosen(names: list[str]) -> list[Picture]:
    """Nothing is prepared for pictures that nobody asked for."""
    from tests import editors_screens, screens

    found = []
    for screen in (screens, editors_screens):
        is_asked = not names or any(
            known.startswith(name) or name.startswith(known)
            for known in screen.NAMES
            for name in names
        )
        if is_asked:
            found += screen.pictures(screen.prepare())
    for picture in found:
        if picture.path is None:
            print(f"{picture.name}: this site has no such page", flush=True)
    return [
        picture
        for picture in found
        if picture.path is not None
        and (not names or picture.name.startswith(tuple(names)))
    ]


def main(folder: Path, names: list[str]) -> int:
    chromium = next(path for name in BROWSERS if (path := shutil.which(name)))
    url = os.environ["DATABASE_URL"]
    with tempfile.TemporaryDirectory(prefix="openheritage-pictures-") as kept:
        scratch = Path(kept)
        set_up(url, scratch)
        import django

        django.setup()
        from django.core.management import call_command

        # A sample that somebody keeps (``SAMPLE``) may be older than the code.
        call_command("migrate", verbosity=0)
        from django.db import connection

        from home.management.commands.load_demo import PASSWORD

        wanted = chosen(names)
        connection.close()
        folder.mkdir(exist_ok=True)
        try:
            with site(scratch) as address, sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox"]
                )
                for picture in wanted:
                    taken = reduced(take(browser, address, PASSWORD, picture))
                    (folder / f"{picture.name}.png").write_bytes(taken)
                    print(f"{picture.name}: {len(taken) // 1000} kB", flush=True)
                browser.close()
        finally:
            sample.drop(url, DATABASE)
    return 0


if __name__ == "__main__":
    options = ArgumentParser(prog="python -m tests.screenshots")
    options.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER")
    options.add_argument("names", nargs="*", metavar="NAME")
    asked = options.parse_args()
    sys.exit(main(asked.into, asked.names))
