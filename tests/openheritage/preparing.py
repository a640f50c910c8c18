"""A language through the screens of the admin: added, translated, opened, closed."""

from bs4 import BeautifulSoup
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale

from tests.conftest import translate_the_rest
from tests.statement.admin import publish_all

WORDS = "מילים בעברית"


def soup(text):
    return BeautifulSoup(text, "html.parser")


def screen(language):
    pk = Locale.objects.get(language_code=language).pk
    return reverse("wagtaillocales:edit", args=[pk])


def add(client, language):
    """Settings → Languages → Add a language."""
    url = reverse("wagtaillocales:add")
    return client.post(url, {"language_code": language}, follow=True)


def press(client, language, action):
    """The button, and the confirmation behind it."""
    url = f"{screen(language)}?action={action}"
    form = soup(client.get(url).text).select_one("main form, form[method=post]")
    assert form, "There is no such button."
    data = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return client.post(screen(language), data, follow=True)


def translate(client, original, language, words=WORDS):
    """Submitted, translated and published through the admin."""
    locale = Locale.objects.get(language_code=language)
    url = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    client.post(url, {"locales": [locale.pk]})
    page = original.get_translation(locale).specific
    translate_the_rest(page, words)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish_all(client, edit, {"action": "publish"})
    page = type(original).objects.get(pk=page.pk)
    assert page.live
    return page
