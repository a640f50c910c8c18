"""How an organisation applies; plain functions."""

from bs4 import BeautifulSoup, Tag
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from correspondence.outbox import send_due
from members.models import Application
from members.transitions import shown
from tests.signing import link_in

EMAIL = "amina@archive.example"


def answers(**changes: str) -> dict[str, str]:
    """What the form holds when an applicant has filled it in."""
    return {
        "name": "Zanzibar Sound Archive",
        "name_latin": "",
        "kind": "institution",
        "sector": "archive",
        "country": "TZ",
        "website": "https://archive.example/",
        "signer": "Amina Njoroge",
        "job_title": "Director",
        "email": EMAIL,
        "motivation": "We have opened 4,000 recordings.\n\nMore shall follow.",
        "consent_commitment": "on",
        "consent_applying": "on",
        "consent_application": "on",
    } | changes


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(response: HttpResponse) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def fields(response: HttpResponse, form: str = "apply-form") -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    return filled(soup(response).find("form", id=form))


def value_of(field: Tag) -> str:
    if field.name == "textarea":
        # The first line break of a text area is not of its text.
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True)
        return chosen["value"] if chosen else ""
    return field.get("value", "on" if field.get("type") == "checkbox" else "")


def send(client: Client, language: str = "en", **changes: str) -> HttpResponse:
    """Opens the form, fills it in and sends it."""
    path = f"/{language}/apply/"
    shown = client.get(path)
    return client.post(path, fields(shown) | answers(**changes) | {"go": "send"})


def newest() -> EmailMultiAlternatives:
    send_due()
    return mail.outbox[-1]


def open_link(client: Client) -> tuple[str, HttpResponse]:
    """The private link of the newest mail."""
    link = link_in(newest())
    return link, client.get(link)


def filled(form: Tag) -> dict[str, str]:
    sent: dict[str, str] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        sent[field["name"]] = value_of(field)
    return sent


def press(client: Client, link: str, action: str, **more: str) -> HttpResponse | None:
    """A button of a page behind a private link, with all that its form holds; ``None``
    if the page has none."""
    page = client.get(link)
    button = soup(page).find("button", attrs={"name": "action", "value": action})
    if button is None:
        return None
    form = filled(button.find_parent("form"))
    return client.post(link, form | {"action": action} | more)


def confirm(client: Client) -> str:
    link, _page = open_link(client)
    press(client, link, "confirm")
    return link


def applied(client: Client, language: str = "en", **changes: str) -> Application:
    """One that waits for review; the mail with the private link to it is the newest."""
    send(client, language, **changes)
    confirm(client)
    newest()
    return Application.objects.get(
        name=answers(**changes)["name"], contacts__email=answers(**changes)["email"]
    )


def decide(client: Client, row: Application, action: str, **more: object) -> str:
    """A decision at the desk, about what is on the screen."""
    page = reverse("members_applications:inspect", args=[row.pk])
    now = Application.objects.get(pk=row.pk)
    said = {"seen": shown(now)} | more
    if action == "accept" and "offered" not in said:
        found = soup(client.get(page)).find("input", attrs={"name": "accept-offered"})
        said["offered"] = found.get("value", "") if found else ""
    data = {f"{action}-{name}": value for name, value in said.items()}
    response = client.post(page, {"action": action, **data}, follow=True)
    assert response.status_code == 200
    return response.text
