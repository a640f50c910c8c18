"""What indexes find of organisations like one is what comparing all finds."""

from importlib import import_module

import pytest
from django.db import connection

from organisations.likeness import Likely, computed, organisations
from organisations.models import Organisation
from organisations.traits import traits

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db):
    rows = [
        ("Musée du Louvre", "", "FR", "https://www.louvre.fr/"),
        ("LOUVRE, musée du", "", "FR", ""),
        ("متحف", "Musee du Louvre", "", ""),
        ("Musées du Louvre", "", "FR", ""),
        ("Elsewhere", "", "PE", "https://louvre.fr/elsewhere"),
        ("Musée du Louvre", "", "PE", "https://another.example"),
    ]
    return [
        Organisation.objects.create(
            name=name, name_latin=latin, country=country, website=website
        )
        for name, latin, country, website in rows
    ]


def asked(row):
    facts = row.name, row.name_latin, row.domain, "", row.country
    return traits(0, *facts)


def every():
    return Likely(computed(Organisation.objects.order_by("-pk")))


def test_an_organisation_finds_the_same_by_the_indexes(made):
    rows = [*made, *Organisation.objects.order_by("pk")[:40]]
    known, all_of_them = organisations([*map(asked, rows)]), every()
    for row in rows:
        found = organisations([asked(row)]).of(asked(row))
        assert found == all_of_them.of(asked(row)) == known.of(asked(row))
        assert row.pk in found
    assert {row.pk for row in made[:5]} <= known.of(asked(made[0]))


def test_what_is_older_than_all_names_that_are_compared_is_found(made, monkeypatch):
    monkeypatch.setattr(Likely, "alike", lambda *_given: ())
    for row in made:
        found = organisations([asked(row)], most=1).of(asked(row))
        assert found == every().of(asked(row)), row.name


def test_where_the_country_is_not_known_names_of_all_are_compared(made):
    wanted = traits(0, "Musees du Louvres", "", "", "", "")
    known = organisations([wanted], anywhere=True)
    assert {"FR", "PE"} <= {*known.names}


def test_who_is_called_otherwise_is_known_by_the_new_name(made):
    row = made[4]
    row.name = "Anderswo"
    row.save(update_fields=["name"])
    found = organisations([traits(0, "ANDERSWO", "", "", "", "PE")], most=0)
    assert [*found.rows] == [row.pk]


def test_rows_that_an_older_version_wrote_are_found_and_then_kept(made):
    Organisation.objects.update(known_by=None)
    before = organisations([asked(made[0])]).of(asked(made[0]))
    assert {row.pk for row in made[:5]} <= before
    migration = import_module("organisations.migrations.0006_known_by").Migration
    with connection.schema_editor() as editor:
        migration.operations[0].code(None, editor)
    assert not Organisation.objects.filter(known_by__isnull=True).exists()
    assert organisations([asked(made[0])]).of(asked(made[0])) == before
    for row in Organisation.objects.all():
        kept = row.known_by
        row.save()
        assert row.known_by == kept
