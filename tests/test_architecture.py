"""The house rules of docs/architecture.md, each with the reason when it breaks."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from wagtail.models import Page, get_page_models
from wagtail_localize.fields import (
    SynchronizedField,
    TranslatableField,
    get_translatable_fields,
)

from openheritage.catalogues import gaps, shipped
from openheritage.pages import SitePage
from tests.conftest import LANGUAGES

ROOT = settings.BASE_DIR

# Which of our packages each may import. ``None``: any.
ARROWS: dict[str, set[str] | None] = {
    "openheritage": set(),
    "statement": {"openheritage"},
    "organisations": {"openheritage"},
    "images": {"openheritage"},
    "news": {"openheritage"},
    "correspondence": {"openheritage"},
    "signatures": {"openheritage", "statement", "organisations", "correspondence"},
    "members": {"openheritage", "organisations", "correspondence"},
    **dict.fromkeys(["home", "search", "translations"]),
}
# They listen to the others, which know nothing of them.
LISTENERS = {"home", "search", "translations"}

DRAWERS = {"base", "common", "core", "helpers", "lib", "misc", "shared", "utils"}
# Settings modules are named as every Django developer expects.
NO_DRAWERS = {"openheritage/settings/base.py"}

MAX_LINES = 300
MAX_SITE_PAGE_LINES = 75

# Templates of forms that are served ``never_cache``.
MAY_HOLD_A_TOKEN = re.compile(
    r"openheritage/templates/private\.html|correspondence/.*/private_code\.html"
    r"|signatures/.*/(admin/action|sign_step|sign_check|private_[a-z]+)\.html"
)
# After an error of the server nothing is looked up, not even a file's hash.
MAY_NAME_STATIC_FILES = {"openheritage/templates/error_bare.html"}

# Mail programs read no style sheet but the one on the element.
MAILS = {"correspondence/templates/correspondence/mail.html"}

PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-(?:margin|padding))-(?:left|right)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?<![\w-])(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r"|(?<![\w-])(?:margin|padding|inset)\s*:"
    r"\s*[^\s;]+\s+(?P<end>[^\s;]+)\s+[^\s;]+\s+(?!(?P=end)\s*[;}])[^\s;]+\s*[;}]"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# What is no text: codes that are longer than this are none.
MAX_CODE = 20


def own(suffix: str, *, folder: str = "") -> list[Path]:
    """Our own files of a kind, those of migrations apart."""
    return [
        path
        for app in ARROWS
        for path in sorted((ROOT / app).rglob(f"*{suffix}"))
        if "migrations" not in path.parts and (not folder or folder in path.parts)
    ]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PYTHON = [*own(".py"), ROOT / "manage.py"]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = own(".html", folder="templates")
SHEETS = own(".css", folder="static")
PAGE_TYPES = [model for model in get_page_models() if model is not Page]


def imports(path: Path) -> set[str]:
    """Our packages that a module imports, at its top or inside a function."""
    modules = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules.append(node.module)
    return {module.split(".")[0] for module in modules} & {*ARROWS, "tests"}


def arrows() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {app: set() for app in ARROWS}
    for path in own(".py"):
        app = path.relative_to(ROOT).parts[0]
        found[app] |= imports(path) - {app}
    return found


def lines(path: Path, pattern: str | re.Pattern) -> list[str]:
    """``file:line: text`` of the lines in which something is found."""
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]


def everywhere(paths: list[Path], pattern: str | re.Pattern) -> str:
    assert paths, "No file was looked at: the test is blind."
    return "\n".join(line for path in paths for line in lines(path, pattern))


def test_every_app_has_its_place():
    apps = {app.split(".")[0] for app in settings.INSTALLED_APPS}
    ours = {app for app in apps if (ROOT / app / "__init__.py").exists()}
    assert ours == set(ARROWS), "Say in ARROWS what the new app may import."


@pytest.mark.parametrize("app", ARROWS)
def test_arrows_point_one_way(app):
    found, allowed = arrows()[app], ARROWS[app]
    if allowed is not None:
        assert found <= allowed, (
            f"{app} imports {found - allowed}. What both need belongs in "
            "openheritage/; what one tells the other travels by signal."
        )
    assert not found & LISTENERS, f"Nothing may know of {found & LISTENERS}."
    assert "tests" not in found, "Production code never needs the tests."


def test_there_are_no_circles():
    found = arrows()
    while leaves := {app for app, targets in found.items() if not targets & {*found}}:
        found = {app: targets for app, targets in found.items() if app not in leaves}
    assert not found, f"These import each other in a circle: {found}"


def test_no_module_is_a_drawer_for_anything():
    drawers = [
        name(path)
        for path in own("")
        if path.stem in DRAWERS and (path.suffix == ".py" or path.is_dir())
    ]
    assert set(drawers) == NO_DRAWERS, (
        "Name a module by what it is about, so that a reader guesses where to look."
    )


def test_no_file_is_long():
    counts = {name(path): len(path.read_text().splitlines()) for path in PYTHON + TESTS}
    long = {file: count for file, count in counts.items() if count > MAX_LINES}
    assert not long, f"A file of so many lines is about more than one thing: {long}"


def test_the_page_that_all_share_stays_thin():
    tree = ast.parse((ROOT / "openheritage" / "pages.py").read_text())
    (page,) = [n for n in ast.walk(tree) if getattr(n, "name", "") == "SitePage"]
    count = page.end_lineno - page.lineno + 1
    assert count <= MAX_SITE_PAGE_LINES, (
        f"SitePage has {count} lines. What one page type needs belongs in its app."
    )


def test_templates_hard_code_no_address():
    paths = [path for path in TEMPLATES if name(path) not in MAY_NAME_STATIC_FILES]
    found = everywhere(paths, r"""(?:href|action|src)=["']/(?!\{\{)""")
    assert not found, (
        "Use {{ page|path }}, {% url %} or {% static %}: an address without the "
        f"reader's prefix throws them out of their language.\n{found}"
    )


