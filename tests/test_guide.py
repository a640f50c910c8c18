"""The guides for staff show the site as it is."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

from tests import editors_screens, screens, screenshots

pytestmark = pytest.mark.turns(2)

DOCS = settings.BASE_DIR / "docs"
GUIDES = ("editors.md", "translators.md")
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([\w-]+)\.png\)")


def shown() -> set[str]:
    return {
        name
        for guide in GUIDES
        for _words, name in PICTURE.findall((DOCS / guide).read_text())
    }


def test_every_picture_of_a_guide_is_there_small_and_described():
    for guide in GUIDES:
        found = PICTURE.findall((DOCS / guide).read_text())
        assert found
        for words, name in found:
            path = DOCS / "pictures" / f"{name}.png"
            assert path.is_file(), f"{guide} shows {name}, which nobody has taken."
            assert path.stat().st_size <= screenshots.MOST
            assert len(words.split()) > 3, f"{name} is not described."
            with Image.open(path) as image:
                assert image.width <= screenshots.WIDTH
    kept = {path.stem for path in (DOCS / "pictures").glob("*.png")}
    assert kept == shown(), "A picture that no guide shows, or the other way round."


@pytest.mark.proof
@pytest.mark.django_db
def test_every_picture_can_be_taken_anew_of_the_page_that_it_shows(sign_in, client):
    taken = [
        *screens.pictures(screens.prepare()),
        *editors_screens.pictures(editors_screens.prepare()),
    ]
    assert {picture.name for picture in taken} == shown()
    for picture in taken:
        assert picture.name.startswith((*screens.NAMES, *editors_screens.NAMES))
        assert picture.path is not None, f"{picture.name}: there is no such page."
        who = sign_in(picture.who) if picture.who else client
        assert who.get(picture.path).status_code == 200, picture.name


@pytest.mark.proof
def test_the_command_takes_a_picture(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.screenshots"),
            *("--into", str(tmp_path), "editors-links"),
        ],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["editors-links.png"]
