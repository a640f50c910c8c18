"""Hears of each new password, whoever sets it and wherever."""

from django.contrib.auth.models import User
from django.utils.translation import gettext as staff_

from correspondence import links

from .notices import tell
from .resetting import RESET


class TellOwner:
    """Stands among the validators, which Django tells of new passwords."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Finds nothing wrong."""

    def get_help_text(self) -> str:
        return staff_("When it changes, a mail tells you.")

    def password_changed(self, password: str, user: User | None = None) -> None:
        # Who has never signed in has chosen their first one.
        if user is None or not user.pk or user.last_login is None:
            return
        links.revoke(RESET, user.pk)
        tell(user, "password")
