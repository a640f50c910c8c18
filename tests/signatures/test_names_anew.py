"""A site that has signatures finds and tells them apart as a new one does."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from openheritage.matching import kept_words, sort_key
from signatures.models import Signature
from signatures.models.signature import duplicate_key
from tests.signing import make_signature

pytestmark = pytest.mark.django_db


def test_what_was_kept_before_is_computed_anew():
    older = make_signature("waiting", "a@a.example", name="Muzeum Łódzkie")
    younger = make_signature("waiting", "b@a.example", name="Muzeum Lodzkie")
    younger.people.update(email="a@a.example")
    closed = make_signature("withdrawn", "c@a.example", name="Музей")
    paper = make_signature("waiting", None, name="Øst", source="paper")
    nobody = make_signature("published", None, name="Ært")
    old = {row.pk: f"{row.pk:064}" for row in (older, younger, closed, paper, nobody)}
    # As an older release left them; the younger one had a key that is the older's now.
    old[younger.pk] = duplicate_key(older.text.version, "a@a.example", older.name)
    for pk, key in old.items():
        Signature.objects.filter(pk=pk).update(
            duplicate_key=key, sort_name="zzz", search_name="zzz"
        )
    migration = import_module("signatures.migrations.0003_names_as_typed")
    migration.keep(apps, None)
    migration.tell_apart(apps, None)
    rows = {row.pk: row for row in Signature.objects.filter(pk__in=old)}
    for row in rows.values():
        assert row.sort_name == sort_key(row.name)
        assert row.search_name == kept_words(row.name)
    keys = {pk: row.duplicate_key for pk, row in rows.items()}
    assert keys[older.pk] == old[younger.pk]
    assert keys[younger.pk] not in old.values()
    assert keys[paper.pk] != old[paper.pk]
    assert keys[closed.pk] != old[closed.pk]
    assert keys[nobody.pk] == old[nobody.pk]
    assert len(set(keys.values())) == len(keys)


def test_names_are_ordered_by_code_points_on_every_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'signatures_signature' AND column_name = 'sort_name'"
        )
        assert cursor.fetchone() == ("C",)


def test_a_reader_finds_each_name_at_its_letter():
    ordered = [
        *("Æsir 2", "Æsir 10", "«Album»", "Đakovo", "ıhlara", "Île", "L’Atelier"),
        *("Łódzkie", "Lund", "Müzesi", "Œuvre", "Øst", "Pau", "ßeta", "Þing", "Zzz"),
        *("Αθήνα", "Івано", "Йорк", "Київ", "آثار", "متحف", "あさひ", "アジア"),
    ]
    made = [make_signature("waiting", None, name=name) for name in reversed(ordered)]
    rows = Signature.objects.filter(pk__in=[row.pk for row in made])
    assert list(rows.order_by("sort_name").values_list("name", flat=True)) == ordered
