"""Whether the release before goes on serving on what migrations make."""

import pytest
from django.db import migrations as made
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests import migrations

pytestmark = pytest.mark.django_db

TEXT = {"max_length": 20}
INDEX = models.Index(fields=["action"], name="limits_by_action")


@pytest.mark.proof
@pytest.mark.rota
def test_the_release_before_serves_on_all_that_migrations_make():
    found = migrations.lint()
    assert not found, "\n".join(found)


def test_migrations_that_are_let_pass_are_there_and_have_a_reason():
    loader = MigrationLoader(None)
    there = {f"{app}.{name}" for app, name in loader.graph.nodes}
    assert migrations.KNOWN.keys() <= there
    assert all(len(reason) > 10 for reason in migrations.KNOWN.values())


@pytest.fixture
def limits(db) -> ProjectState:
    """The tables of an app that stands alone, without those of all others."""
    loader = MigrationLoader(None)
    state = ProjectState()
    for node in loader.graph.forwards_plan(loader.graph.leaf_nodes("limits")[0]):
        if node[0] == "limits":
            state = loader.graph.nodes[node].mutate_state(state, preserve=False)
    return state


def said(operation: made.operations.base.Operation, state: ProjectState) -> list[str]:
    migration = type("Migration", (made.Migration,), {"operations": [operation]})
    migration.atomic = operation.atomic
    sql, _state = migrations.statements(migration("0009_next", "limits"), state.clone())
    return migrations.faults("limits.0009_next", sql)


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (made.RemoveField("attempt", "action"), "DROPPING columns"),
        (made.RenameField("attempt", "action", "deed"), "RENAMING columns"),
        (made.AlterModelTable("attempt", "limits_try"), "RENAMING tables"),
        (made.DeleteModel("attempt"), "DROPPING table"),
        (
            made.AddField("attempt", "more", models.CharField(default="", **TEXT)),
            "NOT NULL constraint",
        ),
        (made.AddIndex("attempt", INDEX), "CREATE INDEX locks table"),
    ],
)
def test_what_hurts_the_release_before_is_told_in_a_sentence(limits, operation, word):
    (sentence,) = said(operation, limits)
    assert "limits.0009_next" in sentence
    assert word in sentence
    assert "CONTRIBUTING.md" in sentence


@pytest.mark.parametrize(
    "operation",
    [
        made.AddField("attempt", "more", models.CharField(null=True, **TEXT)),
        made.AddField(
            "attempt", "more", models.CharField(default="", db_default="", **TEXT)
        ),
        made.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_the_release_before_does_not_notice_passes(limits, operation):
    assert said(operation, limits) == []


def test_an_index_that_is_made_beside_the_work_passes():
    sql = ['CREATE INDEX CONCURRENTLY "one" ON "limits_attempt" ("action")']
    assert migrations.faults("limits.0009_next", sql) == []
