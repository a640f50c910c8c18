"""Static files while one release takes over from the other."""

import re
import threading
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import RequestFactory

from openheritage.static_files import StaticFiles

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "openheritage.static_files.ReleasedFiles"},
}


@pytest.fixture
def release(settings, tmp_path):
    """Collects what a release brings, given by its style sheet's colour."""
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    settings.STATIC_ROOT, settings.STORAGES = root, STORAGES
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False

    def collect(colour: str, **options) -> set[str]:
        style = f"p {{ color: {colour}; background: url(dot.svg) }} " * 50
        (source / "style.css").write_text(style)
        (source / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        call_command("collectstatic", interactive=False, verbosity=0, **options)
        return {path.name for path in root.iterdir()}

    return collect


def styles(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("style.") and name.count(".") > 1}


def test_files_of_the_release_before_stay_until_they_are_cleared_away(release):
    first = release("red")
    assert {Path(name).suffix for name in styles(first)} >= {".css", ".gz", ".br"}
    second = release("blue")
    assert first < second
    assert release("blue") == second
    cleared = release("blue", clear=True)
    assert len(cleared) == len(first)
    assert cleared < second


def test_a_reader_finds_each_file_whole_while_it_is_collected_again(release, settings):
    release("red")
    wanted = {path: path.read_bytes() for path in settings.STATIC_ROOT.glob("style.*")}
    wrong, stopping = [], threading.Event()

    def read():
        while not stopping.is_set():
            for path, content in wanted.items():
                try:
                    if path.read_bytes() != content:
                        wrong.append(f"{path.name} is not whole")
                except FileNotFoundError:
                    wrong.append(f"{path.name} is missing")

    readers = [threading.Thread(target=read) for _number in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(20):
            release("red", clear=number % 2 == 0)
    finally:
        stopping.set()
        for reader in readers:
            reader.join()
    assert not wrong


@pytest.mark.django_db  # closing an answer ends its request, which looks there
def test_a_process_of_before_serves_the_files_of_the_new_release(release, settings):
    before = release("red")
    site = StaticFiles(lambda request: pytest.fail("Nothing serves it."))
    (new,) = (name for name in release("blue") - before if name.endswith(".css"))
    for name in (new, *(name for name in styles(before) if name.endswith(".css"))):
        request = RequestFactory().get(f"/static/{name}", HTTP_ACCEPT_ENCODING="br")
        response = site(request)
        assert response.status_code == 200
        assert response["Content-Encoding"] == "br"
        assert "immutable" in response["Cache-Control"]
        response.close()


@pytest.mark.parametrize(
    "path", ["../secret", "%2e%2e/secret", "style.css.gz/..", "/etc/passwd", "nothing"]
)
def test_nothing_beside_the_static_files_is_served(release, tmp_path, path):
    release("red")
    (tmp_path / "secret").write_text("secret")
    site = StaticFiles(lambda request: None)
    assert site(RequestFactory().get(f"/static/{path}")) is None


@pytest.fixture
def sheets(release, settings):
    """Collects a kind of page that consists of two style sheets, one for paper."""
    source = settings.STATICFILES_DIRS[0]
    for folder in ("css/kinds", "brand", "own"):
        (source / folder).mkdir(parents=True)
    (source / "brand/mark.svg").write_text("<svg/>")
    (source / "css/screen.css").write_text(
        "a { mask: url('../brand/mark.svg'); color: red }\n"
    )
    (source / "own/paper.css").write_text("a { color: black }\n")
    (source / "css/kinds/frame.css").write_text('@import "../screen.css";\n')
    (source / "css/kinds/home.css").write_text(
        '/* A kind. @import "../gone.css"; */\n'
        '@import "frame.css";\n@import "../../own/paper.css" print;\n'
    )

    def collect() -> Path:
        release("red")
        names = (settings.STATIC_ROOT / "css/kinds").glob("home.*.css")
        return max(names, key=lambda path: path.stat().st_mtime_ns)

    return collect


def test_a_kind_of_page_is_one_style_sheet_that_finds_its_pictures(sheets):
    made = sheets()
    text = made.read_text()
    assert "@import" not in text
    assert text.index("color: red") < text.index("@media print")
    assert text.index("@media print") < text.index("color: black")
    (address,) = re.findall(r"url\(\"([^\"]+)\"\)", text)
    assert (made.parent / address).resolve().read_text() == "<svg/>"
    assert re.search(r"mark\.[0-9a-f]{12}\.svg$", address)


def test_what_a_kind_imports_gives_it_another_name_when_it_changes(sheets, settings):
    before = sheets()
    paper = settings.STATICFILES_DIRS[0] / "own/paper.css"
    paper.write_text("a { color: blue }\n")
    after = sheets()
    assert after.name != before.name
    assert "blue" in after.read_text()
    assert "blue" not in before.read_text()


def test_a_kind_that_imports_what_is_not_there_is_not_collected(sheets, settings):
    (settings.STATICFILES_DIRS[0] / "own/paper.css").unlink()
    with pytest.raises(FileNotFoundError, match=r"home\.css imports"):
        sheets()


def test_kinds_hold_nothing_but_imports_of_what_is_there():
    """What else stood in them would be seen under ``make run`` and nowhere else."""
    folder = Path(finders.find("css/kinds/frame.css")).parent
    for path in folder.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        lines = [line for line in text.splitlines() if line]
        assert lines
        for line in lines:
            found = re.fullmatch(r'@import "([^"]+)"( print)?;', line)
            assert found, f"{path.name}: {line}"
            there = (Path("/css/kinds") / found[1]).as_posix()
            parts: list[str] = []
            for part in there.strip("/").split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            sheet = finders.find("/".join(parts))
            assert sheet, f"{path.name}: {found[1]}"
            # In the middle of the joined file no browser would read it.
            assert "@import" not in Path(sheet).read_text(), sheet
