"""Migrations make classes with less work than Django does, and the same tables."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

from django.apps import apps
from django.conf import settings
from django.db.migrations.operations import RunPython
from django.db.migrations.state import ProjectState
from django.db.models import Field

from openheritage import rendering

# Without what is done here: as ``migrate`` is when a database goes back.
AS_DJANGO = """
from contextlib import nullcontext
from django.core.management import call_command
import django
django.setup()
from openheritage.management.commands import migrate
migrate.rendering_quickly = nullcontext
call_command("migrate", verbosity=0)
"""
# Moments, and what is drawn by lot.
CHANGING = re.compile(r"'[0-9]{4}-[0-9-]+ [0-9:.]+'|'[0-9a-f]{32}'")


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
    replaced = (Field, "clone"), (RunPython, "database_forwards")
    replaced += tuple(
        (ProjectState, name)
        for name in ("add_model", "add_field", "alter_field", "_find_reload_model")
    )
    before = [getattr(*each) for each in replaced]
    with rendering.rendering_quickly():
        for each, django_s in zip(replaced, before, strict=True):
            assert getattr(*each) is not django_s, each
        assert apps.get_swappable_settings_name("auth.Group") is None
        assert apps.get_swappable_settings_name("auth.User") == "AUTH_USER_MODEL"
    assert [getattr(*each) for each in replaced] == before


def migrated(path, *command):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{path}",
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.dev",
    }
    subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, check=True
    )
    with closing(sqlite3.connect(path)) as connection:
        return [CHANGING.sub("…", line) for line in connection.iterdump()]


def test_the_tables_and_their_rows_are_those_that_django_makes(tmp_path):
    command = "manage.py", "migrate", "--verbosity", "0"
    ours = migrated(tmp_path / "ours.sqlite3", *command)
    django_s = migrated(tmp_path / "django.sqlite3", "-c", AS_DJANGO)
    assert len(ours) > 1000
    assert ours == django_s
