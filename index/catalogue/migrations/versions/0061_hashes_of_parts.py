"""Hashes of the parts of long files, made once by the worker rather than by whoever asks first"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("renditions", sa.Column("parts", sa.JSON(), nullable=True))
    _hash_what_is_here()


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM jobs WHERE kind = 'parts'"))
    with op.batch_alter_table("renditions") as renditions:
        renditions.drop_column("parts")


def _hash_what_is_here() -> None:
    """Before all else that waits: screens do not play a long film without."""
    op.execute(sa.text("""
        INSERT INTO jobs (kind, key, lane, state, priority, payload, attempts, due_at, created_at)
        SELECT 'parts', renditions.sha256, 'media', 'waiting', 10, '{}', 0, MIN(assets.created_at), MIN(assets.created_at)
        FROM renditions JOIN originals ON originals.sha256 = renditions.original_sha256
        JOIN assets ON assets.id = originals.asset_id
        WHERE renditions.bytes > 4194304 GROUP BY renditions.sha256"""))
