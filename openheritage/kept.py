"""Columns that are kept to order by."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class SortKey(models.CharField):
    """What ``matching.sort_key`` made: ordered by code points on every database, not
    by the language in which one was set up."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}
