"""Kits are lent and sent to events"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assets", sa.Column("body_serial", sa.String(), nullable=True))
    said = "facts ->> 'body_serial'" if op.get_bind().dialect.name == "postgresql" else "json_extract(facts, '$.body_serial')"
    op.execute(sa.text(f"UPDATE assets SET body_serial = {said} WHERE {said} <> ''"))  # noqa: S608 - no one's words are in it
    op.create_index("ix_assets_body", "assets", ["body_serial", "department_id"])
    op.add_column("events", sa.Column("ends_at", sa.Time(), nullable=True))
    op.create_table(
        "foreign_bodies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("said_at", Utc(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        *_references("foreign_bodies", department_id="departments", said_by="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_bodies")),
    )
    op.create_index(op.f("ix_foreign_bodies_serial"), "foreign_bodies", ["serial"])
    _loans()
    _assignments()


def downgrade() -> None:
    op.drop_table("assignments")
    op.drop_table("kit_loans")
    op.drop_table("foreign_bodies")
    with op.batch_alter_table("events") as events:
        events.drop_column("ends_at")
    with op.batch_alter_table("assets") as assets:
        assets.drop_index("ix_assets_body")
        assets.drop_column("body_serial")


def _loans() -> None:
    op.create_table(
        "kit_loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lent_at", Utc(), nullable=False),
        sa.Column("lent_by", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("returned_at", Utc(), nullable=True),
        sa.Column("returned_to", sa.Integer(), nullable=True),
        sa.Column("return_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_loans_kit_id_kits"), ondelete="CASCADE"),
        *_references("kit_loans", person_id="people", lent_by="people", returned_to="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_loans")),
    )
    op.create_index(op.f("ix_kit_loans_kit_id"), "kit_loans", ["kit_id"])
    op.create_index(op.f("ix_kit_loans_person_id"), "kit_loans", ["person_id"])
    still = sa.text("returned_at IS NULL")
    op.create_index("uq_kit_loans_open", "kit_loans", ["kit_id"], unique=True, sqlite_where=still, postgresql_where=still)


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_reason", sa.String(), nullable=False),
        *_references("assignments", event_id="events", person_id="people", kit_id="kits", made_by="people",
                     closed_by="people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    for column in ("event_id", "person_id", "kit_id"):
        op.create_index(op.f(f"ix_assignments_{column}"), "assignments", [column])


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in columns.items()]
