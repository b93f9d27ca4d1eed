"""Aims are found by their item, by when they changed and by who submitted them"""

from __future__ import annotations

from alembic import op

revision = "0100"
down_revision = "0085"
branch_labels = None
depends_on = None
INDEXES = {"ix_aims_asset": ["asset_id", "state", "changed_at"], "ix_aims_story": ["story_id", "state", "changed_at"],
           "ix_aims_changed": ["state", "changed_at", "asset_id", "story_id"],
           "ix_aims_submitted": ["submitted_by", "submitted_at"]}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "aims", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "aims")
