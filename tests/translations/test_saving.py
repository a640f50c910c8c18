"""The one way in which a sentence is stored."""

import pytest
from django.contrib.auth.models import User
from wagtail_localize.models import StringTranslation

from translations import saving
from translations.models import Change, Tally

from .drafts import FRENCH, LAST

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(draft):
    return draft.source.stringsegment_set.get(string__data=LAST)


@pytest.fixture
def translator():
    return User.objects.get(username="translator")


def test_what_is_stored_is_counted_and_remembered(draft, last, translator):
    saving.store(last, draft, FRENCH[LAST], translator, seen="")
    tally = Tally.objects.get(translation=draft)
    assert (tally.total, tally.translated) == draft.get_progress()
    assert (tally.translated, tally.touched_by) == (1, translator)
    saving.store(last, draft, "Autrement.\r\n", translator, seen=FRENCH[LAST])
    saving.store(last, draft, "Autrement.", translator)
    saving.remove(last, draft, translator, seen="Autrement.")
    changes = Change.objects.filter(context=last.context).order_by("pk")
    assert [(change.data, change.how) for change in changes] == [
        (FRENCH[LAST], "typed"),
        ("Autrement.", "typed"),
        ("", "deleted"),
    ]
    assert Tally.objects.get(translation=draft).translated == 0


def test_nobody_overwrites_what_they_have_not_seen(draft, last, translator):
    saving.store(last, draft, "Le premier.", translator, seen="")
    with pytest.raises(saving.Conflict) as conflict:
        saving.store(last, draft, "Le second.", translator, seen="")
    assert conflict.value.current.data == "Le premier."
    same = saving.store(last, draft, "Le premier.", translator, seen="")
    assert not same.error


def test_words_of_a_machine_are_marked_until_a_person_took_them(
    draft, last, translator
):
    saving.store(last, draft, "La fin.", None, how="machine", tool="X")
    tally = Tally.objects.get(translation=draft)
    assert (tally.translated, tally.machine) == (1, 1)
    saving.confirm(last, draft, translator, seen="La fin.")
    row = StringTranslation.objects.get(
        context=last.context, locale__language_code="fr"
    )
    assert (row.translation_type, row.tool_name) == ("manual", "X")
    assert Tally.objects.get(translation=draft).machine == 0
    with pytest.raises(saving.Refused):
        saving.confirm(
            draft.source.stringsegment_set.exclude(pk=last.pk).first(),
            draft,
            translator,
        )
