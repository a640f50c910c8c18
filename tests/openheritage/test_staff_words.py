"""The admin speaks the language that its staff have chosen."""

import json

import pytest
from django.urls import reverse

from openheritage.catalogues import STAFF, collect, gaps, staff_languages

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def words_of_staff():
    return collect(STAFF)


@pytest.mark.parametrize("language", staff_languages())
def test_everything_that_staff_read_is_translated(language, words_of_staff):
    missing = gaps(language, words_of_staff, "staff.po")
    assert not missing, (
        "Run `make catalogues` and fill in openheritage/locale/ "
        f"({language}, staff.po):\n" + "\n".join(missing)
    )


def test_every_language_of_the_site_that_wagtail_speaks_is_one_of_them():
    assert len(staff_languages()) == 10
    # Wagtail's admin has neither; their staff choose another.
    assert not {"sw", "rw"} & {*staff_languages()}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Organisations", "Correspondance", "En attente d’examen", "Registre"]),
        ("ar", ["المراسلات", "ينتظر المراجعة", 'dir="rtl"']),
        ("id-id", ["Korespondensi", "Menunggu tinjauan", "Daftar resmi"]),
    ],
)
def test_a_reviewer_works_in_the_language_of_the_account(sign_in, language, words):
    reviewer = sign_in("reviewer")
    account = reverse("wagtailadmin_account")
    form = {
        "name_email-first_name": "Ada",
        "name_email-last_name": "Reader",
        "name_email-email": "reviewer@example.org",
        "locale-preferred_language": language,
        "locale-current_time_zone": "UTC",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
    }
    assert reviewer.post(account, form).status_code == 302
    html = reviewer.get(reverse("wagtailadmin_home")).content.decode()
    for word in words:
        # The menu is JSON.
        assert word in html or json.dumps(word)[1:-1] in html
    assert "Waiting for review" not in html
