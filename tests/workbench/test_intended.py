"""A warning that is none is told once."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail_localize.models import Translation

from translations import intended, saving
from translations.models import Intended

pytestmark = pytest.mark.django_db
XHR = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
WORDS = "It is meant so"


def test_a_warning_is_confirmed_for_these_words_alone(sign_in, statement):
    translation = Translation.objects.get(
        source__object_id=statement.translation_key,
        target_locale__language_code="fr",
    )
    segment = translation.source.stringsegment_set.get(
        string__data__startswith="Believing that"
    )

    def address(name):
        return reverse(name, args=[translation.pk, segment.pk])

    client = sign_in("translator")
    wrong = {"text": "Persuadés en 2025, <i>tous</i> et 3\u202f;"}
    told = client.post(address("workbench_check"), wrong, **XHR).text
    assert "The number 2025 is not in the original" in told
    assert told.count(WORDS) < told.count("<li")  # errors are never meant so
    answer = client.post(
        address("workbench_intend"), wrong | {"code": "number"}, **XHR
    ).text
    assert "The number 2025" not in answer
    other = wrong | {"text": "Persuadés en 2026\u202f;"}
    assert "2026" in client.post(address("workbench_check"), other, **XHR).text
    refused = client.post(address("workbench_intend"), other | {"code": "marks"}, **XHR)
    assert refused.status_code == 422
    row = Intended.objects.get()
    assert (row.by.username, row.code) == ("translator", "number")
    # Without a script too.
    text = other["text"]
    saving.store(segment, translation, text, User.objects.get(username="translator"))
    page = client.get(address("workbench_sentence")).text
    assert WORDS in page
    client.post(address("workbench_intend"), other | {"code": "number"})
    assert "2026 is not" not in client.get(address("workbench_sentence")).text
    codes = {each.code for each in intended.findings_of(segment, translation, text)}
    assert "number" not in codes
    german = Translation.objects.get(
        source=translation.source, target_locale__language_code="de"
    )
    url = reverse("workbench_intend", args=[german.pk, segment.pk])
    client.post(url, {"text": "2025", "code": "number"}, **XHR)
    assert Intended.objects.filter(locale=german.target_locale).count() == 0
