import pytest

from openheritage import spoken
from wording.models import Change, Word


@pytest.fixture(autouse=True)
def words_of_today(request):
    """What a test gave is forgotten, in this process too; and what a browser gave."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        Change.objects.all().delete()
        Word.objects.all().delete()
    yield
    spoken.EDITIONS.forget()
    spoken.Kept.copy = {}
