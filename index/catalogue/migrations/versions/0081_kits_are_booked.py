"""Camera kits are booked by days, and no day of a kit is spoken for twice"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0081"
down_revision = "0070"
branch_labels = None
depends_on = None

LONGEST = 366


def upgrade() -> None:
    op.create_table(
        "kit_bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_bookings_kit_id_kits"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_kit_bookings_person_id_people")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_kit_bookings_event_id_events")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_kit_bookings_assignment_id_assignments")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_kit_bookings_made_by_people")),
        sa.ForeignKeyConstraint(["loan_id"], ["kit_loans.id"], name=op.f("fk_kit_bookings_loan_id_kit_loans")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_kit_bookings_ended_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_bookings")),
    )
    for column in ("kit_id", "person_id", "event_id", "assignment_id"):
        op.create_index(op.f(f"ix_kit_bookings_{column}"), "kit_bookings", [column])
    op.create_table(
        "kit_days",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(booking_id IS NULL) <> (loan_id IS NULL)", name=op.f("ck_kit_days_one_claim")),
        sa.ForeignKeyConstraint(["kit_id"], ["kits.id"], name=op.f("fk_kit_days_kit_id_kits"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["booking_id"], ["kit_bookings.id"], name=op.f("fk_kit_days_booking_id_kit_bookings"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["loan_id"], ["kit_loans.id"], name=op.f("fk_kit_days_loan_id_kit_loans"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kit_id", "day", name=op.f("pk_kit_days")),
    )
    for column in ("booking_id", "loan_id"):
        op.create_index(op.f(f"ix_kit_days_{column}"), "kit_days", [column])
    _speak_for_what_is_out()
    _book_what_was_assigned()


def downgrade() -> None:
    op.drop_table("kit_days")
    op.drop_table("kit_bookings")


DAYS = sa.table("kit_days", sa.column("kit_id", sa.Integer), sa.column("day", sa.Date),
                sa.column("booking_id", sa.Integer), sa.column("loan_id", sa.Integer))


def _speak_for_what_is_out() -> None:
    loans = sa.table("kit_loans", sa.column("id", sa.Integer), sa.column("kit_id", sa.Integer), sa.column("lent_at", Utc()),
                     sa.column("due_on", sa.Date), sa.column("returned_at", Utc()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(loans).where(loans.c.returned_at.is_(None))).all():
        days = _days(row.lent_at.date(), row.due_on)
        connection.execute(sa.insert(DAYS), [{"kit_id": row.kit_id, "day": day, "loan_id": row.id} for day in days])


def _book_what_was_assigned() -> None:
    """A booking for each kit that is to go to an event that is not over; where two met on a day, the first one has it."""
    assigned = sa.table("assignments", *(sa.column(name, sa.Integer) for name in ("id", "event_id", "person_id", "kit_id",
                                                                                  "made_by")),
                        sa.column("made_at", Utc()), sa.column("closed_at", Utc()))
    events = sa.table("events", sa.column("id", sa.Integer), sa.column("starts_on", sa.Date), sa.column("ends_on", sa.Date))
    connection = op.get_bind()
    held = {(row.kit_id, row.day) for row in connection.execute(sa.select(DAYS.c.kit_id, DAYS.c.day))}
    open_ones = connection.execute(
        sa.select(assigned, events.c.starts_on, events.c.ends_on).join_from(assigned, events, events.c.id == assigned.c.event_id)
        .where(assigned.c.kit_id.is_not(None), assigned.c.closed_at.is_(None), events.c.ends_on >= sa.func.current_date())
        .order_by(assigned.c.id)).all()
    for row in open_ones:
        days = _days(row.starts_on, row.ends_on)
        if days and not any((row.kit_id, day) in held for day in days):
            held.update((row.kit_id, day) for day in days)
            _book(connection, row, days)


def _book(connection: sa.Connection, row: Any, days: list[date]) -> None:
    bookings = sa.table("kit_bookings", *(sa.column(name, sa.Integer) for name in ("id", "kit_id", "person_id", "event_id",
                                                                                   "assignment_id", "made_by")),
                        sa.column("from_on", sa.Date), sa.column("until_on", sa.Date), sa.column("made_at", Utc()),
                        sa.column("note", sa.String), sa.column("ended_reason", sa.String))
    made_at: datetime = row.made_at.astimezone(UTC)
    booking = connection.scalar(sa.insert(bookings).values(
        kit_id=row.kit_id, person_id=row.person_id, event_id=row.event_id, assignment_id=row.id, made_by=row.made_by,
        from_on=days[0], until_on=days[-1], made_at=made_at, note="", ended_reason="").returning(bookings.c.id))
    connection.execute(sa.insert(DAYS), [{"kit_id": row.kit_id, "day": day, "booking_id": booking} for day in days])


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=one) for one in range(min((last - first).days + 1, LONGEST))]
