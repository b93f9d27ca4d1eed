"""Stacks and likenesses"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assets", sa.Column("recompressed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "stacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        *_references("stacks", "SET NULL", cover_id="assets", chosen_by="people", created_by="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stacks")),
    )
    op.create_index(op.f("ix_stacks_cover_id"), "stacks", ["cover_id"])
    op.create_table(
        "stack_members",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("stack_id", sa.Integer(), nullable=True),
        *_references("stack_members", "CASCADE", asset_id="assets"),
        *_references("stack_members", "SET NULL", stack_id="stacks"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_stack_members")),
    )
    op.create_index(op.f("ix_stack_members_stack_id"), "stack_members", ["stack_id"])
    op.create_table(
        "likeness_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        *_references("likeness_bands", "CASCADE", asset_id="assets"),
        sa.PrimaryKeyConstraint("band", "value", "asset_id", name=op.f("pk_likeness_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_likeness_bands_asset_id"), "likeness_bands", ["asset_id"])
    op.create_table(
        "likenesses",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("found_at", Utc(), nullable=False),
        sa.Column("decided", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=True),
        *_references("likenesses", "CASCADE", asset_id="assets", other_id="assets"),
        *_references("likenesses", "SET NULL", decided_by="people"),
        sa.PrimaryKeyConstraint("asset_id", "other_id", name=op.f("pk_likenesses")),
    )
    op.create_index(op.f("ix_likenesses_other_id"), "likenesses", ["other_id"])
    still = sa.text("decided IS NULL")
    op.create_index("ix_likenesses_open", "likenesses", ["asset_id", "other_id"], sqlite_where=still, postgresql_where=still)
    _look_again()


def downgrade() -> None:
    for table in ("likenesses", "likeness_bands", "stack_members", "stacks"):
        op.drop_table(table)
    with op.batch_alter_table("assets") as assets:
        assets.drop_column("recompressed")


def _look_again() -> None:
    """Fingerprints are told another way from now on: each asset is looked at once more, when nothing else is to do."""
    op.execute(sa.text("UPDATE assets SET fingerprint = NULL"))
    op.execute(sa.text("""
        INSERT INTO jobs (kind, key, lane, state, priority, payload, attempts, due_at, created_at)
        SELECT 'likeness', CAST(id AS VARCHAR), 'media', 'waiting', -1, '{}', 0, rendered_at, rendered_at
        FROM assets WHERE rendered_at IS NOT NULL"""))


def _references(table: str, gone: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=gone)
            for column, other in columns.items()]
