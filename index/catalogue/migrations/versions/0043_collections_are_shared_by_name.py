"""Collections are shared with colleagues by name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collection_people",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Boolean(), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collections.id"],
                                name=op.f("fk_collection_people_collection_id_collections"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_collection_people_person_id_people"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("collection_id", "person_id", name=op.f("pk_collection_people")),
    )
    op.create_index(op.f("ix_collection_people_person_id"), "collection_people", ["person_id"])


def downgrade() -> None:
    op.drop_table("collection_people")