def test_no_token_is_kept_with_a_page():
    paths = [path for path in TEMPLATES if not MAY_HOLD_A_TOKEN.fullmatch(name(path))]
    found = everywhere(paths, "csrf_token")
    assert not found, (
        "Pages are kept by browsers and proxies: the first reader's token would be "
        "everybody's, and everybody's form refused. Put the form on a page of its "
        f"own that is never_cache, and its template into MAY_HOLD_A_TOKEN.\n{found}"
    )


def test_styles_know_no_left_and_right():
    assert SHEETS
    found = [
        f"{name(path)}: {match[0]}"
        for path in SHEETS
        for match in PHYSICAL.finditer(COMMENT.sub("", path.read_text()))
    ]
    assert not found, (
        "Say inline-start and inline-end (margin-inline-start, text-align: start): "
        f"Arabic is then laid out by itself. {found}"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        *("margin-left: 1px", "right:0", "text-align: right", "float:left"),
        *("padding: 0 1rem 0 2rem", "border-top-left-radius: 1px"),
    ],
)
def test_physical_directions_are_recognised(wrong):
    assert PHYSICAL.search(f"a {{ {wrong}; }}")
    assert not PHYSICAL.search("a { padding: 0 1rem 0 1rem; margin-inline-start: 0; }")


def test_templates_hold_nothing_inline():
    found = everywhere(
        [path for path in TEMPLATES if name(path) not in MAILS],
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)",
    )
    assert not found, (
        "The Content-Security-Policy forbids scripts and styles inside a page: put "
        f"them into openheritage/static/.\n{found}"
    )


def test_nothing_is_loaded_from_elsewhere():
    loads = (
        r"""<(?:script|img|source|iframe|video|audio|link)\b[^>]*=["'](?:https?:)?//"""
    )
    found = everywhere(TEMPLATES, loads)
    found += everywhere(SHEETS, r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
    found += everywhere(own(".js", folder="static"), r"""["'`](?:https?:)?//\w""")
    assert not found, (
        "A reader's visit is told to nobody else, and the policy forbids it: keep "
        f"the file in openheritage/static/.\n{found}"
    )


def test_a_catalogue_is_shipped_for_every_language_of_the_sample():
    assert set(shipped()) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_everything_the_public_reads_is_translated(language):
    missing = gaps(language)
    assert not missing, (
        f"Run `make catalogues` and fill in openheritage/locale/ ({language}), or mark "
        "what only staff read with staff_:\n" + "\n".join(missing)
    )


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_a_slug_is_the_same_in_every_language(model):
    assert issubclass(model, SitePage)
    fields = {field.field_name: field for field in get_translatable_fields(model)}
    slug = fields["slug"]
    assert isinstance(slug, SynchronizedField), (
        "Begin override_translatable_fields with SitePage's: a translated slug loses "
        "its letters in Arabic, and one address no longer leads to all languages."
    )
    assert not slug.overridable


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_each_text_is_translated_and_each_code_is_declared(model):
    """wagtail-localize translates every character field, a country code too."""
    declared = {field.field_name for field in model.override_translatable_fields}
    derived = {field.field_name: field for field in get_translatable_fields(model)}
    inherited = {field.name for field in Page._meta.get_fields()}
    for field in model._meta.get_fields():
        is_text = isinstance(field, (models.CharField, models.TextField))
        if not is_text or field.name in inherited or field.name in declared:
            continue
        is_code = field.choices or (field.max_length or MAX_CODE + 1) <= MAX_CODE
        is_code = is_code or isinstance(field, (models.URLField, models.EmailField))
        assert not is_code, f"{field} is no text: override_translatable_fields."
        assert isinstance(derived.get(field.name), TranslatableField), (
            f"{field} reaches no translator: make it editable, or declare it."
        )


def test_the_person_is_known_inside_signatures_alone():
    paths = [path for path in own(".py") if "signatures" not in path.parts]
    found = everywhere(paths, r"import .*\bSignatory\b|Signatory\.objects")
    assert not found, (
        "Personal data has one table and one app that reads it: offer a function or a "
        f"template tag in signatures/ instead.\n{found}"
    )
