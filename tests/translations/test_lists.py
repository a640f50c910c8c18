"""Items of a list are sentences to translate, however they got there."""

import pytest
from wagtail_localize.models import TranslationSource

from home.models import ContentPage

from .forms import publish
from .test_translating import english, translation_of

pytestmark = pytest.mark.django_db


def test_an_event_that_staff_add_to_a_timeline_is_offered_for_translation(sign_in):
    background = english("background", ContentPage)
    (index,) = (
        number
        for number, part in enumerate(background.body)
        if part.block_type == "timeline"
    )
    items = f"body-{index}-value"
    number = len(background.body[index].value)
    new = {"deleted": "", "order": number, "id": "", "value-date": "2026-11-01"}
    new |= {"value-title": "It was tried", "value-text": "By many people."}
    new |= {"value-image-image": "", "value-image-alt_text": ""}
    publish(
        sign_in("moderator"),
        background,
        **{f"{items}-count": number + 1},
        **{f"{items}-{number}-{name}": value for name, value in new.items()},
    )
    source = TranslationSource.objects.get(object_id=background.translation_key)
    said = source.stringsegment_set.values_list("string__data", flat=True)
    assert {"It was tried", "By many people."} <= set(said)
    total, done = translation_of(background, "fr").get_progress()
    assert total == done + 2
