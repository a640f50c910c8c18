"""How an individual goes through the form; plain functions."""

from django.http import HttpResponse
from django.test import Client

from interest.models import Subscriber
from tests.signing import letters, link_in
from tests.volunteers.way import soup

EMAIL = "z.quillfeather@quills.example"
NAME = "Zaphodine Quillfeather"


def filled(**changes: object) -> dict[str, object]:
    return {
        "topics": ["news", "events"],
        "into": "en",
        "signer": NAME,
        "email": EMAIL,
        "consent_contact": "on",
        "go": "send",
    } | changes


def send(client: Client, language: str = "en", **changes: object) -> HttpResponse:
    return client.post(f"/{language}/interest/", filled(into=language) | changes)


def confirm(client: Client, action: str = "confirm") -> str:
    """Opens the link of the newest mail and presses a button; answers with the link."""
    link = link_in(letters()[-1])
    page = client.get(link)
    seen = soup(page).find("input", attrs={"name": "seen"})["value"]
    client.post(link, {"action": action, "seen": seen})
    return link


def subscribed(client: Client, language: str = "en", **changes: object) -> Subscriber:
    send(client, language, **changes)
    confirm(client)
    return Subscriber.objects.get(state="confirmed")
