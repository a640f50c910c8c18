import pytest

from openheritage.catalogues import PUBLIC, collect, gaps, shipped
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
