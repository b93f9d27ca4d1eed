"""The office issues reports of months, quarters and years"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0099"
down_revision = "0094"
branch_labels = None
depends_on = None
FILES = ("pdf", "docx", "xlsx", "html")


def upgrade() -> None:
    _forms()
    _readers()
    _reports()
    _pictures()
    _copies()


def downgrade() -> None:
    for table in ("report_copies", "report_pictures", "office_reports", "report_readers", "report_forms"):
        op.drop_table(table)


def _forms() -> None:
    op.create_table(
        "report_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("issuer", "mark", "address", "copy_to", "template_name")),
        sa.Column("red_head", sa.Boolean(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=True),
        sa.Column("template_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_forms")),
    )
    op.create_index(op.f("ix_report_forms_template_sha256"), "report_forms", ["template_sha256"])


def _readers() -> None:
    op.create_table(
        "report_readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) != (mail = '')", name=op.f("ck_report_readers_reader")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_report_readers_person_id_people"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_readers")),
        sa.UniqueConstraint("person_id", "mail", name=op.f("uq_report_readers_person_id")),
    )
    op.create_index(op.f("ix_report_readers_person_id"), "report_readers", ["person_id"])


def _reports() -> None:
    op.create_table(
        "office_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (
            "period", "title", "opening", "remarks", "issuer", "mark", "address", "copy_to", "state", "reason")),
        sa.Column("red_head", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("made_at", Utc(), nullable=False),
        *(sa.Column(f"{one}_at", Utc(), nullable=True) for one in ("issued", "sent")),
        *(sa.Column(f"{one}_by", sa.Integer(), nullable=True) for one in ("made", "issued", "sent")),
        *(sa.Column(f"{one}_sha256", sa.String(), nullable=True) for one in FILES),
        *(sa.Column(f"{one}_bytes", sa.Integer(), nullable=False) for one in FILES),
        sa.CheckConstraint("state IN ('draft', 'issued', 'sent')", name=op.f("ck_office_reports_state")),
        sa.CheckConstraint("state = 'draft' OR (figures IS NOT NULL AND issued_at IS NOT NULL AND pdf_sha256 IS NOT NULL AND "
                           "docx_sha256 IS NOT NULL AND xlsx_sha256 IS NOT NULL AND html_sha256 IS NOT NULL)",
                           name=op.f("ck_office_reports_issued")),
        *(sa.ForeignKeyConstraint([f"{one}_by"], ["people.id"], name=op.f(f"fk_office_reports_{one}_by_people"),
                                  ondelete="SET NULL") for one in ("made", "issued", "sent")),
        sa.ForeignKeyConstraint(["corrects_id"], ["office_reports.id"],
                                name=op.f("fk_office_reports_corrects_id_office_reports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_reports")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_office_reports_year")),
    )
    for column in ("period", *(f"{one}_sha256" for one in FILES)):
        op.create_index(op.f(f"ix_office_reports_{column}"), "office_reports", [column])


def _pictures() -> None:
    op.create_table(
        "report_pictures",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["office_reports.id"],
                                name=op.f("fk_report_pictures_report_id_office_reports"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_report_pictures_asset_id_assets"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "asset_id", name=op.f("pk_report_pictures")),
    )
    op.create_index(op.f("ix_report_pictures_asset_id"), "report_pictures", ["asset_id"])


def _copies() -> None:
    op.create_table(
        "report_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "mail", "state")),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["office_reports.id"],
                                name=op.f("fk_report_copies_report_id_office_reports"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_report_copies_person_id_people"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_copies")),
    )
    op.create_index("ix_report_copies_due", "report_copies", ["state", "due_at"])
    op.create_index(op.f("ix_report_copies_report_id"), "report_copies", ["report_id"])
