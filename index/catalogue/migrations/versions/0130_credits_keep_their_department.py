"""Who is named for a story is named as of a department, which has its part of the points"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("story_credits") as table:
        table.add_column(sa.Column("department_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_story_credits_department_id_departments"), "departments", ["department_id"], ["id"],
                                 ondelete="SET NULL")
    op.execute("UPDATE story_credits SET department_id = "
               "(SELECT people.department_id FROM people WHERE people.id = story_credits.person_id)")


def downgrade() -> None:
    with op.batch_alter_table("story_credits") as table:
        table.drop_constraint(op.f("fk_story_credits_department_id_departments"), type_="foreignkey")
        table.drop_column("department_id")
