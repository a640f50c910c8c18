"""Columns that are kept to order by."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from .matching import kept_words, sort_key, wanted


class SortKey(models.CharField):
    """What ``matching.sort_key`` made: ordered by code points on every database, not
    by the language in which one was set up."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}


class KeptOrder(SortKey):
    """The same, made by the row at every save, ``bulk_create`` too: of the last of its
    ``kept_names`` that is not empty."""

    def pre_save(self, row: Any, add: bool) -> Any:
        # A row as a migration sees it has no names of its own.
        if not hasattr(row, "kept_names"):
            return super().pre_save(row, add)
        names = [name for name in row.kept_names if name]
        made = sort_key(names[-1])[: self.max_length] if names else ""
        setattr(row, self.attname, made)
        return made


class KeptWords(models.CharField):
    """The words of all its ``kept_names``, to be found by (``matching.wanted``)."""

    def pre_save(self, row: Any, add: bool) -> Any:
        if not hasattr(row, "kept_names"):
            return super().pre_save(row, add)
        made = kept_words(*row.kept_names)[: self.max_length]
        setattr(row, self.attname, made)
        return made


def named_like(words: str, *columns: str) -> models.Q:
    """Each of the words stands in one of the columns; nothing is found by none."""
    parts = wanted(words)
    if not parts:
        return models.Q(pk__in=[])
    found = models.Q()
    for part in parts:
        anywhere = models.Q()
        for column in columns:
            anywhere |= models.Q((f"{column}__contains", part))
        found &= anywhere
    return found
