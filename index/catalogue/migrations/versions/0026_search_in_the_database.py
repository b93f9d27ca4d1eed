"""The search index on PostgreSQL

It is disposable, so it stands in a schema of its own, whose rows backups may leave out, and on SQLite there is none.
"""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE SCHEMA vitrine_search",
    """CREATE TABLE vitrine_search.pointer (
        id integer PRIMARY KEY CHECK (id = 1), generation text NOT NULL, stamp bigint NOT NULL)""",
    """CREATE TABLE vitrine_search.generations (
        name text PRIMARY KEY, complete boolean NOT NULL DEFAULT false, instead text,
        flipped_at timestamptz, retired_at timestamptz)""",
    """CREATE TABLE vitrine_search.parts (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, generation text NOT NULL,
        gone bytea NOT NULL, retired_at timestamptz)""",
    """CREATE TABLE vitrine_search.pieces (
        part integer NOT NULL, place integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (part, place))""",
    "ALTER TABLE vitrine_search.pieces ALTER COLUMN content SET STORAGE EXTERNAL",
    # Terms lie apart from their rows: a lookup reads rows alone, and many of them stand on one page.
    """CREATE TABLE vitrine_search.documents (
        part integer NOT NULL, number integer NOT NULL, terms text[] NOT NULL, PRIMARY KEY (part, number)
        ) WITH (toast_tuple_target = 128)""",
    "CREATE INDEX ix_documents_terms ON vitrine_search.documents USING gin (terms)",
    """CREATE TABLE vitrine_search.terms (
        part integer NOT NULL, term text COLLATE "C" NOT NULL, numbers bytea NOT NULL, PRIMARY KEY (part, term))""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in TABLES:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA vitrine_search CASCADE")
