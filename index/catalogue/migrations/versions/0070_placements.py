"""Items go on to outlets after their approval, and a review says whether it was the last one"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0070"
down_revision = "0071"
branch_labels = None
depends_on = None

GO_ON = ("site", "school", "media")
"""The channels of a new installation that lead out of the house."""


def upgrade() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f("ck_outlets_level")),
        sa.CheckConstraint("type IN ('bulletin', 'news', 'site', 'new-media', 'contest')", name=op.f("ck_outlets_type")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_outlets_channel_id_channels"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("name", name=op.f("uq_outlets_name")),
    )
    _placements()
    op.add_column("channels", sa.Column("goes_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    channels = sa.table("channels", sa.column("code", sa.String()), sa.column("goes_on", sa.Boolean()))
    op.execute(channels.update().where(channels.c.code.in_(GO_ON)).values(goes_on=True))
    for table in ("assets", "stories"):
        op.add_column(table, sa.Column("counts_double", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reviews", sa.Column("final", sa.Boolean(), nullable=False, server_default=sa.false()))
    _say_which_were_final()


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contest", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", Utc(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("evidence_sha256", sa.String(), nullable=True),
        sa.Column("evidence_name", sa.String(), nullable=False),
        sa.Column("evidence_bytes", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Utc(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name=op.f("ck_placements_item")),
        sa.CheckConstraint("state IN ('sent', 'claimed', 'adopted', 'not-adopted')", name=op.f("ck_placements_state")),
        sa.CheckConstraint("state != 'adopted' OR (outlet_id IS NOT NULL AND published_on IS NOT NULL AND "
                           "evidence_sha256 IS NOT NULL AND confirmed_at IS NOT NULL)", name=op.f("ck_placements_adopted")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_placements_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_placements_story_id_stories"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_placements_channel_id_channels")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_placements_outlet_id_outlets")),
        *(sa.ForeignKeyConstraint([who], ["people.id"], name=op.f(f"fk_placements_{who}_people"), ondelete="SET NULL")
          for who in ("made_by", "sent_by", "claimed_by", "confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    op.create_index("ix_placements_state", "placements", ["state", "id"])
    for column in ("asset_id", "story_id", "outlet_id", "made_at", "sent_at", "published_on", "evidence_sha256",
                   "confirmed_at"):
        op.create_index(op.f(f"ix_placements_{column}"), "placements", [column])


def _say_which_were_final() -> None:
    """The trail says of each approval to which state it led; the review itself did not."""
    audit = sa.table("audit", sa.column("verb", sa.String()), sa.column("subject", sa.String()), sa.column("at", Utc()),
                     sa.column("details", sa.JSON()))
    reviews = sa.table("reviews", sa.column("id", sa.Integer()), sa.column("aim_id", sa.Integer()),
                       sa.column("verb", sa.String()), sa.column("at", Utc()), sa.column("final", sa.Boolean()))
    aims = sa.table("aims", sa.column("id", sa.Integer()), sa.column("asset_id", sa.Integer()),
                    sa.column("story_id", sa.Integer()), sa.column("channel_id", sa.Integer()))
    channels = sa.table("channels", sa.column("id", sa.Integer()), sa.column("code", sa.String()))
    bind = op.get_bind()
    approved = set()
    for line in bind.execute(sa.select(audit.c.subject, audit.c.at, audit.c.details).where(audit.c.verb == "approve")):
        details = json.loads(line.details) if isinstance(line.details, str) else line.details
        if details.get("state") == "approved":
            approved.add((line.subject, details.get("channel"), line.at))
    rows = bind.execute(
        sa.select(reviews.c.id, reviews.c.at, aims.c.asset_id, aims.c.story_id, channels.c.code)
        .select_from(reviews.join(aims, aims.c.id == reviews.c.aim_id).join(channels, channels.c.id == aims.c.channel_id))
        .where(reviews.c.verb == "approve")).all()
    final = [row.id for row in rows
             if (f"story:S{row.story_id}" if row.story_id is not None else f"asset:V{row.asset_id}", row.code, row.at)
             in approved]
    for first in range(0, len(final), 500):
        op.execute(reviews.update().where(reviews.c.id.in_(final[first:first + 500])).values(final=True))


def downgrade() -> None:
    with op.batch_alter_table("reviews") as change:
        change.drop_column("final")
    for table in ("stories", "assets"):
        with op.batch_alter_table(table) as change:
            change.drop_column("counts_double")
    with op.batch_alter_table("channels") as change:
        change.drop_column("goes_on")
    op.drop_table("placements")
    op.drop_table("outlets")
