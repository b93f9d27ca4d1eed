"""Posters have required fields of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0057"
branch_labels = None
depends_on = None

FIELDS = ("title", "caption")


def upgrade() -> None:
    required = sa.table("required_fields", sa.column("kind", sa.String()), sa.column("field", sa.String()))
    op.bulk_insert(required, [{"kind": "poster", "field": field} for field in FIELDS])


def downgrade() -> None:
    op.execute("DELETE FROM required_fields WHERE kind = 'poster'")
