"""The Statement in the editor, as staff use it; plain functions."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from statement.models import StatementPage

FIELDS = ("title", "slug", "formal_title", "notice", "seo_title", "search_description")


def form_data(page: StatementPage, words: str = "", **changes: str) -> dict[str, str]:
    """The editor's form; clause a says ``words`` if there are any."""
    data = {name: getattr(page, name) for name in FIELDS}
    data["opened_on"] = f"{page.opened_on}" if page.opened_on else ""
    parts = page.body.get_prep_value()
    data["body-count"] = str(len(parts))
    for number, part in enumerate(parts):
        name = f"body-{number}"
        value = part["value"]
        data |= {
            f"{name}-deleted": "",
            f"{name}-order": str(number),
            f"{name}-type": part["type"],
            f"{name}-id": part["id"],
        }
        if not isinstance(value, dict):
            data[f"{name}-value"] = value.replace("\n", "\r\n")
            continue
        for key, text in value.items():
            data[f"{name}-value-{key}"] = text.replace("\n", "\r\n")
        if words and value["label"] == "a":
            data[f"{name}-value-text"] = words
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return data | changes


def press_publish(
    client: Client, page: StatementPage, words: str = "", **changes: str
) -> HttpResponse:
    """Presses *Publish* in the editor; the page that says what follows."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form_data(page, words, **changes) | {"action-publish": "action-publish"}
    return client.post(url, data, follow=True)


def press_publish_in_translation(client: Client, page: StatementPage) -> HttpResponse:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, {"action": "publish"}, follow=True)


def confirm(
    client: Client, shown: HttpResponse, action: str = "publish", note: str = ""
) -> HttpResponse:
    """Presses a button of that page."""
    seen = re.search(r'name="seen" value="(\w+)"', shown.text)[1]
    request = shown.request
    url = f"{request['PATH_INFO']}?{request['QUERY_STRING']}"
    return client.post(url, {"action": action, "seen": seen, "note": note}, follow=True)


def publish_all(client: Client, url: str, data: dict) -> HttpResponse:
    """Posts a form that publishes, and answers the page that may ask about it."""
    response = client.post(url, data)
    assert response.status_code == 302, response.context["form"].errors
    if "/statement/publish" in response.url:
        return confirm(client, client.get(response.url))
    return response


def correct(
    client: Client, page: StatementPage, words: str, note: str = "A slip."
) -> HttpResponse:
    """Publishes a corrigendum of clause a."""
    return confirm(client, press_publish(client, page, words), "corrigendum", note)
