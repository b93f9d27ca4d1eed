"""Kits push under their own login"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("kits") as kits:
        kits.add_column(sa.Column("login", sa.String(), nullable=True))
        kits.add_column(sa.Column("password_hash", sa.String(), nullable=True))
        kits.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        kits.create_unique_constraint(op.f("uq_kits_login"), ["login"])
        kits.create_foreign_key(op.f("fk_kits_event_id_events"), "events", ["event_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("kits") as kits:
        kits.drop_constraint(op.f("fk_kits_event_id_events"), type_="foreignkey")
        kits.drop_constraint(op.f("uq_kits_login"), type_="unique")
        kits.drop_column("event_id")
        kits.drop_column("password_hash")
        kits.drop_column("login")
