"""What upper apps add to the frame, and that the frame stands without them."""

import ast

import pytest
from django.conf import settings
from django.template import Context, Template
from wagtail import hooks

from openheritage import slots
from openheritage.slots import Slot


def render(source, **values):
    return Template(source).render(Context(values))


def test_every_slot_is_filled_and_asked():
    empty = [slot for slot in Slot if not slots.fillings(slot)]
    assert not empty, f"Nobody fills {empty}."
    apps = [path.parent for path in settings.BASE_DIR.glob("*/apps.py")]
    templates = "".join(
        path.read_text() for app in apps for path in app.rglob("templates/**/*.html")
    )
    asked = {
        node.args[0].attr
        for app in apps
        for path in app.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", ""))
        in ("answers", "fillings")
        and node.args
        and isinstance(node.args[0], ast.Attribute)
    }
    for slot in Slot:
        shown = f'{{% slot "{slot.name.lower()}"' in templates
        assert shown or slot.name in asked, f"{slot} is filled, and nobody looks."


def test_fillings_are_shown_in_their_order_with_what_the_slot_gives():
    first = slots.fillings(Slot.CALL_TO_SIGN)
    with hooks.register_temporarily(
        Slot.CALL_TO_SIGN, lambda context: f"<{context['word']}>", order=-1
    ):
        assert slots.fillings(Slot.CALL_TO_SIGN)[1:] == first
        html = render('{% slot "call_to_sign" word="b" css_class="button" %}{{ word }}')
    assert html.startswith('&lt;b&gt;\n<a class="button" href=')
    assert html.rstrip().endswith("</a>"), "The value is gone after the slot."


def test_a_slot_that_does_not_exist_is_a_mistake_and_not_an_empty_place():
    with pytest.raises(KeyError):
        render('{% slot "call_to_singn" %}')


@pytest.mark.django_db
def test_the_frame_stands_when_nobody_fills_it(client, monkeypatch):
    monkeypatch.setattr(slots, "fillings", lambda slot: [])
    html = client.get("/fr/statement/").text
    assert 'role="search"' not in html
    assert 'id="sign"' not in html
    assert "<h1" in html
    assert client.get("/fr/").status_code == 200
    assert client.get("/sitemap.xml").status_code == 200
