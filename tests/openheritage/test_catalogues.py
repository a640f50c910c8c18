import re

import pytest
from django.conf import settings

from openheritage.catalogues import PUBLIC, STAFF, THEIRS, collect, gaps, shipped
from tests.conftest import LANGUAGES


def test_a_catalogue_is_shipped_for_every_language_of_the_sample():
    assert set(shipped()) == set(LANGUAGES) - {"en"}


@pytest.fixture(scope="module")
def public():
    return collect(PUBLIC)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_everything_the_public_reads_is_translated(language, public):
    missing = gaps(language, public)
    assert not missing, (
        f"Run `make catalogues` and fill in openheritage/locale/ ({language}), or mark "
        "what only staff read with staff_:\n" + "\n".join(missing)
    )


def test_no_words_hide_behind_another_name():
    """Those of staff are found by the name under which a file imports gettext."""
    names = {
        name
        for path in settings.BASE_DIR.glob("*/**/*.py")
        if path.relative_to(settings.BASE_DIR).parts[0] not in ("tests", "build")
        for name in re.findall(
            r"translation import n?gettext(?:_lazy)? as (\w+)", path.read_text()
        )
    }
    assert names <= {"_", *STAFF, *THEIRS}, (
        "Import gettext under a name that openheritage/catalogues.py knows."
    )
