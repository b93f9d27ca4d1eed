"""Emergencies on screens, bulletins with an end, the texts for both, and the building that a screen stands in"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

from index.db import Utc

revision = "0047"
down_revision = "0053"
branch_labels = None
depends_on = None

TEXTS = (
    ("火灾疏散", "火警 立即疏散", "Fire. Leave now",
     "从最近的安全出口离开，不乘电梯\n弯腰捂住口鼻，沿墙快走\n到室外集合点报到，不要返回",
     "Use the nearest exit. Do not take the lift.\nStay low, cover nose and mouth.\nGo to the assembly point. Do not go back in.", 30),
    ("地震避险", "地震 先躲避，后疏散", "Earthquake. Take cover",
     "躲到结实的桌下或墙角，护住头颈\n远离窗户、吊灯和高柜\n停止摇晃后走楼梯到空旷处",
     "Get under a sturdy table. Protect head and neck.\nKeep away from windows and shelves.\nWhen the shaking stops, take the stairs outside.", 30),
    ("极端天气", "极端天气 请勿外出", "Severe weather. Stay indoors",
     "留在室内，关好门窗\n远离树木、广告牌和积水路段\n室外活动全部停止，等候通知",
     "Stay indoors and shut the windows.\nKeep away from trees, signs and flooded roads.\nOutdoor activities are off until further notice.", 120),
    ("燃气泄漏", "燃气泄漏 立即离开", "Gas leak. Leave now",
     "不开关电器，不用明火，不打电话\n打开门窗，马上到室外\n远离建筑，等候通知",
     "No switches, no flames, no phone calls inside.\nOpen doors and windows and go outside.\nStay away from the building.", 30),
    ("就地避险", "就地避险 锁好门窗", "Lockdown. Stay where you are",
     "进入最近的房间，锁门、关灯\n手机静音，远离门窗\n听到警察或校方通知再离开",
     "Go into the nearest room. Lock it, lights off.\nSilence your phone. Keep away from doors and windows.\nLeave only when the police or the university say so.", 60),
    ("突发停水", "突发停水", "Water is off",
     "请关好水龙头，抢修正在进行\n饮用水在各楼一层领取\n恢复时间另行通知",
     "Please close all taps. Repairs are under way.\nDrinking water is handed out on the ground floors.\nWe will say when it is back.", 120),
    ("突发停电", "突发停电", "Power cut",
     "请留在原地，走动时用应急灯\n困在电梯里请按警铃，不要扒门\n恢复时间另行通知",
     "Stay where you are. Use emergency lights to move.\nIn a lift press the alarm. Do not force the doors.\nWe will say when it is back.", 60),
    ("食品安全", "请停止食用", "Stop eating",
     "本食堂今日饭菜请立即停止食用\n已食用并感到不适，请到校医院\n保留剩余食物，等候检查",
     "Stop eating food from this dining hall.\nIf you feel unwell, go to the campus clinic.\nKeep what is left for inspection.", 60),
)
TEMPLATES = (
    ("停水通知", "停水通知", "Water will be off", "{what}\n地点：{where}\n时间：{from} 至 {until}\n请提前储水\n联系：{contact}",
     "{what}\nWhere: {where}\nWhen: {from} to {until}\nPlease store water\nContact: {contact}"),
    ("停电通知", "停电通知", "Power will be off", "{what}\n地点：{where}\n时间：{from} 至 {until}\n请保存工作、关闭电器\n联系：{contact}",
     "{what}\nWhere: {where}\nWhen: {from} to {until}\nPlease save your work\nContact: {contact}"),
    ("检修通知", "检修通知", "Maintenance", "{what}\n地点：{where}\n时间：{from} 至 {until}\n不便之处，敬请谅解\n联系：{contact}",
     "{what}\nWhere: {where}\nWhen: {from} to {until}\nWe apologise\nContact: {contact}"),
    ("网络维护", "网络维护通知", "Network maintenance", "{what}\n范围：{where}\n时间：{from} 至 {until}\n期间上网可能中断\n联系：{contact}",
     "{what}\nWhere: {where}\nWhen: {from} to {until}\nConnections may drop\nContact: {contact}"),
    ("道路封闭", "道路封闭通知", "Road closed", "{what}\n路段：{where}\n时间：{from} 至 {until}\n请绕行\n联系：{contact}",
     "{what}\nWhere: {where}\nWhen: {from} to {until}\nPlease take another way\nContact: {contact}"),
)
WORDS = ("title", "title_en", "body", "body_en")


def upgrade() -> None:
    op.add_column("screens", sa.Column("building", sa.String(), nullable=False, server_default=""))
    screens = sa.table("screens", sa.column("id", sa.Integer()), sa.column("place", sa.String()),
                       sa.column("building", sa.String()))
    connection = op.get_bind()
    for number, place in connection.execute(sa.select(screens.c.id, screens.c.place)).all():
        building = re.split(r"[,，·/;；]", place)[0].strip()
        if building:
            connection.execute(screens.update().where(screens.c.id == number).values(building=building))
    texts = op.create_table("emergency_texts", *_written(), sa.Column("minutes", sa.Integer(), nullable=False),
                            *_prepared("emergency_texts"))
    op.bulk_insert(texts, [{"name": name, **dict(zip(WORDS, words, strict=True)), "minutes": minutes, "position": place}
                           for place, (name, *words, minutes) in enumerate(TEXTS)])
    templates = op.create_table("bulletin_templates", *_written(), *_prepared("bulletin_templates"))
    op.bulk_insert(templates, [{"name": name, **dict(zip(WORDS, words, strict=True)), "position": place}
                               for place, (name, *words) in enumerate(TEMPLATES)])
    op.create_table(
        "emergencies", *_written(), *_published("emergencies"),
        sa.Column("drill", sa.Boolean(), nullable=False),
    )
    op.create_index(op.f("ix_emergencies_at"), "emergencies", ["at"])
    op.create_table(
        "emergency_screens",
        sa.Column("emergency_id", sa.Integer(), nullable=False),
        sa.Column("screen_id", sa.Integer(), nullable=False),
        sa.Column("painted_at", Utc(), nullable=True),
        sa.Column("heard_at", Utc(), nullable=True),
        sa.Column("cleared_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["emergency_id"], ["emergencies.id"], ondelete="CASCADE",
                                name=op.f("fk_emergency_screens_emergency_id_emergencies")),
        sa.ForeignKeyConstraint(["screen_id"], ["screens.id"], ondelete="CASCADE",
                                name=op.f("fk_emergency_screens_screen_id_screens")),
        sa.PrimaryKeyConstraint("emergency_id", "screen_id", name=op.f("pk_emergency_screens")),
    )
    op.create_index(op.f("ix_emergency_screens_screen_id"), "emergency_screens", ["screen_id"])
    op.create_table(
        "bulletins", *_written(), *_published("bulletins"),
        sa.Column("blanks", sa.JSON(), nullable=False),
        sa.Column("shown_from", Utc(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
    )
    op.create_index(op.f("ix_bulletins_until"), "bulletins", ["until"])


def downgrade() -> None:
    for table in ("bulletins", "emergency_screens", "emergencies", "bulletin_templates", "emergency_texts"):
        op.drop_table(table)
    with op.batch_alter_table("screens") as screens:
        screens.drop_column("building")


def _written() -> list[sa.schema.SchemaItem]:
    return [sa.Column("id", sa.Integer(), nullable=False), *(sa.Column(one, sa.String(), nullable=False) for one in WORDS)]


def _prepared(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("name", sa.String(), nullable=False), sa.Column("position", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), sa.UniqueConstraint("name", name=op.f(f"uq_{table}_name"))]


def _published(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("at", Utc(), nullable=False), sa.Column("person_id", sa.Integer(), nullable=True),
            sa.Column("who", sa.String(), nullable=False), sa.Column("targets", sa.JSON(), nullable=False),
            sa.Column("until", Utc(), nullable=False), sa.Column("ended_at", Utc(), nullable=True),
            sa.Column("ended_by", sa.String(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people"),
                                    ondelete="SET NULL")]
