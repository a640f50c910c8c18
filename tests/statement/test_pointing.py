"""What pages say that they are about, in the Statement."""

import pytest

from home.demo.texts import texts
from statement.pointing import PartsField, choices, parts_in

pytestmark = pytest.mark.django_db


def test_parts_are_found_under_their_labels_in_every_language():
    english, arabic = parts_in("en"), parts_in("ar")
    assert list(english) == list(arabic)
    (article,) = [each for each in arabic.values() if each.anchor == "article-4"]
    assert article.title == texts("ar")["statement.4.title"]
    assert article.path == "/ar/statement/#article-4"


def test_staff_choose_among_the_clauses_and_articles_of_the_original():
    offered = [pk for _group, parts in choices() for pk, _words in parts]
    assert offered == list(parts_in("en"))
    assert PartsField().clean(offered[:2]) == offered[:2]
