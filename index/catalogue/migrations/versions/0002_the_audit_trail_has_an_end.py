"""The audit trail has an end"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head", sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")))
    op.execute("INSERT INTO audit_head (id, hash) SELECT 1, hash FROM audit WHERE id = (SELECT max(id) FROM audit)")


def downgrade() -> None:
    op.drop_table("audit_head")
