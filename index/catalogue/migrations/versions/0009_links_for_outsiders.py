"""Links for outsiders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("max_files", sa.Integer(), nullable=False),
        sa.Column("max_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outside_links_event_id_events")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"],
                                name=op.f("fk_outside_links_department_id_departments")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_outside_links_created_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_outside_links_token_hash")),
    )
    op.create_index(op.f("ix_outside_links_event_id"), "outside_links", ["event_id"])
    op.create_table(
        "outside_senders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("cookie_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["outside_links.id"], name=op.f("fk_outside_senders_link_id_outside_links"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_senders")),
        sa.UniqueConstraint("cookie_hash", name=op.f("uq_outside_senders_cookie_hash")),
        sa.UniqueConstraint("batch", name=op.f("uq_outside_senders_batch")),
    )
    op.create_index(op.f("ix_outside_senders_link_id"), "outside_senders", ["link_id"])
    with op.batch_alter_table("assets") as assets:
        assets.add_column(sa.Column("outside_link_id", sa.Integer(), nullable=True))
        assets.add_column(sa.Column("outside_state", sa.String(), nullable=True))
        assets.add_column(sa.Column("outside_reason", sa.String(), nullable=True))
        assets.create_foreign_key(op.f("fk_assets_outside_link_id_outside_links"), "outside_links", ["outside_link_id"], ["id"])
    op.create_index(op.f("ix_assets_outside_link_id"), "assets", ["outside_link_id"])
    with op.batch_alter_table("uploads") as uploads:
        uploads.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        uploads.add_column(sa.Column("sender_id", sa.Integer(), nullable=True))
        uploads.create_foreign_key(op.f("fk_uploads_sender_id_outside_senders"), "outside_senders", ["sender_id"], ["id"],
                                   ondelete="CASCADE")
    op.create_index(op.f("ix_uploads_sender_id"), "uploads", ["sender_id"])


def downgrade() -> None:
    op.execute("DELETE FROM uploads WHERE person_id IS NULL")
    op.drop_index(op.f("ix_uploads_sender_id"), "uploads")
    with op.batch_alter_table("uploads") as uploads:
        uploads.drop_constraint(op.f("fk_uploads_sender_id_outside_senders"), type_="foreignkey")
        uploads.drop_column("sender_id")
        uploads.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index(op.f("ix_assets_outside_link_id"), "assets")
    with op.batch_alter_table("assets") as assets:
        assets.drop_constraint(op.f("fk_assets_outside_link_id_outside_links"), type_="foreignkey")
        assets.drop_column("outside_reason")
        assets.drop_column("outside_state")
        assets.drop_column("outside_link_id")
    op.drop_table("outside_senders")
    op.drop_table("outside_links")
