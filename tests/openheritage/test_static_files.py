"""Static files while one release takes over from the other."""

import threading
from pathlib import Path

import pytest
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
