"""The list of members with 70 of them and with 5,000, against a view that does nothing.

    python -m benchmarks.members [NUMBER]

As ``costs`` measures pages, in one run: first with the sample content, then with
members of all countries, kinds and sectors beside it. Prints the table of
docs/performance.md.
"""

import os
import shutil
import sys

from .costs import beside_each_other, compare, print_head, print_row
from .matrix import run
from .pages import load, production

NUMBER = 5000
# There is none with the sample's alone.
SECOND = "its second page"
ASKED = {
    "the list": "/en/coalition/",
    "the list, Arabic": "/ar/coalition/",
    SECOND: "/en/coalition/?page=2",
    "one country": "/en/coalition/?country=FR",
    "part of a name": "/en/coalition/?q=museum",
    "`members.json`": "/en/members.json",
    "a member": "/en/coalition/internet-archive/",
    "home, which counts them": "/en/",
}

# Row by row, without what each page asks when staff make it.
FILL = """
import itertools
from uuid import uuid4
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from members.models import MemberPage, MembersIndexPage
from openheritage.matching import kept_words
from openheritage.names import countries
from organisations.models import Kind, Organisation, Sector
from wagtail.models import Page
WORDS = ["Museum", "Musée", "Archivo", "Library", "متحف", "図書館", "Библиотека"]
facts = itertools.product(
    Kind.values, Sector.values, [code for code, _name in countries("en")]
)
index = MembersIndexPage.objects.get(locale__language_code="en")
kind = ContentType.objects.get_for_model(MemberPage)
there = index.numchild
with transaction.atomic():
    organisations = Organisation.objects.bulk_create([
        Organisation(
            name=f"{WORDS[number % 7]} {number}", kind=of, sector=sector,
            country=country, website=f"https://m{number}.example/",
        )
        for number, (of, sector, country) in zip(
            range(NUMBER - there), itertools.cycle(facts)
        )
    ])
    pages = Page.objects.bulk_create([
        Page(
            title=each.name, draft_title=each.name, slug=f"member-{number}",
            path=MemberPage._get_path(index.path, index.depth + 1, there + number),
            depth=index.depth + 1, content_type=kind, locale=index.locale,
            translation_key=uuid4(), url_path=f"{index.url_path}member-{number}/",
        )
        for number, each in enumerate(organisations, start=1)
    ])
    for page, organisation in zip(pages, organisations):
        member = MemberPage(
            page_ptr=page, organisation=organisation,
            search_title=kept_words(page.title),
        )
        # The page is there: its own row alone is written.
        member.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=index.pk).update(numchild=NUMBER)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""


def main(number: int) -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; on Debian: apt install wrk")
    with production(durable=True) as environment:
        load(environment)
        with beside_each_other(environment) as (bare, servers):
            some = {name: each for name, each in ASKED.items() if name != SECOND}
            of_bare, few = compare(bare, servers, some)
            run(environment, FILL, NUMBER=number)
            of_bare_later, many = compare(bare, servers, ASKED)
    print("With 70,", end=" ")
    print_head(of_bare, servers)
    for page, found in few.items():
        print_row(page, of_bare, found)
    print(f"\nWith {number:,},", end=" ")
    print_head(of_bare_later, servers)
    for page, found in many.items():
        print_row(page, of_bare_later, found)
    print("\nLoad of the machine:", ", ".join(f"{n:.1f}" for n in os.getloadavg()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
