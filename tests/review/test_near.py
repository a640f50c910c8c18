"""What indexes find of a signature's likely twins is what comparing all finds."""

from importlib import import_module

import pytest
from django.db import connection

from organisations.likeness import Likely
from organisations.models import Organisation
from review import likeness, matching
from signatures.models import Signature
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


@pytest.fixture
def alike(db):
    """Of one organisation, each known by something else; and of others."""
    one = Organisation.objects.create(name="Louvre", country="FR")
    facts = {"name": "Musée du Louvre", "country": "FR", "website": ""}
    made = [
        make_published("a@gmail.com", **facts | {"website": "https://www.louvre.fr/x"}),
        make_signature(State.WAITING, "b@gmail.com", **facts | {"name": "LE LOUVRE"}),
        make_signature(State.ASKED, "c@Louvre.FR", **facts | {"name": "Das Haus"}),
        make_signature(
            State.WAITING, "d@x.example", **facts | {"name": "Louvre Musee"}
        ),
        make_published("e@gmail.com", **facts | {"name": "Musées du Louvre"}),
        make_published("f@gmail.com", **facts | {"name": "Elsewhere", "country": "PE"}),
        make_published(
            "g@gmail.com", **facts | {"name": "متحف", "name_latin": "Musee-du-louvre"}
        ),
        make_published("h@bücher.example", **facts | {"name": "Bücher"}),
        make_published(
            "i@gmail.com",
            **facts | {"name": "Books", "website": "https://bücher.example"},
        ),
        make_published("k@Москва.example", **facts | {"name": "Москва"}),
        make_published(
            "l@gmail.com",
            **facts | {"name": "Stadt", "website": "https://xn--80adxhks.example"},
        ),
        make_published("m@www.stadt.example", **facts | {"name": "A town"}),
        make_published(
            "n@gmail.com",
            **facts | {"name": "Una città", "website": "https://stadt.example"},
        ),
        make_signature(State.REJECTED, "j@louvre.fr", **facts),
    ]
    for row in (made[4], made[5]):
        row.organisation = one
        row.save()
    return made


def compared(rows):
    """What each finds, by the indexes and without them."""
    every = Likely(likeness.computed(likeness.confirmed().order_by("-pk")))
    for row in rows:
        wanted = likeness.traits_of(row, row.signatory)
        yield row, every.of(wanted), likeness.near([wanted]).of(wanted)


def test_a_signature_finds_the_same_by_the_indexes(alike):
    rows = Signature.objects.exclude(pk__in=[row.pk for row in alike])[:40]
    total = 0
    for row, every, found in compared([*alike, *rows]):
        assert found == every, row.name
        total += len(found)
    assert total > 10
    found = {row.pk: found for row, _every, found in compared(alike)}
    first, *_others, rejected = alike
    assert {alike[2].pk, alike[4].pk} <= found[first.pk]
    assert rejected.pk not in found[first.pk]
    assert first.pk in found[rejected.pk]


def test_what_is_older_than_all_names_that_are_compared_is_found(alike, monkeypatch):
    """By what is the same, though no name is read for being much alike."""
    monkeypatch.setattr(Likely, "alike", lambda *_given: ())
    every = Likely(likeness.computed(likeness.confirmed().order_by("-pk")))
    total = 0
    for row in alike:
        wanted = likeness.traits_of(row, row.signatory)
        found = likeness.near([wanted], most=1).of(wanted)
        assert found == every.of(wanted), row.name
        total += len(found)
    assert total >= 8
    by_name = {row.name: row for row in alike}
    for one, other in [
        ("Bücher", "Books"),
        ("Москва", "Stadt"),
        ("A town", "Una città"),
    ]:
        wanted = likeness.traits_of(by_name[other], by_name[other].signatory)
        assert by_name[one].pk in likeness.near([wanted], most=1).of(wanted)


def test_many_together_find_what_each_finds_alone(alike):
    wanted = [likeness.traits_of(row, row.signatory) for row in alike]
    known = likeness.near(wanted)
    for row, every, _found in compared(alike):
        assert known.of(likeness.traits_of(row, row.signatory)) == every


def test_who_corrects_name_or_website_is_known_by_the_new_ones(alike):
    row, other = alike[0], alike[5]
    row.name, row.website = "Elsewhere", "https://elsewhere.example"
    row.country = "PE"
    row.save()
    ((_row, every, found),) = compared([row])
    assert found == every
    assert other.pk in found


def test_rows_that_an_older_version_wrote_are_found_and_then_kept(alike):
    Signature.objects.update(known_by=None)
    before = [found for _row, every, found in compared(alike) if found == every]
    assert len(before) == len(alike)
    migration = import_module("signatures.migrations.0007_known_by")
    with connection.schema_editor() as editor:
        migration.Migration.operations[0].code(None, editor)
    assert not Signature.objects.filter(known_by__isnull=True).exists()
    for row in Signature.objects.all():
        kept = row.known_by
        row.derive()
        assert row.known_by == kept
    assert [found for _row, _every, found in compared(alike)] == before


def test_it_takes_two_queries(alike, django_assert_max_num_queries):
    wanted = [likeness.traits_of(row, row.signatory) for row in alike]
    with django_assert_max_num_queries(2):
        likeness.near(wanted)


def test_no_table_holds_the_domain_of_a_mailbox_but_that_of_people(alike):
    kept = [row.known_by for row in Signature.objects.all()]
    assert not [each for each in kept if "s:x.example" in each]


def test_what_came_to_nothing_is_found_by_its_name_or_below_the_domain(alike):
    first, rejected = alike[0], alike[-1]
    made = [
        make_signature(State.REJECTED, f"{n}@gmail.com", name=f"Shop {n}", website=site)
        for n, site in enumerate(("https://shop.louvre.fr/a", "https://louvre.fr.ee"))
    ]
    found = {row.pk for row in matching.others(first, first.signatory, [])}
    assert {rejected.pk, made[0].pk} <= found
    assert made[1].pk not in found
