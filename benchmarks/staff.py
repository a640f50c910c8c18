"""What staff wait for: lists among 1,000 pages in 40 languages, and publishing.

    python -m benchmarks.staff [PAGES [LANGUAGES]]

Starts a PostgreSQL of its own and loads the sample content; publishes the Statement
with its eleven translations through the screens of the admin, with a change of words,
of the address and of the picture; then adds the pages, as ``matrix`` does, and asks for
the screens that list them. Prints tables for docs/performance.md.
"""

import sys

from .matrix import FILL, run
from .pages import HEADERS, load, production

PAGES, LANGUAGES = 1000, 40
TIMES = 5

PUBLISH = """
import re, time
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext, setup_test_environment, teardown_test_environment
)
from django.urls import reverse
from images.models import CustomImage
from statement.models import StatementPage
from tests.translations import forms

def posted(client, page):
    # What a template was given is known while one tests; and tests alone take longer.
    setup_test_environment()
    try:
        return forms.posted(client, page)
    finally:
        teardown_test_environment()

client = Client(headers=HEADERS)
client.force_login(get_user_model().objects.get(username="moderator"))
page = StatementPage.objects.get(locale__language_code="en")
url = reverse("wagtailadmin_pages:edit", args=[page.pk])
words = next(name for name in posted(client, page) if name.endswith("-value-text"))
picture = CustomImage.objects.latest("pk").pk

print("| What has changed | queries | ms |\\n| --- | --- | --- |")
for what, change in (
    ("words", {words: posted(client, page)[words] + " Indeed."}),
    ("the title", {"title": "Another title"}),
    ("the address", {"slug": "another-address"}),
    ("the picture", {"image": picture}),
):
    page = StatementPage.objects.get(pk=page.pk)
    data = posted(client, page) | change | {"action-publish": "1"}
    shown = client.post(url, data).url
    seen = re.search(r'name="seen" value="([a-z0-9]+)"', client.get(shown).text)[1]
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        answer = client.post(shown, {"action": "publish", "seen": seen})
        taken = time.perf_counter() - start
    # Who is refused is led elsewhere.
    listed = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    assert (answer.status_code, answer.url) == (302, listed), (what, answer)
    print(f"| {what} | {len(queries)} | {1000 * taken:.0f} |")
"""

ASK = """
import statistics, time
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from home.models import HomePage

home = HomePage.objects.get(locale__language_code="en")
SCREENS = {
    "the root, a home page for each language": reverse("wagtailadmin_explore_root"),
    "below a home page": reverse("wagtailadmin_explore", args=[home.pk]),
    "searching pages": reverse("wagtailadmin_pages:search") + "?q=page",
    "the report on translations": reverse("wagtail_localize:translations_report"),
    "the dashboard": reverse("wagtailadmin_home"),
}
print("| Screen | asked by | queries | median ms | slowest ms |")
print("| --- | --- | --- | --- | --- |")
for name in ("moderator", "editor", "reviewer"):
    client = Client(headers=HEADERS)
    client.force_login(get_user_model().objects.get(username=name))
    for label, path in SCREENS.items():
        status = client.get(path).status_code
        assert status == 200 or name != "moderator", (label, status)
        if status != 200:
            # Not everybody has all of them.
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        count, taken = len(queries), []
        for _attempt in range(TIMES):
            start = time.perf_counter()
            client.get(path)
            taken.append(1000 * (time.perf_counter() - start))
        print(f"| {label} | {name} | {count} | {statistics.median(taken):.0f} "
              f"| {max(taken):.0f} |")
"""


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    pages, languages = [*numbers, *(PAGES, LANGUAGES)[len(numbers) :]]
    with production(SECOND_FACTOR_REQUIRED="0") as environment:
        load(environment)
        print(run(environment, PUBLISH, HEADERS=HEADERS))
        run(environment, FILL, PAGES=pages, LANGUAGES=languages)
        print(run(environment, ASK, HEADERS=HEADERS, TIMES=TIMES))


if __name__ == "__main__":
    main()
