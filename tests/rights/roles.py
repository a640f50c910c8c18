"""Who asks: somebody of each role, and nothing else beside it."""

from django.test import Client

from home.roles import translation_reviewers, translators
from openheritage.roles import DATA_KEEPERS, EDITORS, MODERATORS, REVIEWERS
from tests.accounts.helpers import make_device, make_user, signed_in

from .rows import OWN, SECRETS

ANONYMOUS = "anonymous"
TRANSLATOR, LANGUAGE_REVIEWER = "translator", "language reviewer"
SUPERUSER = "superuser"
# In the order of the table's columns.
ROLES: dict[str, list[str]] = {
    ANONYMOUS: [],
    TRANSLATOR: [translators(OWN)],
    LANGUAGE_REVIEWER: [translation_reviewers(OWN)],
    "editor": [EDITORS],
    "moderator": [EDITORS, MODERATORS],
    "signature reviewer": [REVIEWERS],
    "data keeper": [DATA_KEEPERS],
    SUPERUSER: [],
}
# What they may depends on whose language it is.
OF_A_LANGUAGE = {TRANSLATOR, LANGUAGE_REVIEWER}
# These have confirmed who they are by a code.
WITH_DEVICE = {"data keeper", SUPERUSER}

# Whoever writes originals reads drafts, and chooses pictures; moderators invite, and
# so read addresses; who signed is for data keepers.
SIGNATURE = {"a signature that nobody has published"}
PERSONS = {
    "who signed",
    "the address of an account",
    "the name of a volunteer",
    "the address of a volunteer",
    "the name of an individual",
    "the address of an individual",
}
HIDDEN_FROM = {
    ANONYMOUS: set(SECRETS),
    TRANSLATOR: set(SECRETS),
    LANGUAGE_REVIEWER: set(SECRETS),
    "editor": PERSONS,
    "moderator": PERSONS - {"the address of an account"},
    "signature reviewer": SECRETS.keys() - SIGNATURE - {"the name of an account"},
    "data keeper": {"the address of an account"}
    | SECRETS.keys() - SIGNATURE - {"the name of an account"} - PERSONS,
    SUPERUSER: set[str](),
}
# What is no secret at some addresses: the titles of pictures are translated; and who
# wrote and published is told on the pages that one works on.
NO_SECRET_AT = {
    "the title of a picture": ("images/words/", "images/<image_id>/words/"),
    "the name of an account": ("pages/<page_id>/", "pages/<parent_page_id>/"),
    # Whom one thanks, or asks.
    "the name of a volunteer": ("volunteers/<pk>/",),
}


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == ANONYMOUS:
        return client
    user = make_user(
        f"the-{role}".replace(" ", "-"),
        *ROLES[role],
        is_superuser=role == SUPERUSER,
    )
    device = make_device(user) if role in WITH_DEVICE else None
    client = signed_in(user, device)
    client.raise_request_exception = False
    return client
