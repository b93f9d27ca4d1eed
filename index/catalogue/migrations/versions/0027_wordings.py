"""Wordings that the office keeps, and what it lets stand"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WORDINGS = (
    ("wrong", "新时达", "新时代"), ("wrong", "座谈汇", "座谈会"), ("wrong", "开幕试", "开幕式"), ("wrong", "布署", "部署"),
    ("wrong", "既使", "即使"), ("wrong", "再接再励", "再接再厉"), ("fixed", "中国特色社会主义", ""),
    ("fixed", "社会主义核心价值观", ""), ("fixed", "立德树人", ""), ("fixed", "为人民服务", ""),
)


def upgrade() -> None:
    wordings = op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("kind", "text", name=op.f("uq_wordings_kind")),
    )
    now = datetime.now(UTC)
    op.bulk_insert(wordings, [{"kind": kind, "text": text, "instead": instead, "changed_at": now}
                              for kind, text, instead in WORDINGS])
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


def downgrade() -> None:
    op.drop_table("wording_passes")
    op.drop_table("wordings")
