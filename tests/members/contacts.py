"""What those who speak for members, and staff, do with a browser."""

from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

EMAIL = "amina@museum-niger.example"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(response) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def agree(client, path, **changes):
    fields = {
        "action": "accept",
        "signer": "Amina Issoufou",
        "job_title": "Directrice",
        "consent_speaking": "on",
        "consent_speaker": "on",
        "seen": soup(client.get(path)).find("input", {"name": "seen"})["value"],
    }
    return client.post(path, fields | changes)


def form_of(response, action: str) -> dict[str, str]:
    """What a browser would send of the form with a button."""
    form = soup(response).find("button", {"value": action}).find_parent("form")
    found = {"action": action}
    for field in form.find_all(["input", "textarea"]):
        if field.get("type") not in ("checkbox", "file"):
            text = field.get_text().removeprefix("\n").replace("\n", "\r\n")
            found[field["name"]] = field.get("value", text)
    return found


def send(client, path, action, **changes):
    return client.post(path, form_of(client.get(path), action) | changes)


def picture(kind="PNG", size=(400, 100), **options) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, kind, **options)
    return SimpleUploadedFile(f"amina-private.{kind.lower()}", file.getvalue())


def decide(client, change, action, **fields):
    url = f"/admin/profile-changes/inspect/{change.pk}/"
    seen = soup(client.get(url)).find(id=f"id_{action}-seen")
    data = {"action": action} | ({f"{action}-seen": seen["value"]} if seen else {})
    data |= {f"{action}-{name}": value for name, value in fields.items()}
    return client.post(url, data, follow=True)
