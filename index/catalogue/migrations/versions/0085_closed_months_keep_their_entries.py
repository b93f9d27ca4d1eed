"""Closed months keep the entries of the ledger that counted in them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0099"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_months",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["month"], ["closed_months.month"], name=op.f("fk_ledger_months_month_closed_months"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_ledger_months")),
    )


def downgrade() -> None:
    op.drop_table("ledger_months")
