"""Routes are data: steps with deadlines, deputies, sign-offs, reasons for returning; QQ and Weibo"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

REASONS = (
    ("请补充拍摄地点。", "Please add where this was taken."),
    ("请补充人物姓名。", "Please add the names of the people shown."),
    ("画面模糊，请换一张。", "The picture is blurred; please choose another one."),
    ("活动名称请与所在部门核对。", "Please check the event's name with the department."),
    ("请补充拍摄者署名。", "Please add who took it, for the credit."),
    ("画面中有不宜公开的内容，请裁掉或换一张。",
     "Something in the picture should not be public; please crop it or choose another one."),
)
CHANNELS = (("qq", "QQ", "QQ"), ("weibo", "微博", "Weibo"))


def upgrade() -> None:
    with op.batch_alter_table("route_steps") as batch:
        batch.add_column(sa.Column("all_of", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("hours", sa.Integer(), nullable=True))
    with op.batch_alter_table("reviews") as batch:
        batch.add_column(sa.Column("step", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("other_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_reviews_other_id_people"), "people", ["other_id"], ["id"])
    _tables()
    _rewrite_routes()
    _add_channels()


def downgrade() -> None:
    aims = _aims()
    for aim_id, route in op.get_bind().execute(sa.select(aims.c.id, aims.c.route)).all():
        desks = [step["desk"] for step in route or [] if not step["added"] and ":" not in step["desk"]]
        op.get_bind().execute(aims.update().where(aims.c.id == aim_id).values(route=desks))
    for table in ("return_reasons", "aim_guests", "deputies"):
        op.drop_table(table)
    with op.batch_alter_table("reviews") as batch:
        batch.drop_constraint(op.f("fk_reviews_other_id_people"), type_="foreignkey")
        batch.drop_column("other_id")
        batch.drop_column("step")
    with op.batch_alter_table("route_steps") as batch:
        batch.drop_column("hours")
        batch.drop_column("all_of")


def _tables() -> None:
    op.create_table(
        "deputies",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        *(sa.Column(name, Utc(), nullable=True) for name in ("from_at", "until_at", "away_from", "away_until")),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deputies_person_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["deputy_id"], ["people.id"], name=op.f("fk_deputies_deputy_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_deputy_id"), "deputies", ["deputy_id"])
    op.create_table(
        "aim_guests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aim_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["aim_id"], ["aims.id"], name=op.f("fk_aim_guests_aim_id_aims"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_aim_guests_person_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_aim_guests_department_id_departments"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aim_guests")),
    )
    for column in ("aim_id", "person_id", "department_id"):
        op.create_index(op.f(f"ix_aim_guests_{column}"), "aim_guests", [column])
    reasons = op.create_table(
        "return_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_reasons")),
    )
    op.bulk_insert(reasons, [{"text": zh, "text_en": en} for zh, en in REASONS])


def _rewrite_routes() -> None:
    """Routes under way were lists of desks. Approvals and returns get the number of the step that they were of."""
    connection, aims = op.get_bind(), _aims()
    reviews = sa.table("reviews", sa.column("aim_id", sa.Integer), sa.column("desk", sa.String), sa.column("step", sa.Integer))
    for aim_id, desks in connection.execute(sa.select(aims.c.id, aims.c.route)).all():
        for number, desk in enumerate(desks or []):
            connection.execute(reviews.update().where(reviews.c.aim_id == aim_id, reviews.c.desk == desk).values(step=number))
        connection.execute(aims.update().where(aims.c.id == aim_id).values(route=[_step(desk, n) for n, desk in enumerate(desks or [])]))


def _step(desk: str, number: int) -> dict[str, Any]:
    return {"desk": desk, "all_of": False, "hours": None, "number": number, "added": False, "handed": None}


def _aims() -> Any:
    return sa.table("aims", sa.column("id", sa.Integer), sa.column("route", sa.JSON))


def _add_channels() -> None:
    """QQ and Weibo, which the office runs, where there are channels already and not these."""
    connection = op.get_bind()
    channels = sa.table("channels", *(sa.column(name, kind) for name, kind in (
        ("id", sa.Integer), ("code", sa.String), ("name", sa.String), ("name_en", sa.String), ("position", sa.Integer),
        ("active", sa.Boolean))))
    steps = sa.table("route_steps", *(sa.column(name, kind) for name, kind in (
        ("channel_id", sa.Integer), ("position", sa.Integer), ("desk", sa.String), ("all_of", sa.Boolean))))
    held = dict(connection.execute(sa.select(channels.c.code, channels.c.position)).all())
    for position, (code, name, name_en) in enumerate((one for one in CHANNELS if held and one[0] not in held),
                                                     1 + max(held.values(), default=0)):
        connection.execute(channels.insert().values(code=code, name=name, name_en=name_en, position=position, active=True))
        made = connection.scalar(sa.select(channels.c.id).where(channels.c.code == code))
        connection.execute(steps.insert(), [{"channel_id": made, "position": place, "desk": desk, "all_of": False}
                                            for place, desk in enumerate(("department", "office"))])
