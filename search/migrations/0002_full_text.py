"""What the databases search in: the tokens that ``search.analysis`` made."""

from django.db import DatabaseError, migrations, transaction

TRIGRAM = "search_word_trigram"

# `simple` takes the tokens as they are. Weight A is the title.
POSTGRESQL = [
    """
    ALTER TABLE search_entry ADD COLUMN tokens tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title_tokens), 'A')
        || setweight(to_tsvector('simple', text_tokens), 'B')
    ) STORED
    """,
    "CREATE INDEX search_entry_tokens ON search_entry USING gin (tokens)",
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS search_entry_tokens",
    "ALTER TABLE search_entry DROP COLUMN IF EXISTS tokens",
    f"DROP INDEX IF EXISTS {TRIGRAM}",
]

# The tokens are folded: to SQLite every character beyond ASCII is a letter.
SQLITE = [
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        title_tokens, text_tokens,
        content='search_entry', content_rowid='id', tokenize='ascii', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_fts (rowid, title_tokens, text_tokens)
        VALUES (new.id, new.title_tokens, new.text_tokens);
    END
    """,
    """
    CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_fts (search_fts, rowid, title_tokens, text_tokens)
        VALUES ('delete', old.id, old.title_tokens, old.text_tokens);
    END
    """,
    """
    CREATE TRIGGER search_entry_update AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_fts (search_fts, rowid, title_tokens, text_tokens)
        VALUES ('delete', old.id, old.title_tokens, old.text_tokens);
        INSERT INTO search_fts (rowid, title_tokens, text_tokens)
        VALUES (new.id, new.title_tokens, new.text_tokens);
    END
    """,
    "INSERT INTO search_fts (search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS search_entry_insert",
    "DROP TRIGGER IF EXISTS search_entry_delete",
    "DROP TRIGGER IF EXISTS search_entry_update",
    "DROP TABLE IF EXISTS search_fts",
]


def run(schema_editor, **statements):
    for statement in statements.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def add(apps, schema_editor):
    run(schema_editor, postgresql=POSTGRESQL, sqlite=SQLITE)
    if schema_editor.connection.vendor != "postgresql":
        return
    # Where pg_trgm may not be created (signatures 0002 says so) there are no
    # better spellings.
    try:
        with transaction.atomic():
            schema_editor.execute(
                f"CREATE INDEX {TRIGRAM} ON search_word USING gin (word gin_trgm_ops)"
            )
    except DatabaseError:
        return


def remove(apps, schema_editor):
    run(schema_editor, postgresql=POSTGRESQL_BACK, sqlite=SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("signatures", "0002_trigram"),
    ]

    operations = [migrations.RunPython(add, remove)]
