"""When a file was played last is found in one look, however often it was"""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_plays_sha256_started", "plays", ["sha256", "started_at"])
    op.drop_index("ix_plays_sha256", "plays")


def downgrade() -> None:
    op.create_index("ix_plays_sha256", "plays", ["sha256"])
    op.drop_index("ix_plays_sha256_started", "plays")
