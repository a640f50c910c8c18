"""Every address of the admin, read from the URLconf."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

# Wagtail's last address takes whatever no other did.
CATCH_ALL = "^.*/$"
# Wagtail's, to try how errors look.
TRIALS = {"failwhale/", "test404/"}


@dataclass(frozen=True)
class Address:
    # With the names of what is to be filled in: ``pages/%(page_id)s/edit/``.
    template: str
    names: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def shown(self) -> str:
        """As people write it: ``pages/<page_id>/edit/``."""
        return self.template % {name: f"<{name}>" for name in self.names}

    @property
    def model(self) -> Any:
        """Of which a generic view shows a row."""
        options = getattr(self.view, "view_initkwargs", {})
        of_class = getattr(self.view, "view_class", None)
        found = options.get("model") or getattr(of_class, "model", None)
        if of_class and not isinstance(found, type | None):
            # Choosers find it out when they are asked.
            with suppress(Http404):
                found = getattr(of_class(**options), "model", None)
        return found if isinstance(found, type) else None

    def filled(self, values: dict[str, object]) -> str:
        return f"{settings.ADMIN_PREFIX}{self.template}" % values

    def methods(self) -> tuple[str, ...]:
        """Besides GET and POST, those for which the view has words of its own."""
        api = getattr(self.view, "cls", None)
        found = [name for name in ("put", "patch", "delete") if hasattr(api, name)]
        return ("GET", "POST", *(name.upper() for name in found))


def walk(
    patterns: list, before: str = "", names: tuple[str, ...] = ()
) -> Iterator[Address]:
    for pattern in patterns:
        [(text, own), *_others] = normalize(pattern.pattern.regex.pattern)
        template, all_names = before + text, names + tuple(own)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, template, all_names)
        elif isinstance(pattern, URLPattern) and str(pattern.pattern) != CATCH_ALL:
            yield Address(template, all_names, pattern.callback)


def admin_addresses() -> list[Address]:
    """Each once, by the view that answers: of two at one address the first does."""
    prefix = settings.ADMIN_PREFIX.strip("/") + "/"
    found: dict[str, Address] = {}
    for resolver in get_resolver().url_patterns:
        if str(resolver.pattern) == prefix:
            for address in walk(resolver.url_patterns):
                if address.shown not in TRIALS:
                    found.setdefault(address.shown, address)
    return [found[shown] for shown in sorted(found)]
