"""A template of bulletins that counts the days until something begins"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0067"
branch_labels = None
depends_on = None

TEMPLATES = sa.table("bulletin_templates", *(sa.column(name, sa.String()) for name in (
    "name", "title", "title_en", "body", "body_en")), sa.column("position", sa.Integer()))
WORDS = {"name": "倒计时", "title": "距{what}还有{left}", "title_en": "{left} to {what}",
         "body": "地点：{where}\n时间：{from}", "body_en": "Where: {where}\nWhen: {from}"}


def upgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.select(TEMPLATES.c.name).where(TEMPLATES.c.name == WORDS["name"])) is None:
        last = connection.scalar(sa.select(sa.func.max(TEMPLATES.c.position)))
        op.bulk_insert(TEMPLATES, [{**WORDS, "position": (last or 0) + 1}])


def downgrade() -> None:
    op.execute(TEMPLATES.delete().where(TEMPLATES.c.name == WORDS["name"]))
