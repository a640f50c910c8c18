"""What staff, and who is to become staff, are told of their accounts."""

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as staff_

from correspondence import links
from correspondence.emails import Mail, register_mail
from correspondence.models import Message
from openheritage.spans import span

from .invitations import ABOUT, INVITE, is_good
from .mailbox import CODE
from .models import Invitation
from .notices import NOTICE
from .resetting import RESET, may_reset


def page(name: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(name)


def by_code(link: links.PrivateLink) -> list[str]:
    words = staff_("If the link does not open, go to this page and enter the code.")
    return [f"{words}\n{page('private_code')}\n{link.code}"]


def lasts(link: links.PrivateLink, *, both: bool) -> str:
    """``both`` the link and its code, or the code alone."""
    words = (
        staff_("Both work once, and for %(span)s.")
        if both
        else staff_("It works once, and for %(span)s.")
    )
    return words % {"span": span(link.lifetime)}


class AccountMail(Mail):
    """Plain sentences, one paragraph each."""

    about = "staff"
    template = "accounts/email/words.txt"
    is_counted = False

    def user(self, message: Message) -> User | None:
        return User.objects.filter(pk=message.about_id, is_active=True).first()

    def recipient(self, message: Message) -> str | None:
        user = self.user(message)
        return (user.email or None) if user else None


@register_mail
class Invite(AccountMail):
    kind = INVITE
    about = ABOUT

    def invitation(self, message: Message) -> Invitation | None:
        return Invitation.objects.filter(pk=message.about_id).first()

    def recipient(self, message: Message) -> str | None:
        invitation = self.invitation(message)
        if invitation is None or not is_good(invitation):
            return None
        return invitation.address

    def context(self, message: Message) -> dict:
        link = links.make(INVITE, message.about_id, message.language)
        return {
            "subject": staff_("You are invited to work on the Open Heritage site"),
            "words": [
                staff_("Hello,"),
                staff_(
                    "You are invited to work on the site of the Open Heritage "
                    "Statement. Open this page, choose a name and a password, and you "
                    "are signed in."
                ),
                f"=> {staff_('Join')}\n{link.url}",
                *by_code(link),
                lasts(link, both=True),
                staff_(
                    "Did you not expect this? Do nothing, and we delete your address."
                ),
            ],
        }


@register_mail
class Reset(AccountMail):
    kind = RESET

    def recipient(self, message: Message) -> str | None:
        user = self.user(message)
        return user.email if user and may_reset(user) else None

    def context(self, message: Message) -> dict:
        user = self.user(message)
        link = links.make(RESET, message.about_id, message.language)
        return {
            "subject": staff_("Choose a new password"),
            "words": [
                staff_("Hello,"),
                staff_(
                    "Somebody has asked for a new password for your account "
                    "“%(name)s”. If it was you, open this page and choose one."
                )
                % {"name": user.get_username() if user else ""},
                f"=> {staff_('Choose a new password')}\n{link.url}",
                *by_code(link),
                lasts(link, both=True),
                staff_("Was this not you? Do nothing: your password stays as it is."),
            ],
        }


@register_mail
class MailedCode(AccountMail):
    kind = CODE

    def context(self, message: Message) -> dict:
        link = links.make(CODE, message.about_id, message.language)
        return {
            "subject": staff_("Your code for setting up a second factor"),
            "words": [
                staff_("Hello,"),
                staff_("Enter this code on the page that asked for it:"),
                link.code,
                lasts(link, both=False),
                staff_(
                    "Was this not you? Then somebody has your password: choose a new "
                    "one now, on this page."
                ),
                page("wagtailadmin_password_reset"),
            ],
        }


@register_mail
class Notice(AccountMail):
    kind = NOTICE

    def context(self, message: Message) -> dict:
        words = {
            "password": staff_("Your account has a new password."),
            "device": staff_("A second factor was set up for your account."),
            "device_removed": staff_("A second factor of your account was removed."),
            "codes": staff_("New recovery codes were made for your account."),
        }
        return {
            "subject": staff_("Your account was changed"),
            "words": [
                staff_("Hello,"),
                words[message.data["what"]],
                staff_(
                    "Was this you? Then there is nothing to do. If not, choose a new "
                    "password now, on this page, and write to whoever invited you."
                ),
                page("wagtailadmin_password_reset"),
            ],
        }
