"""How a volunteer goes through the forms; plain functions."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page

from news.models import NewsPage
from tests.signing import letters, link_in

EMAIL = "amina@volunteers.example"
NAME = "Amina Njoroge"
# Live in English, and translated nowhere.
SLUG = "songbook-without-watermark"


def article() -> NewsPage:
    return NewsPage.objects.get(slug=SLUG, locale__language_code="en")


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def words_of(response: HttpResponse) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def address(page: Page, language: str = "fr") -> str:
    return f"/{language}/help-translate/{page.pk}/"


def fields(response: HttpResponse, form: str = "help-form") -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    found = soup(response).find("form", id=form)
    return {
        field["name"]: value_of(field)
        for field in found.find_all(["input", "textarea"])
        if field.get("type") not in ("checkbox", "file") or field.has_attr("checked")
    }


def value_of(field: Tag) -> str:
    if field.name == "textarea":
        # The first line break of a text area is not of its text.
        return field.get_text().removeprefix("\n")
    return field.get("value", "on" if field.get("type") == "checkbox" else "")


def originals(response: HttpResponse) -> dict[str, str]:
    """``{name of a field: the sentence beside it}``."""
    return {
        area["name"]: soup(response).find(id=f"o-{area['name']}").get_text().strip()
        for area in soup(response).find_all("textarea", id=True)
    }


def press(
    client: Client, page: HttpResponse, path: str, go: str, **more
) -> HttpResponse:
    return client.post(path, fields(page) | {"go": go} | more)


def person(**changes: str) -> dict[str, str]:
    return {
        "signer": NAME,
        "email": EMAIL,
        "consent_licence": "on",
        "consent_contact": "on",
    } | changes


def send(
    client: Client, page: Page, words: dict[str, str], language: str = "fr", **changes
) -> HttpResponse:
    """The whole way: ``words`` are translations by original."""
    path = address(page, language)
    shown = client.get(path)
    names = {text: name for name, text in originals(shown).items()}
    typed = {names[original]: text for original, text in words.items()}
    you = press(client, shown, path, "you", **typed)
    return press(client, you, path, "send", **person(**changes))


def confirm(client: Client) -> str:
    """Opens the link of the newest mail and confirms; answers with the link."""
    link = link_in(letters()[-1])
    page = client.get(link)
    seen = soup(page).find("input", attrs={"name": "seen"})["value"]
    client.post(link, {"action": "confirm", "seen": seen})
    return link
