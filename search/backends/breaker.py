"""A search server that may fail at any time, and the database behind it."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import TypeVar

from django.conf import settings

from .interface import Backend, Hits, Query

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class Breaker(Backend):
    """Whatever goes wrong with the server, the database answers, and goes on doing so
    for a while, so that only one reader waits for a server that keeps silent."""

    def __init__(self, engine: Backend, database: Backend) -> None:
        self.engine = engine
        self.database = database
        self.lock = Lock()
        self.is_down = False
        self.ask_again_at = 0.0

    def may_ask(self) -> bool:
        with self.lock:
            if monotonic() < self.ask_again_at:
                return False
            if self.is_down:
                # One thread tries; the others stay with the database meanwhile.
                self.pause()
            return True

    def pause(self) -> None:
        self.ask_again_at = monotonic() + settings.SEARCH_PAUSE

    def failed(self, error: Exception) -> None:
        # An error's text may hold what a reader searched: its class alone is told.
        name = type(error).__name__
        if getattr(error, "status_code", None) == 400:
            # It answers, and dislikes this one question.
            logger.error("The search server refused a query (%s).", name)
            return
        with self.lock:
            was_down, self.is_down = self.is_down, True
            self.pause()
        if not was_down:
            logger.error("The search server fails (%s): the database answers.", name)

    def answered(self) -> None:
        with self.lock:
            was_down, self.is_down = self.is_down, False
            self.ask_again_at = 0.0
        if was_down:
            logger.warning("The search server answers again.")

    def first(
        self, engine: Callable[[], Answer], database: Callable[[], Answer]
    ) -> Answer:
        if self.may_ask():
            try:
                answer = engine()
            except Exception as error:  # noqa: BLE001 - the database answers then
                self.failed(error)
            else:
                self.answered()
                return answer
        return database()

    def search(self, query: Query) -> Hits:
        return self.first(
            lambda: self.engine.search(query), lambda: self.database.search(query)
        )

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        return self.first(
            lambda: self.engine.suggest(text, language, size),
            lambda: self.database.suggest(text, language, size),
        )

    def elsewhere(self, query: Query) -> Hits:
        return self.first(
            lambda: self.engine.elsewhere(query), lambda: self.database.elsewhere(query)
        )

    def is_answering(self) -> bool:
        """Whether readers are answered by the server; asks it at most once a pause
        while it is not."""
        return self.first(self.engine.is_answering, lambda: False)
