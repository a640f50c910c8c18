"""Migrations copy fields as Django takes them apart and puts them together."""

from django.apps import apps
from django.db.models import Field

from openheritage import rendering


def test_a_copied_field_is_what_django_makes_of_it():
    seen = 0
    for model in apps.get_models(include_auto_created=True):
        for bound in model._meta.local_fields + model._meta.local_many_to_many:
            field = rendering.clone(bound)
            copied = rendering.cloned(field)
            assert copied is not field
            assert type(copied) is type(field)
            assert copied.deconstruct() == field.deconstruct()
            assert copied.creation_counter > field.creation_counter
            seen += 1
    assert seen > 500


def test_django_is_as_before_when_migrations_are_done():
    before = Field.clone
    with rendering.rendering_quickly():
        assert Field.clone is rendering.cloned
        assert apps.get_swappable_settings_name("auth.Group") is None
        assert apps.get_swappable_settings_name("auth.User") == "AUTH_USER_MODEL"
    assert Field.clone is before
