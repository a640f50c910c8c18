import pytest

from wording.models import Change, Word


@pytest.fixture(autouse=True)
def words_of_today(request):
    """There is nothing yet of what a browser gave."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        Change.objects.all().delete()
        Word.objects.all().delete()
