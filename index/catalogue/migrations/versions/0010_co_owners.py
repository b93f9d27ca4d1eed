"""Second departments own what they brought too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = """
INSERT INTO co_owners (asset_id, sha256, department_id, person_id, since, arrival_id)
SELECT arrivals.asset_id, arrivals.sha256, arrivals.department_id, arrivals.person_id, MIN(arrivals.received_at),
       MIN(arrivals.id)
FROM arrivals JOIN assets ON assets.id = arrivals.asset_id
WHERE arrivals.outcome = 'already-here' AND arrivals.sha256 IS NOT NULL
  AND (arrivals.department_id <> assets.department_id
       OR (arrivals.department_id IS NOT NULL AND assets.department_id IS NULL)
       OR (arrivals.department_id IS NULL AND arrivals.person_id IS NOT NULL
           AND (assets.owner_id IS NULL OR assets.owner_id <> arrivals.person_id)))
GROUP BY arrivals.asset_id, arrivals.sha256, arrivals.department_id, arrivals.person_id
"""


def upgrade() -> None:
    op.create_table(
        "co_owners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_co_owners_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_co_owners_department_id_departments")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_co_owners_person_id_people")),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrivals.id"], name=op.f("fk_co_owners_arrival_id_arrivals"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_owners")),
    )
    op.create_index("ix_co_owners_asset", "co_owners", ["asset_id", "department_id", "person_id"])
    op.create_index("ix_co_owners_department", "co_owners", ["department_id", "asset_id"])
    op.create_index("ix_co_owners_person", "co_owners", ["person_id", "asset_id"])
    op.execute(BEFORE)


def downgrade() -> None:
    op.drop_table("co_owners")
