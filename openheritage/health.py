"""What else the readiness check tells: apps register a word about themselves.

None of it takes the site out of service; it is for whoever watches over it.
"""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

checks: dict[str, Callable[[], str]] = {}


def register(name: str, check: Callable[[], str]) -> None:
    """``check`` answers at once, or after a second at most; nothing, where it does
    not apply."""
    checks[name] = check


def report() -> dict[str, str]:
    answers = {}
    for name, check in checks.items():
        try:
            answers[name] = check()
        except Exception as error:  # noqa: BLE001 - an answer as well
            logger.error("The check of %s failed (%s).", name, type(error).__name__)
            answers[name] = "unknown"
    return {name: answer for name, answer in answers.items() if answer}
