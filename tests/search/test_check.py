"""``check_search`` finds what is wrong in the table, and puts it right."""

import pytest
from django.core.management import CommandError, call_command

from search import synchronisation
from search.models import Change, Entry, Word

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Change.objects.all().delete()


def check(capsys, *arguments: str) -> str:
    call_command("check_search", *arguments)
    return capsys.readouterr().out


def test_a_table_that_is_right_is_called_so(capsys):
    assert f"{Entry.objects.count()} entries, all" in check(capsys)


def damage(name: str) -> str:
    """Does something wrong to a row; returns its document's id."""
    entry = Entry.objects.filter(kind="clause").first()
    name_of = entry.document_id
    if name == "missing":
        entry.delete()
    elif name == "wrong":
        Entry.objects.filter(pk=entry.pk).update(shown_in=" xx ")
    else:
        entry.pk, entry.thing = None, "page:00000000-0000-0000-0000-000000000000"
        entry.save()
        name_of = entry.document_id
    return name_of


@pytest.mark.parametrize("kind", ["missing", "wrong", "surplus"])
def test_what_is_wrong_is_named_and_put_right(capsys, kind):
    before = Entry.objects.count()
    document = damage(kind)
    with pytest.raises(CommandError, match="1 entries differ"):
        check(capsys)
    assert f"{kind}: {document}" in capsys.readouterr().out
    assert "1 entries put right" in check(capsys, "--repair")
    assert "all as the public may see" in check(capsys)
    assert Entry.objects.count() == before


def test_what_is_put_right_goes_to_the_server_too(capsys):
    document = damage("surplus")
    check(capsys, "--repair")
    change = Change.objects.get()
    assert change.gone == [document]
    assert change.entered_at
    assert synchronisation.push() == 1


def test_an_empty_table_is_filled_again(capsys):
    wanted = {entry.document_id for entry in Entry.objects.all()}
    Entry.objects.all().delete()
    Word.objects.all().delete()
    check(capsys, "--repair")
    assert {entry.document_id for entry in Entry.objects.all()} == wanted
    assert Word.objects.filter(language="fr").exists()


def test_so_many_differences_are_listed(capsys):
    Entry.objects.all().delete()
    with pytest.raises(CommandError, match="entries differ"):
        check(capsys)
    assert len(capsys.readouterr().out.splitlines()) == 20
