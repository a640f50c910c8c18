"""For migrations of tables whose rows keep what they are known by."""

import json
from collections.abc import Callable
from typing import Any

from .traits import known_by

BATCH = 500


def keeping(table: str, *columns: str) -> Callable[[Any, Any], None]:
    """Writes it into the rows that have none, while the site goes on; ``columns`` are
    those of name, Latin name, and site or domain."""

    def keep(apps: Any, editor: Any) -> None:
        quoted = editor.connection.ops.quote_name
        last = 0
        with editor.connection.cursor() as cursor:
            while True:
                cursor.execute(
                    f"SELECT id, {', '.join(map(quoted, columns))} FROM {quoted(table)}"  # noqa: S608 - our own words
                    " WHERE known_by IS NULL AND id > %s ORDER BY id LIMIT %s",
                    [last, BATCH],
                )
                rows = cursor.fetchall()
                if not rows:
                    return
                last = rows[-1][0]
                cursor.executemany(
                    f"UPDATE {quoted(table)} SET known_by = %s"  # noqa: S608 - our own words
                    " WHERE id = %s AND known_by IS NULL",
                    [(json.dumps(known_by(*values)), pk) for pk, *values in rows],
                )

    return keep
