"""Of a name on an asset one can say that it is, or is not, the person of a consent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0042"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "namesakes",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_namesakes_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_namesakes_consent_id_consents"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["said_by"], ["people.id"], name=op.f("fk_namesakes_said_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("asset_id", "consent_id", name=op.f("pk_namesakes")),
    )
    op.create_index(op.f("ix_namesakes_consent_id"), "namesakes", ["consent_id"])


def downgrade() -> None:
    op.drop_table("namesakes")
