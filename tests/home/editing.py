"""What a browser posts of a page's form in the admin; its text is one heading."""

from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html

HEADING = {"type": "heading", "value": "Words", "order": 0, "deleted": "", "id": ""}


def form_at(client: Client, url: str) -> dict:
    response = client.get(url)
    number = [form for form in response.text.split("<form") if 'name="title"' in form]
    assert number, "There is no form of a page."
    html = "<form" + number[0].partition("</form>")[0] + "</form>"
    data = querydict_from_html(html).dict()
    if "body" in response.context["form"].fields:
        data |= nested_form_data({"body": {"count": 1, "0": HEADING}})
    return data


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def edit(client: Client, page: Page, *, publish: bool = True, **changes: str):
    """The messages of errors by field, empty where it was saved."""
    return save(client, edit_url(page), publish=publish, **changes)


def save(client: Client, url: str, *, publish: bool = True, **changes: str) -> dict:
    data = form_at(client, url) | changes
    if publish:
        data["action-publish"] = "action-publish"
    response = client.post(url, data)
    return {} if response.status_code == 302 else response.context["form"].errors
