"""What holds for every request of staff, and for whoever wants to become one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as staff_

from limits.budgets import TooManyError

from . import attempts, browsers, second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail's forms for the password of a page, and of a collection of documents.
PASSWORD_FORMS = {
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_authenticate_with_password",
}


def url_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match else None) or ""


class Attempts:
    """Answers 429 to whoever has failed too often, and makes browsers known."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        browsers.send(request, response)
        spent = vars(request).get("spent")
        if spent is not None and response.status_code == 302:
            spent.give_back()
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: list, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST":
            return None
        try:
            if url_name(request) in PASSWORD_FORMS:
                vars(request)["spent"] = attempts.at_page(request)
            elif url_name(request) == "wagtailadmin_account" and request.POST.get(
                "password-old_password"
            ):
                # An open session is no reason to try passwords without end.
                name = request.user.get_username()
                vars(request)["spent"] = attempts.at_login(request, name)
        except TooManyError as error:
            return refusal(request, error)
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, TooManyError):
            return None
        return refusal(request, exception)


def refusal(request: HttpRequest, error: TooManyError) -> HttpResponse:
    """The language switcher leads to the home pages, not to the same refusal."""
    vars(request)["is_error"] = True
    links = []
    if request.path_info.startswith(settings.ADMIN_PREFIX):
        login = reverse("wagtailadmin_login")
        reset = reverse("wagtailadmin_password_reset")
        links = [(staff_("Back to signing in"), login)]
        if not request.path_info.startswith(reset):
            links.append((staff_("Choose a new password by mail"), reset))
    response = render(request, "accounts/too_many.html", {"links": links}, status=429)
    response["Retry-After"] = str(error.wait)
    add_never_cache_headers(response)
    return response


class SecondFactor:
    """Nobody of whom a second factor is asked gets into the admin without."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: list, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.path_info.startswith(settings.ADMIN_PREFIX):
            return None
        return second_factor.gate(request, url_name(request))
