from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_otp import user_has_device

from . import attempts, browsers


def remember_browser(
    sender: type[User], request: HttpRequest | None, user: User, **kwargs: Any
) -> None:
    """Who has a second factor is remembered after its code."""
    if request is not None and not user_has_device(user):
        browsers.remember(request, attempts.spelled(user.get_username()))
