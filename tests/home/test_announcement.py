"""By what a browser remembers an announcement that its reader has hidden."""

import re

import pytest
from wagtail.models import Locale

from home.models import Announcement

pytestmark = pytest.mark.django_db


def key(client, language):
    html = client.get(f"/{language}/").text
    return re.search(r'id="announcement" data-key="(\w+)"', html)[1]


def test_a_hidden_announcement_is_the_same_in_every_language_and_after_a_correction(
    client,
):
    known = key(client, "en")
    assert known == key(client, "ar") == key(client, "sw")
    announcement = Announcement.objects.get(live=True, locale=Locale.get_default())
    announcement.text = "Help to keep heritage open!"
    announcement.save_revision().publish()
    assert key(client, "en") == known


def test_another_announcement_is_shown_to_those_who_hid_the_last(client):
    known = key(client, "en")
    other = Announcement.objects.create(
        text="Heritage week begins.", locale=Locale.get_default(), live=False
    )
    other.save_revision().publish()
    assert key(client, "en") != known
