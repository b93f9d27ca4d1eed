"""Plays are summed by day: the worker counts each once, and reports read the sums and what is not yet in them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0054"
down_revision = "0047"
branch_labels = None
depends_on = None

ASSET = sa.text("ltrim(ltrim(item, '0123456789'), '-V')")
COVERED = ["started_at", "screen_id", "item", "outcome", "duration_ms"]


def upgrade() -> None:
    op.create_table(
        "play_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_play_days_screen_id_screens"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day", "screen_id", "item", name=op.f("pk_play_days")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_play_days_screen_id"), "play_days", ["screen_id"])
    op.create_index("ix_play_days_asset", "play_days", [ASSET])
    op.add_column("plays", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_plays_started", "plays")
    op.drop_index("ix_plays_asset", "plays")
    op.create_index("ix_plays_uncounted", "plays", COVERED, sqlite_where=sa.text("counted = 0"),
                    postgresql_where=sa.text("NOT counted"))
    op.create_index(op.f("ix_plays_screen_id"), "plays", ["screen_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plays_screen_id"), "plays")
    op.drop_index("ix_plays_uncounted", "plays")
    with op.batch_alter_table("plays") as plays:
        plays.drop_column("counted")
    op.create_index("ix_plays_asset", "plays", [ASSET, "outcome", "screen_id", "started_at", "duration_ms"])
    op.create_index("ix_plays_started", "plays", COVERED)
    op.drop_table("play_days")
