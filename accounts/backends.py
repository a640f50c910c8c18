"""Where every password of an account is looked at, whatever the form."""

import logging
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from . import attempts

logger = logging.getLogger(__name__)


class LimitedBackend(ModelBackend):
    """Refuses what fails too often before it costs the hash of a password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **kwargs)
        spent = attempts.at_login(request, username)
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            spent.give_back()
        else:
            logger.warning("A login failed.")
        return user
