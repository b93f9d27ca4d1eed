"""Required fields are asked for, drafts are kept, and nobody may be recognisable"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0020"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = ("photo", "video")
FIELDS = ("caption", "people", "place", "credit")


def upgrade() -> None:
    required = op.create_table(
        "required_fields",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "field", name=op.f("pk_required_fields")),
    )
    op.bulk_insert(required, [{"kind": kind, "field": field} for kind in KINDS for field in FIELDS])
    op.add_column("descriptions", sa.Column("nobody", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "description_drafts",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_description_drafts_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_description_drafts_person_id_people"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "person_id", name=op.f("pk_description_drafts")),
    )
    op.create_index(op.f("ix_description_drafts_person_id"), "description_drafts", ["person_id"])


def downgrade() -> None:
    op.drop_table("description_drafts")
    op.drop_column("descriptions", "nobody")
    op.drop_table("required_fields")
