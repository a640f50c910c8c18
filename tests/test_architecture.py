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

from openheritage.pages import SitePage
from tests.arrows import Tree, circle

ROOT = settings.BASE_DIR

# From the ground floor up: an app names those of lower floors, and none beside it.
FLOORS: list[set[str]] = [
    {"openheritage"},
    {"journal"},
    {"documents", "events", "images", "organisations"},
    {"limits"},
    {"correspondence"},
    {"desk"},
    {"consents", "ror", "statement"},
    {"interest"},
    {"members", "news", "signatures", "stories"},
    {"register"},
    {"resources"},
    {"review"},
    {"home"},
    {"accounts"},
    {"glossary", "wording"},
    # They listen to the others, which know nothing of them.
    {"search", "translations"},
    {"editing", "workbench"},
    {"renditions", "volunteers"},
    # It reads what the files of open data read, wherever those are made.
    {"api", "backups"},
    # It knows which pages show what, and tells the server in front.
    {"edge"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in sorted(rooms)}
ROOMS = tuple(FLOOR)
# Here the apps are put together, as in every Django project.
PUT_TOGETHER = re.compile(r"openheritage/(settings/\w+|urls)\.py:")
# {the table of people: the apps that read it}.
KNOW_THE_PERSON = {
    "Signatory": {"signatures", "review"},
    "Volunteer": {"volunteers"},
    "Subscriber": {"interest"},
    "Contact": {"members"},
}

DRAWERS = {"base", "common", "core", "helpers", "lib", "misc", "shared", "utils"}
# Settings modules are named as every Django developer expects, and the module of a
# database's backend as Django itself does.
NO_DRAWERS = {"openheritage/settings/base.py", "openheritage/engine/base.py"}

# Far beyond what is comfortable: shorter ones are a matter of sense, not of a test.
MAX_LINES = 400
MAX_SITE_PAGE_LINES = 75

# Templates of forms that are served ``never_cache``.
MAY_HOLD_A_TOKEN = re.compile(
    r"openheritage/templates/(private|languages/language)\.html"
    r"|editing/templates/.*\.html"
    r"|desk/.*/action\.html|accounts/.*/private_form\.html|images/.*/admin/(elsewhere|words)\.html"
    r"|glossary/.*/files\.html|translations/templates/.*\.html"
    r"|workbench/templates/workbench/(?!thanks|slots/).*\.html"
    r"|interest/.*/private_(confirm|manage|stop)\.html"
    r"|volunteers/.*/(admin/.*|private_(confirm|manage))\.html"
    r"|wording/templates/.*\.html"
    r"|signatures/.*/(private_(confirm|manage|succeed))\.html"
    r"|members/.*/application_(confirm|status)\.html"
    r"|members/.*/private_(manage|succeed)\.html"
)
# After an error of the server nothing is looked up, not even a file's hash.
MAY_NAME_STATIC_FILES = {
    "openheritage/templates/error_bare.html",
    "openheritage/templates/unavailable.html",
}

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
        for app in ROOMS
        for path in sorted((ROOT / app).rglob(f"*{suffix}"))
        if "migrations" not in path.parts and (not folder or folder in path.parts)
    ]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


TREE = Tree(ROOT, ROOMS)
PYTHON = [*own(".py"), ROOT / "manage.py"]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = own(".html", folder="templates")
SHEETS = own(".css", folder="static")
PAGE_TYPES = [model for model in get_page_models() if model is not Page]


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
    assert ours == set(ROOMS), "Say in FLOORS on which floor the new app lives."


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_down(room):
    wrong = [
        str(arrow)
        for arrow in TREE.arrows
        if arrow.room == room and FLOOR[arrow.target] >= FLOOR[room]
        if not PUT_TOGETHER.match(arrow.place)
    ]
    assert not wrong, (
        f"{room} names an app that is not below it (FLOORS). What both need belongs "
        "further down; what one tells the other travels by signal; what the upper one "
        "adds goes through a slot (openheritage/slots.py):\n" + "\n".join(wrong)
    )


@pytest.mark.parametrize("room", ROOMS)
def test_the_files_of_an_app_import_in_one_direction(room):
    found = circle(TREE.modules(room))
    assert not found, (
        "These import each other in a circle. What both need belongs in a file that "
        f"imports neither: {sorted(found)}"
    )


def test_receivers_are_connected_in_one_place():
    found = everywhere(
        # What facts follow is said in ready().
        [path for path in own(".py") if path.name not in ("apps.py", "facts.py")],
        # Signals alone: a connection to a database is another thing.
        r"(?<!self)(?<!super\(\))(?<!Question)\.connect\(|@receiver\b",
    )
    assert not found, (
        "Connect a receiver in ready() in the app's apps.py: there a reader finds all "
        f"that an app listens to.\n{found}"
    )


def test_production_code_never_needs_the_tests():
    found = everywhere(PYTHON, r"^\s*(from|import) tests\b")
    assert not found, found


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


@pytest.mark.parametrize("person", KNOW_THE_PERSON)
def test_the_person_is_known_where_they_act_and_are_reviewed(person):
    rooms = KNOW_THE_PERSON[person]
    paths = [
        path
        for path in own(".py")
        if not rooms.intersection(path.relative_to(ROOT).parts)
    ]
    found = everywhere(paths, rf"import .*\b{person}\b|\b{person}\.objects")
    assert not found, (
        "Personal data has one table and few who read it: offer a function or fill a "
        f"slot in {sorted(rooms)} instead.\n{found}"
    )
