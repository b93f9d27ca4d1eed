"""Licences, consents, and what was taken down"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.catalogue.consents import name_key
from index.db import Utc

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

LICENCES = (("own", "自有作品", "Own work"), ("commissioned", "委托拍摄", "Commissioned"),
            ("agency", "图片社授权", "Picture agency"), ("public", "公共许可", "Public licence"),
            ("unknown", "授权不明", "Unknown"))


def upgrade() -> None:
    licences = op.create_table(
        "licences",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_licences")),
    )
    op.bulk_insert(licences, [{"code": code, "name": zh, "name_en": en, "terms": "", "position": place, "active": True}
                              for place, (code, zh, en) in enumerate(LICENCES)])
    with op.batch_alter_table("assets") as assets:
        assets.add_column(sa.Column("licence", sa.String(), nullable=True))
        assets.create_foreign_key(op.f("fk_assets_licence_licences"), "licences", ["licence"], ["code"])
    _consents()
    _take_downs()
    _name_people()


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=True),
        sa.Column("evidence_sha256", sa.String(), nullable=True),
        sa.Column("evidence_name", sa.String(), nullable=False),
        sa.Column("evidence_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_consents_department_id_departments")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_consents_made_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_department_id"), "consents", ["department_id"])
    op.create_index(op.f("ix_consents_name_key"), "consents", ["name_key"])
    op.create_table(
        "named_people",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_named_people_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("asset_id", "name_key", name=op.f("pk_named_people")),
    )
    op.create_index(op.f("ix_named_people_name_key"), "named_people", ["name_key"])
    op.create_table(
        "consent_ends",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_consent_ends_asset_id_assets"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_consent_ends_channel_id_channels"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_ends")),
    )
    op.create_index(op.f("ix_consent_ends_asset_id"), "consent_ends", ["asset_id"])


def _take_downs() -> None:
    op.create_table(
        "take_downs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_take_downs_person_id_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_take_downs_consent_id_consents"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_downs")),
    )
    op.create_table(
        "take_down_items",
        sa.Column("take_down_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["take_down_id"], ["take_downs.id"], name=op.f("fk_take_down_items_take_down_id_take_downs"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_take_down_items_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("take_down_id", "asset_id", name=op.f("pk_take_down_items")),
    )
    op.create_index(op.f("ix_take_down_items_asset_id"), "take_down_items", ["asset_id"])
    op.create_table(
        "removals",
        sa.Column("take_down_id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("removed_at", Utc(), nullable=True),
        sa.Column("heard_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["take_down_id"], ["take_downs.id"], name=op.f("fk_removals_take_down_id_take_downs"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], name=op.f("fk_removals_screen_id_screens"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_removals_asset_id_assets"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("take_down_id", "screen_id", "asset_id", name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_screen_heard", "removals", ["screen_id", "heard_at"])


def _name_people() -> None:
    """Those whom descriptions name already."""
    words = sa.table("descriptions", sa.column("asset_id", sa.Integer), sa.column("people", sa.JSON))
    named = sa.table("named_people", sa.column("asset_id", sa.Integer), sa.column("name_key", sa.String))
    rows = [{"asset_id": asset_id, "name_key": key}
            for asset_id, people in op.get_bind().execute(sa.select(words.c.asset_id, words.c.people))
            for key in {name_key(one) for one in people or []} - {""}]
    if rows:
        op.bulk_insert(named, rows)


def downgrade() -> None:
    for table in ("removals", "take_down_items", "take_downs", "consent_ends", "named_people", "consents"):
        op.drop_table(table)
    with op.batch_alter_table("assets") as assets:
        assets.drop_constraint(op.f("fk_assets_licence_licences"), type_="foreignkey")
        assets.drop_column("licence")
    op.drop_table("licences")
