"""What channels demand of photos, films and stories"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None

DEMANDS = (
    ("screens", "photo", "least-long-edge", "1920"),
    ("screens", "photo", "least-short-edge", "1080"),
    ("screens", "video", "least-long-edge", "1280"),
    ("screens", "video", "most-seconds", "600"),
    ("site", "photo", "least-long-edge", "1200"),
    ("site", "photo", "most-long-edge", "1920"),
    ("site", "photo", "formats", "jpeg png"),
    ("site", "photo", "most-bytes", "2000000"),
    ("wechat", "photo", "least-long-edge", "900"),
    ("wechat", "photo", "most-long-edge", "1440"),
    ("wechat", "photo", "formats", "jpeg png"),
    ("wechat", "photo", "most-bytes", "1000000"),
    ("wechat", "video", "formats", "mp4"),
    ("wechat", "video", "most-bytes", "200000000"),
    ("wechat", "video", "most-seconds", "3600"),
    ("wechat", "story", "most-title", "64"),
    ("school", "photo", "least-long-edge", "1920"),
    ("school", "photo", "shapes", "3:2"),
    ("school", "photo", "formats", "jpeg png"),
    ("school", "photo", "most-bytes", "5000000"),
    ("school", "video", "least-long-edge", "1280"),
    ("school", "video", "formats", "mp4"),
    ("school", "video", "least-seconds", "60"),
    ("school", "video", "most-seconds", "600"),
    ("media", "photo", "least-long-edge", "2400"),
    ("media", "photo", "formats", "jpeg"),
    ("weibo", "photo", "least-long-edge", "690"),
    ("weibo", "photo", "formats", "jpeg png"),
    ("weibo", "photo", "most-bytes", "20000000"),
)


def upgrade() -> None:
    table = op.create_table(
        "channel_demands",
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_channel_demands_channel_id_channels"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel_id", "kind", "rule", name=op.f("pk_channel_demands")),
    )
    channels = {row[0]: row[1] for row in op.get_bind().execute(sa.text("SELECT code, id FROM channels"))}
    op.bulk_insert(table, [{"channel_id": channels[code], "kind": kind, "rule": rule, "value": value, "blocks": False}
                           for code, kind, rule, value in DEMANDS if code in channels])


def downgrade() -> None:
    op.drop_table("channel_demands")
