"""The office puts its own bulletins together from stories that were approved"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0079"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _newsletters()
    _newsletter_readers()
    _newsletter_issues()
    _newsletter_entries()
    _newsletter_copies()


def downgrade() -> None:
    for table in ("newsletter_copies", "newsletter_entries", "newsletter_issues", "newsletter_readers", "newsletters"):
        op.drop_table(table)


def _newsletters() -> None:
    op.create_table(
        "newsletters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("issued_before", sa.Integer(), nullable=False),
        sa.Column("report_to", sa.String(), nullable=False),
        sa.Column("send_to", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=True),
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("template_bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"],
                                name=op.f("fk_newsletters_made_by_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_newsletters_outlet_id_outlets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletters")),
        sa.UniqueConstraint("name", name=op.f("uq_newsletters_name")),
    )
    op.create_index(op.f("ix_newsletters_outlet_id"), "newsletters", ["outlet_id"])
    op.create_index(op.f("ix_newsletters_template_sha256"), "newsletters", ["template_sha256"])


def _newsletter_readers() -> None:
    op.create_table(
        "newsletter_readers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsletter_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) != (mail = '')", name=op.f("ck_newsletter_readers_reader")),
        sa.ForeignKeyConstraint(["newsletter_id"], ["newsletters.id"],
                                name=op.f("fk_newsletter_readers_newsletter_id_newsletters"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"],
                                name=op.f("fk_newsletter_readers_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_readers")),
        sa.UniqueConstraint("newsletter_id", "person_id", "mail", name=op.f("uq_newsletter_readers_newsletter_id")),
    )
    op.create_index(op.f("ix_newsletter_readers_person_id"), "newsletter_readers", ["person_id"])


def _newsletter_issues() -> None:
    op.create_table(
        "newsletter_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsletter_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("report_to", sa.String(), nullable=False),
        sa.Column("send_to", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("returned", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", Utc(), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", Utc(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.Column("pdf_bytes", sa.Integer(), nullable=False),
        sa.Column("docx_sha256", sa.String(), nullable=True),
        sa.Column("docx_bytes", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'approved', 'sent')", name=op.f("ck_newsletter_issues_state")),
        sa.CheckConstraint("state NOT IN ('approved', 'sent') OR (sha256 IS NOT NULL AND pdf_sha256 IS NOT NULL AND "
                           "docx_sha256 IS NOT NULL AND approved_at IS NOT NULL)", name=op.f("ck_newsletter_issues_approved")),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"],
                                name=op.f("fk_newsletter_issues_approved_by_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"],
                                name=op.f("fk_newsletter_issues_made_by_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["newsletter_id"], ["newsletters.id"],
                                name=op.f("fk_newsletter_issues_newsletter_id_newsletters")),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"],
                                name=op.f("fk_newsletter_issues_sent_by_people"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["submitted_by"], ["people.id"],
                                name=op.f("fk_newsletter_issues_submitted_by_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_issues")),
        sa.UniqueConstraint("newsletter_id", "total", name="uq_newsletter_issues_total"),
        sa.UniqueConstraint("newsletter_id", "year", "number", name="uq_newsletter_issues_number"),
    )
    op.create_index(op.f("ix_newsletter_issues_docx_sha256"), "newsletter_issues", ["docx_sha256"])
    op.create_index(op.f("ix_newsletter_issues_pdf_sha256"), "newsletter_issues", ["pdf_sha256"])


def _newsletter_entries() -> None:
    op.create_table(
        "newsletter_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=True),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("story_id IS NOT NULL OR heading != ''", name=op.f("ck_newsletter_entries_row")),
        sa.ForeignKeyConstraint(["issue_id"], ["newsletter_issues.id"],
                                name=op.f("fk_newsletter_entries_issue_id_newsletter_issues"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"],
                                name=op.f("fk_newsletter_entries_placement_id_placements"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"],
                                name=op.f("fk_newsletter_entries_story_id_stories"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_entries")),
        sa.UniqueConstraint("issue_id", "story_id", name=op.f("uq_newsletter_entries_issue_id")),
    )
    op.create_index(op.f("ix_newsletter_entries_story_id"), "newsletter_entries", ["story_id"])


def _newsletter_copies() -> None:
    op.create_table(
        "newsletter_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["newsletter_issues.id"],
                                name=op.f("fk_newsletter_copies_issue_id_newsletter_issues"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"],
                                name=op.f("fk_newsletter_copies_person_id_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_copies")),
    )
    op.create_index("ix_newsletter_copies_due", "newsletter_copies", ["state", "due_at"])
    op.create_index(op.f("ix_newsletter_copies_issue_id"), "newsletter_copies", ["issue_id"])
