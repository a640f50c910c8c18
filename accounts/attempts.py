"""How often somebody may fail to sign in, and with what they count."""

from unicodedata import normalize

from django.contrib.auth.models import User
from django.http import HttpRequest

from limits.budgets import Spent, TooManyError, spend
from limits.networks import client_ip, network_of

from . import browsers, people

MAX_NAME = 254


def spelled(username: str) -> str:
    """One spelling of a typed name, be it anybody's or nobody's."""
    return normalize("NFKC", username).casefold().strip()[:MAX_NAME]


def at_login(request: HttpRequest, username: str) -> Spent:
    """Before a password is looked at. Raises ``TooManyError``."""
    name = spelled(username)
    if number := browsers.number_of(request, name):
        return spend("login", browser=f"{number} {name}")
    return spend(
        "login",
        pair=browsers.pair(request, name),
        network=network_of(client_ip(request)),
        # A network that the account is used to is not kept out by others.
        account="" if browsers.is_usual_network(request, name) else name,
    )


def at_code(request: HttpRequest, user: User) -> Spent:
    """Before a code is looked at: the password was right, so it may be stolen."""
    name = spelled(user.get_username())
    if number := browsers.number_of(request, name):
        return spend("factor", browser=f"{number} {name}")
    return spend("factor", pair=browsers.pair(request, name), account=name)


def at_reset(request: HttpRequest, address: str) -> bool:
    """Whether a mail may leave. Raises ``TooManyError``."""
    key = people.key_of(address) or spelled(address)
    spend("reset", network=network_of(client_ip(request)), address=key)
    try:
        spend("reset_day", address=key)
    except TooManyError:
        return False
    return True


def at_answer(request: HttpRequest) -> Spent:
    return spend("answer", network=network_of(client_ip(request)))


def at_page(request: HttpRequest) -> Spent:
    return spend("page", network=network_of(client_ip(request)))
