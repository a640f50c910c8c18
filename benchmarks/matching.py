"""How long a reviewer waits for the organisations that a signature may be.

    python -m benchmarks.matching [NUMBER]

Starts a PostgreSQL of its own, fills it with organisations of one country, and asks
for the candidates of signatures whose names are spelled a little otherwise. Prints a
row of the table of docs/performance.md, and how many were found again.
"""

import sys

from .pages import manage, production

NUMBER = 5_000
TIMES = 25

MEASURE = """
import random
import statistics
import time
from organisations.models import Organisation
from review import matching
from signatures.models import Signature

chance = random.Random(1)
whats = ["Musée", "Archives", "Bibliothèque", "Fondation", "Centre culturel", "Galerie"]
hows = ["départemental", "municipale", "nationale", "Saint-Martin", "des beaux-arts",
    "du patrimoine", "d’histoire naturelle", "de la photographie"]
starts = ["Mont", "Bel", "Ville", "Saint-", "Roche", "Val", "Fon", "Char"]
ends = ["fort", "neuve", "ray", "clair", "ville", "taine", "bourg", "mont"]

def place():
    return chance.choice(starts) + chance.choice(ends) + chance.choice(ends)

rows = [
    Organisation(
        name=f"{chance.choice(whats)} {chance.choice(hows)} de {place()} {place()}",
        kind="institution", sector="museum", country="FR",
        domain=f"n{number}.example", website=f"https://n{number}.example/")
    for number in range(NUMBER)
]
Organisation.objects.bulk_create(rows)
seconds, found = [], 0
for row in chance.sample(rows, TIMES):
    at = chance.randrange(len(row.name))
    name = "Le " + row.name[:at] + row.name[at + 1:]
    signature = Signature(name=name, country="FR")
    start = time.perf_counter()
    candidates = matching.organisations(signature, None)
    seconds.append(1000 * (time.perf_counter() - start))
    found += row.pk in [candidate.organisation.pk for candidate in candidates]
print(f"| {NUMBER:,} | {statistics.median(seconds):.0f} | {max(seconds):.0f} |")
print(f"{found} of {TIMES} found again")
"""


def main(number: int) -> None:
    with production() as environment:
        manage(environment, "migrate", "--verbosity", "0")
        settings = f"NUMBER, TIMES = {number}, {TIMES}\n"
        print("| organisations of the country | median ms | slowest ms |")
        print("| --- | --- | --- |")
        code = settings + MEASURE
        print(manage(environment, "shell", "--no-imports", "-c", code), end="")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
