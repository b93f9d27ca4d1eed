"""Searches are kept, told of and followed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_saved_searches_owner_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_saved_searches_department_id_departments"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
    )
    op.create_index(op.f("ix_saved_searches_owner_id"), "saved_searches", ["owner_id"])
    op.create_table(
        "search_subscriptions",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=False),
        sa.Column("fresh", sa.JSON(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["search_id"], ["saved_searches.id"],
                                name=op.f("fk_search_subscriptions_search_id_saved_searches"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_search_subscriptions_person_id_people"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("search_id", "person_id", name=op.f("pk_search_subscriptions")),
    )
    op.create_index(op.f("ix_search_subscriptions_person_id"), "search_subscriptions", ["person_id"])
    op.create_table(
        "board_sources",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_sources_board_id_boards"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["search_id"], ["saved_searches.id"], name=op.f("fk_board_sources_search_id_saved_searches"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_board_sources_set_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_board_sources")),
    )
    op.create_index(op.f("ix_board_sources_search_id"), "board_sources", ["search_id"])


def downgrade() -> None:
    op.drop_table("board_sources")
    op.drop_table("search_subscriptions")
    op.drop_table("saved_searches")
