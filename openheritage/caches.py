"""What may be lost at any time: it costs speed, and nothing else.

Nothing that is asked here decides about anything: limits, budgets and locks lie in the
database. What it keeps are rows that Wagtail looks up again and again.
"""

import hashlib
import hmac
import logging
import pickle
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

import django
import wagtail
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import cached_property
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY

from . import facts, metrics
from .breaker import Breaker
from .once import is_first

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# Seconds that anything is kept, whoever says otherwise: what a process could not delete
# while Redis was away, or another process wrote over it, is gone after that.
LONGEST = 60
# What Redis refuses to store is told of once in so many seconds.
SILENCE = 600

# Wagtail keeps two facts here for long, and tells its own process alone when they have
# changed. Delete ``KeepsFacts`` when it asks for them anew, or keeps them elsewhere;
# tests/openheritage/test_facts.py tells when it does not put them here any more.
ROOT_PATHS: facts.Facts[str, Any] = facts.Facts("root paths of sites")
LOCALE_NAMES: facts.Facts[str, Any] = facts.Facts("names of locales")
WAGTAILS = {
    SITE_ROOT_PATHS_CACHE_KEY: ROOT_PATHS,
    "wagtail_locales_display_name": LOCALE_NAMES,
}


# What stands for a value that is not there.
MISSING = object()


class KeepsFacts(BaseCache):
    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if kept := WAGTAILS.get(key):
            found = kept.look(key)
            return default if found is None else found
        found = super().get(key, MISSING, version)
        metrics.CACHE.add("miss" if found is MISSING else "hit")
        return default if found is MISSING else found

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        if kept := WAGTAILS.get(key):
            kept.put(key, value)
        else:
            super().set(key, value, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        if kept := WAGTAILS.get(key):
            kept.forget()
            return True
        return super().delete(key, version)

    def clear(self) -> None:
        """All that the process keeps."""
        facts.forget_all()
        super().clear()


class Memory(KeepsFacts, LocMemCache):
    """Of each process alone."""


class UnreadableType:
    """What was no value of ours, or one of another release."""


UNREADABLE = UnreadableType()


@lru_cache(maxsize=4)
def key_of_seal(secret: str) -> bytes:
    # Other releases of these may have other objects.
    parts = ("openheritage.caches", django.__version__, wagtail.__version__, secret)
    return hashlib.sha256("\0".join(parts).encode()).digest()


class Sealed:
    """Pickled, under a seal: whoever reaches Redis could else run code in the site."""

    SIZE = hashlib.sha256().digest_size

    def seal(self, data: bytes) -> bytes:
        return hmac.digest(key_of_seal(settings.SECRET_KEY), data, "sha256")

    def dumps(self, value: Any) -> bytes:
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return self.seal(data) + data

    def loads(self, found: Any) -> Any:
        try:
            seal, data = found[: self.SIZE], found[self.SIZE :]
            if hmac.compare_digest(seal, self.seal(data)):
                return pickle.loads(data)  # noqa: S301 - it is ours
        except Exception as error:  # noqa: BLE001 - unpickling runs anything
            if is_first("openheritage.caches.unreadable", SILENCE):
                name = type(error).__name__
                logger.warning("What the cache holds cannot be read (%s).", name)
        return UNREADABLE


class Client(RedisCacheClient):
    def get(self, key: Any, default: Any) -> Any:
        found = super().get(key, default)
        return default if found is UNREADABLE else found

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        found = super().get_many(keys)
        return {key: found[key] for key in found if found[key] is not UNREADABLE}


@lru_cache(maxsize=4)
def breaker_of(address: str) -> Breaker:
    """One for the process: each thread has a cache object of its own."""
    return Breaker(
        logger,
        lambda: settings.CACHE_PAUSE,
        name="cache",
        fails="The cache does not answer (%s): the site goes on without it.",
        answers="The cache answers again.",
    )


class SoftRedis(RedisCache):
    """Django's, which raises whatever is wrong with Redis."""

    def __init__(self, server: list[str], params: dict) -> None:
        from redis import exceptions
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        super().__init__(server, params)
        self.addresses = server
        self.refusal = exceptions.ResponseError
        self._options: dict[str, Any] = {
            "serializer": Sealed(),
            "socket_connect_timeout": settings.CACHE_TIMEOUT,
            "socket_timeout": settings.CACHE_TIMEOUT,
            # A connection that Redis has closed meanwhile is made anew at once; who
            # keeps silent is not asked twice.
            "retry": Retry(
                NoBackoff(), 1, supported_errors=(exceptions.ConnectionError,)
            ),
        }
        self.breaker = breaker_of(server[0])

    def softly(
        self, ask: Callable[..., Answer], instead: Answer, *args: Any, **kwargs: Any
    ) -> Answer:
        def unless_refused() -> Answer:
            try:
                return ask(*args, **kwargs)
            except self.refusal as error:
                # Full, or a replica that only reads: what it has is still good.
                name = type(error).__name__
                if is_first(f"openheritage.caches.{name}", SILENCE):
                    logger.error("The cache refuses what it is told (%s).", name)
                return instead

        return self.breaker.first(unless_refused, lambda: instead)

    @cached_property
    def _cache(self) -> Client:
        return Client(self.addresses, **self._options)

    def is_answering(self) -> bool:
        return self.softly(lambda: bool(self._cache.get_client().ping()), False)

    def get_backend_timeout(self, timeout: float | None = DEFAULT_TIMEOUT) -> float:
        found = super().get_backend_timeout(timeout)
        return LONGEST if found is None else min(found, LONGEST)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self.softly(super().add, True, *args, **kwargs)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.softly(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self.softly(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self.softly(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self.softly(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self.softly(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self.softly(super().has_key, False, *args, **kwargs)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        # What is sealed is no number to Redis. Nothing that matters is counted here.
        return BaseCache.incr(self, key, delta, version)

    def set_many(self, *args: Any, **kwargs: Any) -> list:
        return self.softly(super().set_many, [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self.softly(super().delete_many, None, *args, **kwargs)

    def clear(self) -> None:
        self.softly(super().clear, None)


class Redis(KeepsFacts, SoftRedis):
    """Shared by processes and machines."""


def in_a_word() -> str:
    """For the readiness check."""
    ask = getattr(cache, "is_answering", None)
    return "ok" if ask is None or ask() else "absent"
