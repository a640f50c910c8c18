"""Sample signatures of organisations that do not exist, each marked as a sample.

They take the way of real ones as far as it needs no mail: published by
``decide.publish``, so that the register and the totals hold them. Their days are
counted back from the one on which they are loaded.
"""

import csv
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from home.demo.pages import OPENED
from register import counts
from review import decide
from signatures import signing
from signatures.consents import wordings_in
from signatures.models import Signature
from signatures.transitions import give_person, record
from statement.models import StatementPage, StatementText

State, Flag = Signature.State, Signature.Flag
FILE = Path(__file__).parent / "signatures.csv"
FACTS = ("name", "name_latin", "kind", "sector", "country", "language", "source")

# Who wants a word of its public entry changed.
CORRECTED = "Network of Invented Archives"
CORRECTION = {"name_latin": "", "comment": "Now with three more invented archives."}
QUESTION = "Which of your departments signs? We could not find it on your website."


def make_signatures() -> None:
    with FILE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    texts = newest_texts()
    for number, row in enumerate(rows, start=1):
        make(row, texts.get(row["language"]) or texts["en"], number)
    corrected = Signature.objects.get(name=CORRECTED, is_sample=True)
    signing.correct(corrected, CORRECTION)
    counts.recount(force=True)


def newest_texts() -> dict[str, StatementText]:
    texts = StatementText.objects.select_related("locale", "version").filter(
        version__translation_key__in=StatementPage.objects.key()
    )
    found = {}
    for text in texts.order_by("version__number", "pk"):
        found[text.locale.language_code] = text
    return found


def make(row: dict[str, str], text: StatementText, number: int) -> None:
    day = timezone.now().date() - timedelta(days=int(row["days_ago"]))
    # Nobody signed before there was anything to sign, whatever today is.
    day = max(day, OPENED)
    moment = datetime.combine(day, time(9, number), UTC)
    signature = Signature(
        **{name: row[name] for name in FACTS},
        comment=row["comment"],
        website=f"https://sample-{number}.example/",
        text=text,
        signed_on=day,
        created_at=moment,
        is_sample=True,
    )
    address = f"sample-{number}@example.org" if row["state"] != "published" else ""
    signature.set_duplicate_key(address)
    if row["state"] == State.QUARANTINED:
        signature.state, signature.flags = State.QUARANTINED, [Flag.HONEYPOT]
    else:
        signature.state, signature.confirmed_at = State.WAITING, moment
    signature.save()
    record("submitted", signature, flags=signature.flags)
    if row["state"] == "published":
        decide.publish(signature, None)
        return
    if row["state"] == State.ASKED:
        decide.ask(signature, None, QUESTION)
    # Only now: nobody is written to before they exist.
    add_person(signature, address)


def add_person(signature: Signature, address: str) -> None:
    wordings = wordings_in(signature.language)
    give_person(
        signature,
        [row for row in wordings if row.is_required],
        name="Sam Sample",
        job_title="Director",
        email=address,
        language=signature.language,
    )
