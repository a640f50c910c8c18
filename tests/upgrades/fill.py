"""Runs in the checkout of the earlier commit, by its code: see ``make.py``.

Three languages of its sample content, with members that nobody has heard of, signatures
in every state, accounts, and a second factor. What people then know is written down.
"""

import base64
import csv
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import django

django.setup()

from django.apps import apps  # noqa: E402 - Django comes first
from django.conf import settings  # noqa: E402 - as above
from django.contrib.auth.models import Group, User  # noqa: E402 - as above
from django.core.files.base import ContentFile  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.test import Client  # noqa: E402 - as above
from django.test.utils import setup_test_environment  # noqa: E402 - as above
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402 - as above
from PIL import Image  # noqa: E402 - as above

from correspondence.models import Link  # noqa: E402 - as above
from home.demo import pages, signatures, texts  # noqa: E402 - as above
from images.models import CustomImage, Licence  # noqa: E402 - as above
from news.models import NewsPage  # noqa: E402 - as above
from openheritage.roles import DATA_KEEPERS  # noqa: E402 - as above
from register import counts  # noqa: E402 - as above
from review import decide  # noqa: E402 - as above
from signatures import signing, succession  # noqa: E402 - as above
from signatures.models import Signature  # noqa: E402 - as above
from statement.models import StatementText  # noqa: E402 - as above
from tests import signing as forms  # noqa: E402 - as above

LANGUAGES = ["en", "fr", "ar"]
MEMBERS = [
    ("Archive of the Seven Invented Hills", "NL", "archive"),
    ("Bibliothèque de l’Exemple", "FR", "library"),
    ("Museum of Things That Never Were", "NE", "museum"),
    ("Network of Imaginary Collections", "", "network"),
]
PASSWORD = "open-heritage-demo"
TOTP_KEY = "3132333435363738393031323334353637383930"
# No test of it depends on the day.
FOREVER = datetime(2999, 1, 1, tzinfo=UTC)
BROWSER = {"HTTP_HOST": "example.org", "HTTP_X_FORWARDED_PROTO": "https"}


def make_smaller() -> None:
    """The sample content of three languages, without anybody real."""
    texts.LANGUAGES[:] = LANGUAGES
    with (texts.DEMO / "members.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("name", "country", "kind"), *MEMBERS])
    with signatures.FILE.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] in LANGUAGES]
    with signatures.FILE.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    pages.make_images = make_images
    del pages.NEWS[5:]


def make_images() -> dict[str, CustomImage]:
    made = {}
    for number, name in enumerate(("coast", "market")):
        file = BytesIO()
        Image.new("RGB", (40, 30), (90, 40 * number, 120)).save(file, "PNG")
        made[name] = CustomImage.objects.create(
            title=texts.english(f"image.{name}.title"),
            description=texts.english(f"image.{name}.alt"),
            creator="Open Heritage",
            licence=Licence.CC0,
            file=ContentFile(file.getvalue(), name=f"{name}.png"),
        )
    return made


def signed(number: int, language: str = "en", **facts: str) -> tuple[Signature, str]:
    """By the form, as a browser sends it; with the link of the mail."""
    email = f"signer-{number}@signer-{number}.example"
    name = facts.pop("name", f"Invented Institution No. {number}")
    forms.sign(
        Client(**BROWSER),
        language,
        name=name,
        signer=f"Invented Signer No. {number}",
        email=email,
        website=f"https://signer-{number}.example/",
        **facts,
    )
    signature = Signature.objects.get(people__email=email)
    return signature, forms.mailed("confirm", signature)


def confirmed(number: int, language: str = "en", **facts: str) -> tuple[Signature, str]:
    signature, link = signed(number, language, **facts)
    forms.answer(Client(**BROWSER), link, "confirm")
    signature.refresh_from_db()
    assert signature.state == Signature.State.WAITING, signature.state
    return signature, forms.mailed("confirmed", signature)


def published(number: int, actor: User, language: str = "en") -> tuple[Signature, str]:
    signature, link = confirmed(number, language)
    return decide.publish(signature, actor), link


def make_signatures(actor: User) -> dict:
    links = {}
    _unconfirmed, links["confirm"] = signed(1, "fr", comment="Nous signons.")
    _waiting, links["waiting"] = confirmed(2, "ar")
    public, links["manage"] = published(3, actor, "fr")
    withdrawn, _link = published(4, actor)
    signing.withdraw(withdrawn)
    successor, _link = published(5, actor)
    succession.hand_over(successor, "next@signer-5.example", "en")
    links["succeed"] = forms.mailed("succeed", successor)
    corrected, _link = published(6, actor)
    signing.correct(corrected, {"comment": "Corrected, and not yet looked at."})
    asked, _link = confirmed(7)
    decide.ask(asked, actor, "Which of your departments signs?")
    rejected, _link = confirmed(8)
    decide.reject(rejected, actor, "unknown")
    merged, _link = confirmed(9)
    decide.merge(merged, public, actor)
    _disowned, link = signed(10)
    forms.answer(Client(**BROWSER), link, "disown")
    forms.letters()
    # Its mail has not left.
    last, _link = confirmed(11)
    decide.publish(last, actor)
    return {
        "links": links,
        "published": {row.reference: row.name for row in (public, corrected, last)},
        "withdrawn": {withdrawn.reference: withdrawn.name},
    }


def make_accounts() -> User:
    keeper = User.objects.create_superuser("root", "root@example.org", PASSWORD)
    keeper.groups.add(Group.objects.get(name=DATA_KEEPERS))
    TOTPDevice.objects.create(user=keeper, name="Telephone", key=TOTP_KEY)
    return keeper


def rows() -> dict[str, int]:
    """Of each table of ours, by the name of its model."""
    ours = [
        model
        for model in apps.get_models()
        if (Path(settings.BASE_DIR) / model._meta.app_label).is_dir()
        and model._meta.app_label not in ("search", "limits")
    ]
    return {model._meta.label: model.objects.count() for model in ours}


def main(known: str, commit: str) -> None:
    setup_test_environment()
    make_smaller()
    call_command("load_demo", address="https://example.org", anyway=True)
    found = make_signatures(make_accounts())
    counts.recount(force=True)
    Link.objects.update(expires_at=FOREVER)
    # What nobody has published yet.
    draft = NewsPage.objects.filter(locale__language_code="en").last()
    draft.title = "A title that is a draft"
    draft.save_revision()
    found |= {
        "commit": commit,
        "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "password": PASSWORD,
        "totp_key": TOTP_KEY,
        "texts": {
            text.sha256: text.locale.language_code
            for text in StatementText.objects.select_related("locale")
        },
        "states": Counter(Signature.objects.values_list("state", flat=True)),
        "titles": {
            page.url_path.split("/", 2)[2]: page.title
            for page in NewsPage.objects.live().filter(locale__language_code="fr")
        },
        "draft": {"id": draft.pk, "title": draft.title},
        "rows": {name: number for name, number in sorted(rows().items()) if number},
        "files": {
            image.file.name: base64.b64encode(image.file.read()).decode()
            for image in CustomImage.objects.all()
        },
    }
    Path(known).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
