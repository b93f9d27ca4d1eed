"""Assets of a department are found by when they came in, so that a month of them is counted without reading all"""

from __future__ import annotations

from alembic import op

revision = "0132"
down_revision = "0131"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_assets_department", "assets", ["department_id", "created_at"])
    op.drop_index("ix_assets_department_id", "assets")


def downgrade() -> None:
    op.create_index("ix_assets_department_id", "assets", ["department_id"])
    op.drop_index("ix_assets_department", "assets")
