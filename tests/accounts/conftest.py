import pytest

from limits.models import Attempt


@pytest.fixture(autouse=True)
def no_attempts_of_others(db):
    """Browser tests sign in for good: what they leave behind counts for nobody here."""
    Attempt.objects.all().delete()
