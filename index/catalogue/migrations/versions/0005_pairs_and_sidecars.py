"""Shots of several files, and what stands beside them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("originals", sa.Column("part", sa.String(), nullable=False, server_default="shown"))
    op.add_column("originals", sa.Column("facts", sa.JSON(), nullable=True))
    op.add_column("originals", sa.Column("exposure", sa.String(), nullable=True))
    op.add_column("originals", sa.Column("content_id", sa.String(), nullable=True))
    op.create_index(op.f("ix_originals_exposure"), "originals", ["exposure"])
    op.create_index(op.f("ix_originals_content_id"), "originals", ["content_id"])
    op.create_table(
        "former_assets",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_former_assets_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_assets")),
    )
    op.create_index(op.f("ix_former_assets_asset_id"), "former_assets", ["asset_id"])
    op.create_table(
        "sidecars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("shot", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("received_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_sidecars_asset_id_assets"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sidecars_person_id_people")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_sidecars_department_id_departments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sidecars")),
    )
    op.create_index(op.f("ix_sidecars_asset_id"), "sidecars", ["asset_id"])
    op.create_index(op.f("ix_sidecars_sha256"), "sidecars", ["sha256"])
    op.create_index("ix_sidecars_shot", "sidecars", ["batch", "shot"])
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.add_column(sa.Column("shot", sa.String(), nullable=True))
        arrivals.add_column(sa.Column("sidecar_id", sa.Integer(), nullable=True))
        arrivals.create_index("ix_arrivals_shot", ["batch", "shot"])
        arrivals.create_index(op.f("ix_arrivals_sidecar_id"), ["sidecar_id"])
        arrivals.create_foreign_key(op.f("fk_arrivals_sidecar_id_sidecars"), "sidecars", ["sidecar_id"], ["id"],
                                    ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.drop_constraint(op.f("fk_arrivals_sidecar_id_sidecars"), type_="foreignkey")
        arrivals.drop_index(op.f("ix_arrivals_sidecar_id"))
        arrivals.drop_index("ix_arrivals_shot")
        arrivals.drop_column("sidecar_id")
        arrivals.drop_column("shot")
    op.drop_table("sidecars")
    op.drop_table("former_assets")
    with op.batch_alter_table("originals") as originals:
        originals.drop_index(op.f("ix_originals_content_id"))
        originals.drop_index(op.f("ix_originals_exposure"))
        for name in ("content_id", "exposure", "facts", "part"):
            originals.drop_column(name)
