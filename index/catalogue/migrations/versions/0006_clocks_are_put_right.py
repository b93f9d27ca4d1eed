"""Clocks are put right"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assets", sa.Column("clock_shift", sa.BigInteger(), nullable=True))
    op.add_column("assets", sa.Column("clock_photo", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "clock_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        *_body(),
        sa.Column("true_utc", Utc(), nullable=False),
        sa.Column("camera_local", sa.DateTime(), nullable=False),
        sa.Column("camera_utc", Utc(), nullable=False),
        sa.Column("error_s", sa.BigInteger(), nullable=False),
        sa.Column("read_at", Utc(), nullable=False),
        sa.Column("dropped_at", Utc(), nullable=True),
        sa.Column("dropped_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_clock_checks_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_clock_checks_kit_id_kits"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["dropped_by"], ["people.id"], name=op.f("fk_clock_checks_dropped_by_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_checks")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_clock_checks_asset_id")),
    )
    op.create_index(op.f("ix_clock_checks_batch"), "clock_checks", ["batch"])
    op.create_table(
        "clock_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        *_body(),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_clock_shifts_made_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_shifts")),
    )
    op.create_index(op.f("ix_clock_shifts_batch"), "clock_shifts", ["batch"])


def downgrade() -> None:
    op.drop_table("clock_shifts")
    op.drop_table("clock_checks")
    with op.batch_alter_table("assets") as assets:
        assets.drop_column("clock_photo")
        assets.drop_column("clock_shift")


def _body() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in ("make", "model", "serial")]
