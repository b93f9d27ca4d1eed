"""``best``: the best units and people of a year: side by side, graded, named and announced."""

from __future__ import annotations

from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

COLUMNS = {"title": "类别 title", "rank": "名次 rank", "name": "名称 name", "points": "得分 points", "met": "完成任务 met",
           "adopted": "采用 adopted", "quality": "质量 quality", "reaction": "反响 reaction", "named": "优秀 named"}


@click.group()
def best() -> None:
    """The best units and people of a year.

    Example: vitrine best show --year 2026
    """


@best.command("show")
@click.option("--year", type=click.IntRange(2000, 2099), required=True, help="The year.")
@as_user
@as_json
@command
def show(year: int, login: str | None, json_: bool) -> None:
    """Tell a year side by side: points, tasks, adoptions, grades, and who is named.

    Example: vitrine best show --year 2026 --json
    """
    from types import SimpleNamespace

    from index.db import reading
    from server import clock, policy
    from server.cli.office import number
    from server.honours import reading as honours

    home = opened()
    policy.require(actor(home, login), "see-office")
    with reading(home.engine) as session:
        found = honours.year(session, year, home.settings.zone, clock.now())
    rows: list[dict[str, Any]] = [{
        "title": title, "rank": one.rank, "name": one.name, "key": one.key, "points": number(one.points), "met": one.met,
        "asked": one.asked, "adopted": one.adopted, "quality": one.of_year.quality if one.of_year else None,
        "reaction": one.of_year.reaction if one.of_year else None, "reason": one.of_year.reason if one.of_year else None,
        "named": one.named, "announced": found.announced_at is not None}
        for title, several in (("unit", found.side.units), ("person", found.side.people)) for one in several]
    if json_:
        for row in rows:
            emit(row)
        return
    table((SimpleNamespace(**row) for row in rows), COLUMNS, json_=False)


@best.command("grade")
@click.option("--year", "period", required=True, help="The year, like 2026, or a month of it, like 2026-03.")
@click.option("--department", help="Department (id, code or name).")
@click.option("--person", help="Person (id or login).")
@click.option("--quality", default="", help="excellent, good, fair or poor.")
@click.option("--reaction", default="", help="Social reaction: excellent, good, fair or poor.")
@click.option("--reason", default="", help="Why; without both marks the grade is taken back.")
@as_user
@command
def grade(period: str, department: str | None, person: str | None, quality: str, reaction: str, reason: str,
          login: str | None) -> None:
    """Grade a department or a person.

    Example: vitrine best grade --year 2026 --department canteen --quality good --reason "steady work"
    """
    from server import clock
    from server.honours import grading

    home = opened()
    whoms = _whom(home, (department,) if department else (), (person,) if person else ())
    if len(whoms) != 1:
        raise click.UsageError("--department, --person: 写其中一个 / one of the two")
    wish = grading.Wish(quality, reaction, reason)
    grading.grade(home.engine, actor(home, login), period, whoms[0], wish, now=clock.now())
    say("已记下评分。\nThe grade is kept.")


@best.command("name")
@click.option("--year", type=click.IntRange(2000, 2099), required=True, help="The year.")
@click.option("--department", "departments", multiple=True, metavar="D", help="Department (id, code or name); repeatable.")
@click.option("--person", "people", multiple=True, metavar="P", help="Person (id or login); repeatable.")
@click.option("--not", "off", is_flag=True, help="They are not named.")
@as_user
@command
def name(year: int, departments: tuple[str, ...], people: tuple[str, ...], off: bool, login: str | None) -> None:
    """Name departments and people for a year; the others stay as they are.

    Example: vitrine best name --year 2026 --department canteen --person photographer
    """
    from server import clock
    from server.honours import naming

    home = opened()
    among = _whom(home, departments, people)
    naming.name(home.engine, actor(home, login), year, [] if off else among, among, now=clock.now())
    say("已记下名单。\nIt is kept who is named.")


@best.command("announce")
@click.option("--year", type=click.IntRange(2000, 2099), required=True, help="The year.")
@as_user
@command
def announce(year: int, login: str | None) -> None:
    """Announce who is named, as it stands; it is frozen, and whoever is named is told.

    Example: vitrine best announce --year 2026
    """
    from index.db import reading
    from server import clock
    from server.honours import naming
    from server.honours import reading as honours

    home, now = opened(), clock.now()
    with reading(home.engine) as session:
        seen = honours.year(session, year, home.settings.zone, now).seen
    naming.announce(home.engine, actor(home, login), year, seen=seen, zone=home.settings.zone, now=now)
    say(f"{year} 年优秀名单已公布。\nThe best of {year} are announced.")


@best.command("take-back")
@click.option("--year", type=click.IntRange(2000, 2099), required=True, help="The year.")
@click.option("--reason", required=True, help="Why; whoever was named reads it.")
@as_user
@command
def take_back(year: int, reason: str, login: str | None) -> None:
    """Take an announcement back, to put it right and announce it anew.

    Example: vitrine best take-back --year 2026 --reason "one was left out"
    """
    from server import clock
    from server.honours import naming

    home = opened()
    naming.take_back(home.engine, actor(home, login), year, reason, now=clock.now())
    say("已撤回公布。\nThe announcement is taken back.")


def _whom(home: Any, departments: tuple[str, ...], people: tuple[str, ...]) -> list[Any]:
    """Return whom options name. Raises NotFound."""
    from index.db import reading
    from server.admin import named
    from server.honours.whom import Whom

    with reading(home.engine) as session:
        return [*(Whom(True, named.department(session, one).id) for one in departments),
                *(Whom(False, named.person(session, one).id) for one in people)]
