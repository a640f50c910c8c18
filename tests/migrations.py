"""Looks whether the release before goes on serving while migrations run, and later.

    python -m tests.services.postgres python -m tests.migrations

The rules are django-migration-linter's, which reads the SQL that PostgreSQL would get.
CONTRIBUTING.md says how a change is made in two releases.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import (
    analyse_sql_statements,
    get_sql_analyser_class,
)

from .services.web import BASE_DIR

ENGINE = "django.db.backends.postgresql"
# Older than the look, and never changed. A new one belongs here only with a reason.
KNOWN = {
    "correspondence.0002_brake_and_lookups": "the outbox forgets, and is small",
    "home.0004_one_announcement": "a table of one row",
    "home.0012_pictures": "indexes over a row for each language",
    "images.0002_works_words_and_clean_files": "some hundred pictures, by staff alone",
    "limits.0003_sealed_forms": "attempts are forgotten after minutes",
    "members.0004_profiles": "an index over profiles, of which there are hundreds",
    "members.0011_pictures": "indexes over pages, of which there are hundreds",
    "members.0010_room_for_translated_sentences": "a column gets longer",
    "news.0006_picture_of_the_list": "an index over a row for each language",
    "signatures.0003_names_as_typed": "the columns get longer, which rewrites nothing",
    "statement.0007_picture": "an index over a row for each language",
    "translations.0004_memory": "an index over sentences, made when there were few",
}
SENTENCE = (
    "{name} would hurt the release that serves while it runs, or on what it made: "
    "{what}. CONTRIBUTING.md, “Migrations”, says how it is done in two releases."
)
Made = tuple[list[str], ProjectState]


def statements(
    migration: Migration, state: ProjectState
) -> tuple[list[str], ProjectState]:
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        state = migration.apply(state, editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")], state


def faults(name: str, sql: list[str]) -> list[str]:
    analyser = get_sql_analyser_class(ENGINE)
    errors, _ignored, warnings = analyse_sql_statements(analyser, sql, [])
    # An index that is made while it may be written is a warning to the linter.
    return [
        SENTENCE.format(name=name, what=found.message.rstrip("."))
        for found in (*errors, *warnings)
    ]


def ordered(loader: MigrationLoader) -> Iterable[Migration]:
    seen = dict.fromkeys(
        key
        for leaf in loader.graph.leaf_nodes()
        for key in loader.graph.forwards_plan(leaf)
    )
    return [loader.graph.nodes[key] for key in seen]


def is_ours(app: str) -> bool:
    return (BASE_DIR / app / "migrations").is_dir()


def lint() -> list[str]:
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    found: list[str] = []
    for migration in ordered(loader):
        name = f"{migration.app_label}.{migration.name}"
        if not is_ours(migration.app_label) or name in KNOWN:
            state = migration.mutate_state(state, preserve=False)
            continue
        sql, state = statements(migration, state)
        found += faults(name, sql)
    return found


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.test")
    django.setup()
    found = lint()
    print("\n".join(found) or "The release before goes on serving.")
    return int(bool(found))


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    sys.exit(main())
