"""Screens have a campus with a name, a colour and a logo"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False, server_default=""),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_sha256", sa.String(), nullable=True),
        sa.Column("logo_bytes", sa.Integer(), nullable=True),
        sa.Column("logo_type", sa.String(), nullable=True),
        sa.Column("logo_width", sa.Integer(), nullable=True),
        sa.Column("logo_height", sa.Integer(), nullable=True),
        sa.Column("plate", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campuses")),
        sa.UniqueConstraint("name", name=op.f("uq_campuses_name")),
    )
    op.create_index(op.f("ix_campuses_logo_sha256"), "campuses", ["logo_sha256"])
    with op.batch_alter_table("screens") as screens:
        screens.add_column(sa.Column("campus_id", sa.Integer(), nullable=True))
        screens.create_foreign_key(op.f("fk_screens_campus_id_campuses"), "campuses", ["campus_id"], ["id"],
                                   ondelete="SET NULL")
        screens.create_index(op.f("ix_screens_campus_id"), ["campus_id"])


def downgrade() -> None:
    with op.batch_alter_table("screens") as screens:
        screens.drop_index(op.f("ix_screens_campus_id"))
        screens.drop_constraint(op.f("fk_screens_campus_id_campuses"), type_="foreignkey")
        screens.drop_column("campus_id")
    op.drop_table("campuses")
