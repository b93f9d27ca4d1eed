"""What passes from one person to their successor is kept, and who looks after whose pictures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0084"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_handovers_two_people")),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name=op.f("fk_handovers_from_id_people")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_handovers_to_id_people")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_handovers_department_id_departments")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_handovers_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    for name in ("from_id", "to_id", "department_id"):
        op.create_index(op.f(f"ix_handovers_{name}"), "handovers", [name])
    op.create_table(
        "asset_keepers",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_asset_keepers_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_asset_keepers_person_id_people"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_asset_keepers")),
    )
    op.create_index(op.f("ix_asset_keepers_person_id"), "asset_keepers", ["person_id"])


def downgrade() -> None:
    op.drop_table("asset_keepers")
    op.drop_table("handovers")
