"""The sitemap of 45,000 addresses in 40 languages, each of which names all others.

    python -m benchmarks.sitemap [PAGES [LANGUAGES]]

Starts a PostgreSQL of its own, loads the sample content, adds pages in all languages,
and makes the files as the worker does, then once more when nothing has changed. Prints
seconds, memory, and how large the files are; then what asking for one costs.
"""

import sys

from .matrix import run
from .pages import HEADERS, load, production

PAGES, LANGUAGES = 1125, 40

FILL = """
from django.db import connection
from home.models import HomePage
from openheritage import languages
from tests.workbench.many import fill
from wagtail.models import Locale, Page
originals = fill(PAGES, LANGUAGES - 1, sentences=0)
HomePage.objects.update(live=True)
keys = [page.translation_key for page in originals]
Page.objects.filter(translation_key__in=keys).update(live=True)
for locale in Locale.objects.all():
    languages.change(locale, to_open=True)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""

MAKE = """
import gzip, resource, time
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openheritage import sitemaps
from openheritage.models import SitemapFile

def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def made(what):
    longest, wall, used = 0.0, time.perf_counter(), time.process_time()
    step = wall
    for _step in sitemaps.make():
        now = time.perf_counter()
        longest, step = max(longest, now - step), now
    wall, used = time.perf_counter() - wall, time.process_time() - used
    longest = max(longest, time.perf_counter() - step)
    print(f"| {what} | {wall:.1f} | {used:.1f} | {longest:.2f} | {megabytes():.0f} |")

print("| | seconds | of the processor | longest step, s | most memory, MB |")
print("| --- | --- | --- | --- | --- |")
print(f"| before anything | | | | {megabytes():.0f} |")
made("all files")
made("nothing has changed")
files = [*SitemapFile.objects.order_by("name")]
urls, sizes, packed = 0, [], 0
for each in files:
    with default_storage.open(each.file) as file:
        data = file.read()
    packed += len(data)
    text = gzip.decompress(data)
    urls += text.count(b"<loc>")
    sizes.append(len(text))
print(f"\\n{len(files)} files, {urls:,} addresses, {sum(sizes) / 1e6:.0f} MB, the "
      f"largest {max(sizes) / 1e6:.1f} MB; packed {packed / 1e6:.1f} MB.\\n")
print("| Asked for | queries | ms | kB |\\n| --- | --- | --- | --- |")
client = Client(headers=HEADERS | {"Accept-Encoding": "gzip"})
for path in ("/sitemap.xml", f"/sitemap-{files[0].name}.xml"):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        answer = client.get(path)
        body = answer.getvalue()
        spent = time.perf_counter() - start
    assert answer.status_code == 200, (path, answer.status_code)
    print(f"| `{path}` | {len(queries)} | {1000 * spent:.0f} "
          f"| {len(body) / 1000:.0f} |")
"""


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    pages, languages = [*numbers, *(PAGES, LANGUAGES)[len(numbers) :]]
    with production() as environment:
        load(environment)
        run(environment, FILL, PAGES=pages, LANGUAGES=languages)
        print(run(environment, MAKE, HEADERS=HEADERS))


if __name__ == "__main__":
    main()
