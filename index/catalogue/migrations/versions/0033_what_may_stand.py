"""What the office lets stand is told for every check, not for wordings alone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0033"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passes",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passes_person_id_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("subject", "check_name", "key", name=op.f("pk_passes")),
    )
    op.execute("INSERT INTO passes (subject, check_name, key, reason, person_id, at) "
               "SELECT subject, 'wording', text, reason, person_id, at FROM wording_passes")
    op.drop_table("wording_passes")


def downgrade() -> None:
    op.create_table(
        "wording_passes",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wording_passes_person_id_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("subject", "text", name=op.f("pk_wording_passes")),
    )
    op.execute("INSERT INTO wording_passes (subject, text, reason, person_id, at) "
               "SELECT subject, key, reason, person_id, at FROM passes WHERE check_name = 'wording'")
    op.drop_table("passes")
