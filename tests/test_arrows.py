"""The reader of tests/arrows.py, tried on a small tree: each way to name an app."""

import pytest

from tests.arrows import Tree, circle

TREE = {
    "ground/__init__.py": "",
    "ground/models.py": "class Text(Model):\n    words = TextField()\n",
    "ground/templates/base.html": "<main>{% block main %}{% endblock %}</main>\n",
    "upper/__init__.py": "",
    "upper/models.py": (
        "from ground.models import Text\n\n\n"
        "class Deed(Model):\n"
        '    text = ForeignKey(Text, related_name="deeds")\n'
        '    other = ForeignKey("ground.Text")\n'
    ),
    "upper/urls.py": 'urlpatterns = [path("do/", views.do, name="do")]\n',
    "upper/viewsets.py": 'class DeedViewSet(ModelViewSet):\n    name = "deeds_desk"\n',
    "upper/templatetags/__init__.py": "",
    "upper/templatetags/deeds.py": "",
    "upper/templates/upper/do.html": '{% extends "base.html" %}\n',
}

NAMED = {
    "import upper": "an import",
    "from upper.models import Deed": "an import of a name",
    "def later():\n    from upper import models": "an import inside a function",
    'get_model("upper", "Deed")': "a look-up of a model",
    'deed = ForeignKey("upper.Deed")': "a model in a string",
    'BACKEND = "upper.backends.Plain"': "a dotted path in a string",
    'reverse("do")': "the name of an address",
    'redirect("deeds_desk:index")': "the name of an address of the admin",
    'template_name = "upper/do.html"': "a template",
    "text.deeds.exists()": "an accessor",
    "texts.filter(deeds__isnull=True)": "an accessor in a look-up",
    'texts.values_list("deeds__pk")': "an accessor in a string",
    "text.deed_set.all()": "an accessor without a name",
}
SHOWN = {
    "{% load deeds %}": "a tag library",
    "{% load do_it from deeds %}": "a tag of a library",
    '{% include "upper/do.html" %}': "an included template",
    '{% extends "upper/do.html" %}': "an extended template",
    '{% url "do" %}': "an address",
    "{% for deed in text.deeds.all %}{% endfor %}": "an accessor in a tag",
    "{{ text.deeds.count }}": "an accessor in a value",
}
INNOCENT = {
    'parent_page_types = ["upper.HomePage"]': "a rule of the tree of pages",
    'label = "deeds"': "a word",
    'path.removeprefix("/do/")': "an address that is spelt out",
    'get_model("ground", "Text")': "a model of its own",
    "import upperhand": "a package with a longer name",
}


@pytest.fixture
def tree(tmp_path):
    def write(files: dict[str, str]) -> Tree:
        for name, content in (TREE | files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return Tree(tmp_path, ("ground", "upper"))

    return write


def upwards(tree: Tree) -> list[str]:
    return [arrow.place for arrow in tree.arrows if arrow.room == "ground"]


def test_what_points_down_is_found_and_nothing_else(tree):
    found = tree({}).arrows
    assert {(arrow.room, arrow.target) for arrow in found} == {("upper", "ground")}
    assert {arrow.place for arrow in found} == {
        "upper/models.py:1",
        "upper/models.py:6",
        "upper/templates/upper/do.html:1",
    }


@pytest.mark.parametrize("line", NAMED, ids=NAMED.values())
def test_python_that_names_an_upper_app_is_found(tree, line):
    number = len(line.splitlines())
    assert f"ground/views.py:{number}" in upwards(tree({"ground/views.py": line}))


@pytest.mark.parametrize("line", SHOWN, ids=SHOWN.values())
def test_a_template_that_names_an_upper_app_is_found(tree, line):
    files = {"ground/templates/page.html": f"<p>\n{line}</p>"}
    assert "ground/templates/page.html:2" in upwards(tree(files))


@pytest.mark.parametrize("line", INNOCENT, ids=INNOCENT.values())
def test_what_names_nobody_is_not_taken_for_it(tree, line):
    assert not upwards(tree({"ground/views.py": line}))


def test_what_a_lower_app_calls_its_own_is_no_accessor(tree):
    own = "class Text:\n    def deeds(self): ...\n\n\ntext.deeds()\n"
    assert not upwards(tree({"ground/views.py": own}))
    variable = "def view():\n    deeds = text.deeds.all()\n"
    assert upwards(tree({"ground/views.py": variable})) == ["ground/views.py:2"]


@pytest.mark.parametrize(
    "back", ["from . import views", "from .views import x", "import ground.views"]
)
def test_files_that_import_each_other_are_found(tree, back):
    files = {
        "ground/views.py": "from .models import Text",
        "ground/apps.py": "def ready():\n    from . import views",
    }
    assert circle(tree(files).modules("ground")) == set()
    files["ground/models.py"] = f"def later():\n    {back}"
    found = circle(tree(files).modules("ground"))
    assert found == {"ground.models", "ground.views"}


def test_a_package_and_its_parts_are_no_circle(tree):
    files = {
        "ground/parts/__init__.py": "from .one import One",
        "ground/parts/one.py": "from .two import Two",
        "ground/parts/two.py": "",
    }
    assert circle(tree(files).modules("ground")) == set()
    files["ground/parts/two.py"] = "from . import One"
    found = circle(tree(files).modules("ground"))
    assert found == {"ground.parts", "ground.parts.one", "ground.parts.two"}
