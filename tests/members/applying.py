"""How an organisation applies; plain functions."""

from bs4 import BeautifulSoup, Tag
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Locale

from correspondence.outbox import send_due
from home.models import HomePage
from members.models import CommitmentPage
from tests.signing import link_in

EMAIL = "amina@archive.example"


def make_commitment() -> CommitmentPage:
    """The one of the sample, or one of our own where it has none."""
    found = CommitmentPage.objects.filter(locale=Locale.get_default()).first()
    if found is not None:
        return found
    page = CommitmentPage(
        title="Statement of Commitment",
        slug="commitment",
        formal_title="The Statement of Commitment",
        body=[("opening", "<p>We keep what belongs to all open to all.</p>")],
    )
    HomePage.objects.get(locale=Locale.get_default()).add_child(instance=page)
    page.save_revision().publish()
    return page


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
    found = soup(response).find("form", id=form)
    sent: dict[str, str] = {}
    for field in found.find_all(["input", "textarea", "select"]):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        sent[field["name"]] = value_of(field)
    return sent


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


def press(client: Client, link: str, action: str, **more: str) -> HttpResponse:
    """A button of a page behind a private link, with all that its form holds."""
    page = client.get(link)
    button = soup(page).find("button", attrs={"name": "action", "value": action})
    form = button.find_parent("form")
    sent = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        sent[field["name"]] = value_of(field)
    return client.post(link, sent | {"action": action} | more)


def confirm(client: Client) -> str:
    link, _page = open_link(client)
    press(client, link, "confirm")
    return link
