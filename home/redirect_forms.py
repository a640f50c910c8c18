"""A redirect by hand: what would lead nowhere, or never be asked for, is refused."""

from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as staff_
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.models import Page

from openheritage.locales import language_of

from .redirects import answers, follow, normalised, own_hosts, prefix_of
from .views import find_page

valid_url = URLValidator(schemes=["http", "https"])


def split(address: str) -> SplitResult:
    try:
        return urlsplit(address.strip())
    except ValueError:
        raise ValidationError(staff_("This is no address.")) from None


def is_own(parts: SplitResult) -> bool:
    return not parts.netloc or parts.netloc.lower() in own_hosts("")


def page_at(old_path: str, path: str) -> Page | None:
    """The page at a path, if naming it says the same as naming the path.

    It then leads on when the page is moved.
    """
    language = prefix_of(path)
    if language is None:
        return None
    page = find_page(language, path.removeprefix(f"/{language}/").strip("/") + "/")
    if page is None or page.depth < 3:
        return None
    own = language_of(page.locale_id)
    is_original = own == settings.LANGUAGE_CODE
    shown = (prefix_of(old_path) or own) if is_original else own
    return page if shown == language else None


class HandmadeRedirectForm(RedirectForm):
    # The model's own field takes no address without a host.
    redirect_link = forms.CharField(required=False, max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old, link = self.fields["old_path"], self.fields["redirect_link"]
        old.help_text = staff_(
            "The path, such as /en/old-page. With /en/ it holds for every language."
        )
        self.fields["redirect_page"].help_text = staff_(
            "Readers stay in their language. The redirect follows the page when that "
            "is moved."
        )
        link.label = staff_("Redirect to an address")
        link.help_text = staff_(
            "Instead of a page: https://… or a path of this site, such as "
            "/en/signatories/."
        )

    def clean_old_path(self) -> str:
        parts = split(self.cleaned_data["old_path"])
        if not is_own(parts):
            raise ValidationError(staff_("“Redirect from” is not on this site."))
        path = normalised(unquote(parts.path))
        if "\0" in path:
            raise ValidationError(staff_("This is no address."))
        is_new = self.instance.pk is None or path != self.instance.old_path
        if is_new and not parts.query and self.is_in_use(path):
            raise ValidationError(
                staff_(
                    "There is something at %(path)s, and that would be shown instead."
                ),
                params={"path": path},
            )
        return f"{path}?{parts.query}" if parts.query else path

    @staticmethod
    def is_in_use(path: str) -> bool:
        admin = settings.ADMIN_PREFIX
        return f"{path}/".startswith(admin) or answers(f"{path}/") or answers(path)

    def clean_redirect_link(self) -> str:
        link = self.cleaned_data.get("redirect_link", "").strip()
        parts = split(link)
        if not link or (parts.netloc and not is_own(parts)):
            if link:
                valid_url(link)
            return link
        if not link.startswith("/") and not parts.netloc:
            raise ValidationError(
                staff_("Enter an address that begins with https:// or with /.")
            )
        path = unquote(parts.path) or "/"
        if not answers(path) and follow(path, "", "") is None:
            raise ValidationError(
                staff_("There is nothing at %(path)s."), params={"path": path}
            )
        return parts._replace(scheme="", netloc="").geturl()

    def _get_validation_exclusions(self) -> set[str]:
        # The model's own check would ask for a host, which is not the same everywhere.
        return super()._get_validation_exclusions() | {"redirect_link"}

    def clean(self) -> dict:
        data = self.cleaned_data
        page, link = data.get("redirect_page"), data.get("redirect_link")
        if not self.errors:
            if bool(page) == bool(link):
                words = staff_("Say where it leads: choose a page or enter an address.")
                raise ValidationError(words)
            if link:
                self.name_page(data)
            elif page.depth < 2:
                self.add_error("redirect_page", staff_("Nobody can read this page."))
        super().clean()
        return data

    def name_page(self, data: dict) -> None:
        parts = urlsplit(data["redirect_link"])
        if not is_own(parts) or parts.query or parts.fragment:
            return
        page = page_at(data["old_path"], unquote(parts.path))
        if page is not None:
            data["redirect_page"] = page
            data["redirect_link"] = ""
