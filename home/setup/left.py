"""What is left for people to do: no command knows the words or holds the phone."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Page

from consents.models import PrivacyNotice
from openheritage import heartbeat
from openheritage.furniture import is_current
from openheritage.settings.hsts import next_step

from .pages import DRAFTS, find, statement


def admin(name: str, *args: object) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name, args=args)


def left(home: Page) -> Iterator[str]:
    if not is_current():
        yield (
            "Compile the catalogues, or buttons are English and consents too: "
            "`manage.py catalogues --compile`, `manage.py migrate`, then this again."
        )
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        yield (
            "Make the first superuser: `manage.py setup_site --superuser NAME "
            "name@example.org`."
        )
    if not heartbeat.is_seen():
        yield "Start the worker: without it no mail leaves, nor the code of a device."
    yield from texts(home)
    if PrivacyNotice.current().is_draft:
        yield (
            "Say who is responsible, and take the notice out of its draft: "
            + admin("wagtailsettings:edit", "consents", "privacynotice")
        )
    yield (
        "Look at the contact address and the funder, at the foot of every page: "
        + admin("wagtailsettings:edit", "home", "sitesettings")
    )
    yield from variables()
    yield (
        "Try a backup and its way back before there is something to lose: "
        "docs/operations.md, Backup."
    )


def texts(home: Page) -> Iterator[str]:
    page = statement()
    if page is None:
        yield "Make the Statement, below the home page: " + admin(
            "wagtailadmin_explore", home.pk
        )
    elif not page.live:
        yield (
            "Enter the Statement, with the day from which it can be signed, and "
            "publish it: " + admin("wagtailadmin_pages:edit", page.pk)
        )
    for name in sorted(DRAFTS - {"statement"}):
        draft = find(name, home)
        if draft and not draft.live:
            yield f"Read and publish the draft “{draft.title}”: " + admin(
                "wagtailadmin_pages:edit", draft.pk
            )


def variables() -> Iterator[str]:
    if not settings.REPLY_TO:
        yield "Set REPLY_TO: mails ask to be answered, and somebody must read it."
    if not settings.PSEUDONYM_KEY:
        yield (
            "Set PSEUDONYM_KEY before the first signature: afterwards it would forget "
            "who has signed."
        )
    if settings.SECURE_SSL_REDIRECT:
        step = next_step(
            settings.SECURE_HSTS_SECONDS,
            subdomains=settings.SECURE_HSTS_INCLUDE_SUBDOMAINS,
            preload=settings.SECURE_HSTS_PRELOAD,
        )
        if step:
            yield f"Bind browsers to TLS, step by step. The next: {step}."
