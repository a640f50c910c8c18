"""What nobody catches is a line of the log as all else, without the error's text.

Python would print the error as it is. At a terminal it does: whoever started a command
there may see what it worked on. So it does while the logs are not set up, which is when
the settings are wrong.
"""

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

logger = logging.getLogger(__name__)


def watch() -> None:
    """From here on, in all threads of this process; warnings of libraries as well."""
    sys.excepthook = ended
    threading.excepthook = thread_ended
    sys.unraisablehook = passed_over
    logging.captureWarnings(True)


def is_set_up() -> bool:
    return bool(logging.getLogger().handlers)


def ended(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    is_wish = not issubclass(kind, Exception)
    if is_wish or not is_set_up() or sys.stderr.isatty():
        sys.__excepthook__(kind, error, trace)
        return
    logger.critical("The process ends by an error.", exc_info=error)


def thread_ended(hooked: threading.ExceptHookArgs) -> None:
    if not issubclass(hooked.exc_type, SystemExit) and is_set_up():
        logger.error("A thread ends by an error.", exc_info=hooked.exc_value)


def passed_over(hooked: "UnraisableHookArgs") -> None:
    """Such as an error while something is thrown away."""
    if is_set_up():
        logger.error("An error was passed over.", exc_info=hooked.exc_value)
