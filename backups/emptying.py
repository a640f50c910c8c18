"""Whether a restore meets an empty place, and how it makes one."""

from django.db import connection

from .manifest import tables


def is_database_empty() -> bool:
    return not tables()


def others() -> int:
    """Sessions of other processes in the database: the site runs."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def empty_database() -> None:
    """Drops all that lies in the schema that we work in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
