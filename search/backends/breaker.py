"""A search server that may fail at any time, and the database behind it."""

import logging

from django.conf import settings

from openheritage import breaker

from .interface import Backend, Hits, Query

logger = logging.getLogger(__name__)


class Breaker(breaker.Breaker, Backend):
    """Whatever goes wrong with the server, the database answers, and goes on doing so
    for a while."""

    def __init__(self, engine: Backend, database: Backend) -> None:
        super().__init__(
            logger,
            lambda: settings.SEARCH_PAUSE,
            name="search",
            fails="The search server fails (%s): the database answers.",
            answers="The search server answers again.",
        )
        self.engine = engine
        self.database = database

    def failed(self, error: Exception) -> None:
        if getattr(error, "status_code", None) == 400:
            # It answers, and dislikes this one question. Its text may hold what a
            # reader searched: the error's class alone is told.
            name = type(error).__name__
            logger.error("The search server refused a query (%s).", name)
            return
        super().failed(error)

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
