import pytest

from openheritage import spoken


@pytest.fixture(autouse=True)
def words_of_today():
    """What a test gave is forgotten, in this process too."""
    yield
    spoken.forget()
    spoken.Kept.copy = {}
