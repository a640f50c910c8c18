"""A service that may fail at any time, and what is done without it."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TypeVar

from . import metrics

Answer = TypeVar("Answer")


class Breaker:
    """Whatever goes wrong with the service, nobody notices but by the time it takes,
    and for a while it is not asked again, so that only one reader waits for a service
    that keeps silent."""

    def __init__(
        self,
        logger: logging.Logger,
        pause: Callable[[], float],
        *,
        name: str,
        fails: str,
        answers: str,
    ) -> None:
        self.logger = logger
        # Of the service, for those who count.
        self.name = name
        # Seconds, read when it fails.
        self.seconds = pause
        # What the log says, once each time; ``fails`` with a place for the error.
        self.fails, self.answers = fails, answers
        self.lock = Lock()
        self.is_down = False
        self.ask_again_at = 0.0

    def may_ask(self) -> bool:
        with self.lock:
            if monotonic() < self.ask_again_at:
                return False
            if self.is_down:
                # One thread tries; the others do without it meanwhile.
                self.pause()
            return True

    def pause(self) -> None:
        self.ask_again_at = monotonic() + self.seconds()

    def failed(self, error: Exception) -> None:
        with self.lock:
            was_down, self.is_down = self.is_down, True
            self.pause()
        if not was_down:
            metrics.BREAKERS.add(self.name)
            # An error's text may hold what a reader searched, or a password.
            self.logger.error(self.fails, type(error).__name__)

    def answered(self) -> None:
        if not self.is_down:
            return
        with self.lock:
            was_down, self.is_down = self.is_down, False
            self.ask_again_at = 0.0
        if was_down:
            self.logger.warning(self.answers)

    def first(self, ask: Callable[[], Answer], instead: Callable[[], Answer]) -> Answer:
        if self.may_ask():
            try:
                answer = ask()
            except Exception as error:  # noqa: BLE001 - it is done without then
                self.failed(error)
            else:
                self.answered()
                return answer
        return instead()
