"""A select written in Python is, byte for byte, what Django's templates make of it."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from openheritage.names import countries
from openheritage.options import FormRenderer

CHOICES = [
    ("", "---------"),
    ("a", 'A <b> & "quotes"'),
    ("b&'", mark_safe("<i>safe</i>")),
    (mark_safe("c&amp;"), gettext_lazy("Search")),
    (1000, 1234567),
    (None, None),
    (1.5, date(2026, 11, 27)),
    (True, 0.5),
]
WIDGETS = {
    "plain": forms.Select(choices=CHOICES),
    "attributes": forms.Select(
        attrs={
            "class": 'x"y',
            "required": True,
            "disabled": False,
            "data-n": 1000,
            "title": gettext_lazy("Search"),
            "data-safe": mark_safe("&amp;"),
        },
        choices=CHOICES,
    ),
    "several": forms.SelectMultiple(choices=CHOICES),
    "nothing": forms.Select(choices=[]),
    "groups": forms.Select(choices=[("Group & <co>", CHOICES), ("z", "Z")]),
    "yes or no": forms.NullBooleanSelect(),
    "date": forms.SelectDateWidget(years=range(2020, 2030)),
}


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@pytest.mark.parametrize("value", [None, "", "a", ["a", 1000], "2026-11-27", True])
@pytest.mark.parametrize("kind", WIDGETS)
def test_it_is_what_django_renders(kind, value, language):
    widget = WIDGETS[kind]
    with translation.override(language):
        if not isinstance(value, list) or kind == "several":
            ours = widget.render("name&", value, {"id": "i"}, FormRenderer())
            theirs = widget.render("name&", value, {"id": "i"}, DjangoTemplates())
            assert ours == theirs
            assert type(ours) is type(theirs)


def test_a_widget_with_an_option_of_its_own_stays_with_its_template():
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    widget = Own(choices=[("a", "A")])
    assert 'type="select"' in widget.render("n", "a", {}, FormRenderer())


def test_countries_are_written_without_a_template(monkeypatch):
    renderer = get_default_renderer()
    assert isinstance(renderer, FormRenderer)
    monkeypatch.setattr(renderer, "get_template", None)
    with translation.override("ar"):
        html = forms.Select(choices=countries("ar")).render("country", "FR")
    assert '<option value="FR" selected>' in html
    assert html.count("<option") > 200
