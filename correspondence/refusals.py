"""What a mail server's answers mean: for this mail, or for all of them."""

import smtplib
from enum import Enum

from anymail.exceptions import AnymailError, AnymailRecipientsRefused


class NoMailDomainError(Exception):
    """The address's domain says that it takes no mail, or does not exist."""


class LostLeaseError(Exception):
    """This process stood still for so long that another one has the mail by now."""


class Trouble(Enum):
    """With what something is wrong."""

    MAIL = "mail"
    # A greylisted mailbox looks like a server that is ill, until others are tried.
    UNSURE = "unsure"
    SERVER = "server"


# It goes down, has no room for us, or wants to know who we are.
OF_THE_SERVER = {421, 454, 503, 530, 534, 535, 538}
# The mail is larger than it takes, which it may say as early as at MAIL FROM.
TOO_LARGE = {523, 552}


def refusal(error: smtplib.SMTPRecipientsRefused) -> int:
    return max((code for code, _text in error.recipients.values()), default=0)


def code_of(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return refusal(error)
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return code if isinstance(code, int) else 0


def name_of(error: Exception) -> str:
    """Its class and SMTP code; the text may repeat the address."""
    return f"{type(error).__name__} {code_of(error) or ''}".strip()[:80]


def trouble(error: Exception) -> Trouble:
    code = code_of(error)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # All mails have the same sender.
        return Trouble.UNSURE if code in TOO_LARGE else Trouble.SERVER
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError):
        return Trouble.SERVER
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Trouble.MAIL
    if isinstance(error, smtplib.SMTPException) and code in OF_THE_SERVER:
        return Trouble.SERVER
    if is_final(error):
        return Trouble.MAIL
    if isinstance(error, OSError | AnymailError):
        # Every smtplib.SMTPException is an OSError.
        return Trouble.UNSURE
    return Trouble.MAIL


def is_final(error: Exception) -> bool:
    """Whether no server will ever take this mail for this recipient."""
    if isinstance(error, NoMailDomainError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        code = code_of(error)
        return code >= 500 and code not in OF_THE_SERVER
    return isinstance(error, AnymailRecipientsRefused)


def is_answer(error: Exception) -> bool:
    """Whether the server has said that it did not take the mail; else it may have."""
    return bool(code_of(error))
