"""Where else on the web a member is, as its profile says it."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as staff_

from openheritage.addresses import domain_of_website
from openheritage.fields import Website

MOST_LINKS = 8

# Names, which are the same in every language, by domain; those below one count.
SERVICES = {
    "bsky.app": "Bluesky",
    "bilibili.com": "bilibili",
    "commons.wikimedia.org": "Wikimedia Commons",
    "dzen.ru": "Dzen",
    "europeana.eu": "Europeana",
    "facebook.com": "Facebook",
    "flickr.com": "Flickr",
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "instagram.com": "Instagram",
    "line.me": "LINE",
    "linkedin.com": "LinkedIn",
    "medium.com": "Medium",
    "mixi.jp": "mixi",
    "note.com": "note",
    "ok.ru": "OK",
    "pinterest.com": "Pinterest",
    "researchgate.net": "ResearchGate",
    "ror.org": "ROR",
    "soundcloud.com": "SoundCloud",
    "t.me": "Telegram",
    "telegram.me": "Telegram",
    "threads.com": "Threads",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "vimeo.com": "Vimeo",
    "vk.com": "VK",
    "vk.ru": "VK",
    "weibo.com": "Weibo",
    "whatsapp.com": "WhatsApp",
    "wikidata.org": "Wikidata",
    "wikipedia.org": "Wikipedia",
    "x.com": "X",
    "xing.com": "XING",
    "youtu.be": "YouTube",
    "youtube.com": "YouTube",
    "zenodo.org": "Zenodo",
    "zhihu.com": "Zhihu",
}


class Link(NamedTuple):
    address: str
    # The service’s name, or the domain.
    label: str


def labelled(addresses: Iterable[str]) -> list[Link]:
    """Two of the same service say their domains as well."""
    found = [Link(address, label_of(address)) for address in addresses]
    labels = [link.label for link in found]
    return [
        link
        if labels.count(link.label) == 1
        else Link(link.address, f"{link.label}: {shown(link.address)}")
        for link in found
    ]


def label_of(address: str) -> str:
    domain = domain_of_website(address)
    parts = domain.split(".")
    for index in range(len(parts) - 1):
        if name := SERVICES.get(".".join(parts[index:])):
            return name
    return domain


def shown(address: str) -> str:
    """What tells an address from others of its domain."""
    path = urlsplit(address).path.strip("/")
    return path.split("/")[-1] or domain_of_website(address)


class LinksField(models.JSONField):
    """A list of addresses, which staff type one a line."""

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field:
        return Addresses(
            required=False,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class Addresses(forms.CharField):
    """Addresses of websites, one a line; each is put into its one spelling."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"rows": 3, "dir": "ltr", "spellcheck": "false"}

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> Any:
        lines = [line.strip() for line in str(value or "").splitlines()]
        one = Website(required=True)
        errors, found = [], []
        for line in filter(None, lines):
            try:
                found.append(one.clean(line))
            except ValidationError as error:
                errors += [
                    ValidationError(f"{line[:60]}: {message}")
                    for message in error.messages
                ]
        found = list(dict.fromkeys(found))
        if len(found) > MOST_LINKS:
            errors.append(
                ValidationError(
                    staff_("At most %(number)s links.") % {"number": MOST_LINKS}
                )
            )
        if errors:
            raise ValidationError(errors)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = self.prepare_value(initial or [])
        return str(before).split() != str(data or "").split()
