"""Attendance as a sheet: of one session, or of a year."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from index.catalogue.people import Actor
from server.sheets.writing import csv_bytes
from server.training import lists
from server.training.lists import Attendance, TrainingLine

HEAD = ("培训 training", "日期 date", "主讲 trainer", "姓名 name", "账号 account", "部门 department", "报名 signed up",
        "出席 came")


def of_training(session: Session, actor: Actor, line: TrainingLine) -> bytes:
    """Return one session's people as CSV."""
    return csv_bytes(HEAD, [_row(line, one) for one in lists.people(session, actor, line.id)])


def of_year(session: Session, actor: Actor, year: int, today: date) -> bytes:
    """Return the people of a year's sessions as CSV, the sessions by date."""
    found = sorted(lists.trainings(session, actor, today, year=year), key=lambda one: (one.held_on, one.id))
    return csv_bytes(HEAD, [_row(line, one) for line in found for one in lists.people(session, actor, line.id)])


def _row(line: TrainingLine, one: Attendance) -> tuple[str, ...]:
    came = {True: "是 yes", False: "否 no", None: ""}[one.attended]
    return (line.title, str(line.held_on), line.trainer, one.name, one.login or "",
            one.department[0] if one.department else "",
            "是 yes" if one.signed_up_at else "", came)
