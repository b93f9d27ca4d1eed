"""``channels``: where approved content goes and along which route; ``deputies``: who decides for whoever is away."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from index.errors import Invalid
from server.cli.common import actor, as_json, as_user, command, emit, opened, say
from server.cli.demanding import demands
from server.cli.people import pick

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from index.catalogue.steps import Step

STEP_HELP = ("A step, repeatable, in order: department, director, office, department=CODE or person=LOGIN, then ,all where "
             "all of them decide and ,24h for a deadline in working hours.")
step_option = click.option("--step", "steps", multiple=True, metavar="STEP", help=STEP_HELP)
_KEYS = ("department", "person")


@click.group()
def channels() -> None:
    """Channels and their review routes; a change holds for what is submitted from then on.

    Example: vitrine channels change school --step department --step director,24h --step office
    """


channels.add_command(demands)


@channels.command("list")
@as_json
@command
def list_channels(json_: bool) -> None:
    """List all channels with their routes.

    Example: vitrine channels list --json
    """
    from server.channels import lists

    for line in lists.channels(opened().engine):
        if json_:
            emit(_told(line))
        else:
            click.echo(f"{line.code}  {line.name}  {' → '.join(_written(step) for step in line.steps)}"
                       + ("" if line.active else "  停用 not in use"))


@channels.command("show")
@click.argument("channel")
@as_json
@command
def show_channel(channel: str, json_: bool) -> None:
    """Show one channel, and for each department whom its steps concern.

    Example: vitrine channels show school --json
    """
    _show(opened(), channel, json_=json_)


@channels.command("add")
@click.argument("code")
@click.option("--name", required=True, help="The Chinese name.")
@click.option("--name-en", default="", help="The English name.")
@step_option
@as_user
@as_json
@command
def add_channel(code: str, name: str, name_en: str, steps: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Add a channel with its route.

    Example: vitrine channels add douyin --name 抖音 --name-en Douyin --step department --step office
    """
    from server import clock
    from server.channels import service

    home = opened()
    change = service.ChannelChange(name, name_en, steps=_steps(home, steps) or _steps(home, ("department", "office")))
    service.add_channel(home.engine, actor(home, login), code, change, now=clock.now())
    _show(home, code, json_=json_)


@channels.command("change")
@click.argument("channel")
@click.option("--name", help="A new Chinese name.")
@click.option("--name-en", help="A new English name.")
@click.option("--active/--inactive", default=None, help="In use, or not; what is there stays.")
@click.option("--public/--closed", default=None,
              help="Anybody may read the stories published there, or nobody without an account; closed unless told.")
@click.option("--goes-on/--stays", default=None, help="What is approved there is sent on to outlets, or is not.")
@step_option
@as_user
@as_json
@command
def change_channel(channel: str, name: str | None, name_en: str | None, active: bool | None, public: bool | None,
                   goes_on: bool | None,
                   steps: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Change a channel, or its route for what is submitted from now on.

    Example: vitrine channels change site --public --step department,24h --step person=zhou --step office
    """
    from server import clock
    from server.channels import service

    home = opened()
    change = service.ChannelChange(name, name_en, active, public, _steps(home, steps), goes_on)
    service.change_channel(home.engine, actor(home, login), channel, change, now=clock.now())
    _show(home, channel, json_=json_)


def _show(home: Any, code: str, *, json_: bool) -> None:
    from index.catalogue.steps import Step
    from server import clock
    from server.channels import lists

    line = pick(lists.channels(home.engine), code, "code", "name")
    concerns = lists.preview(home.engine, [Step(one.desk, one.all_of, one.hours) for one in line.steps], clock.now())
    if json_:
        emit(_told(line) | {"concerns": [{"department": one.department[0], "steps": [
            {"people": list(cell.people), "passed": cell.passed} if cell.there else None for cell in one.cells]}
            for one in concerns]})
        return
    click.echo(f"{line.code}  {line.name}  {line.name_en}" + ("" if line.active else "  停用 not in use")
               + ("  公开 public" if line.public else ""))
    for number, step in enumerate(line.steps):
        click.echo(f"{number + 1}. {_written(step)}  {step.name[0]}")
        for one in concerns:
            cell = one.cells[number]
            if cell.there:
                who = "、".join(cell.people) or "无人 nobody"
                click.echo(f"     {one.department[0]}: {'→ ' if cell.passed else ''}{who}")


def _told(line: Any) -> dict[str, Any]:
    return {"id": line.id, "code": line.code, "name": line.name, "name_en": line.name_en, "active": line.active,
            "public": line.public, "goes_on": line.goes_on,
            "steps": [{"desk": step.desk.partition(":")[0], "who": step.who, "all": step.all_of, "hours": step.hours}
                      for step in line.steps]}


def _written(step: Any) -> str:
    desk = str(step.desk).partition(":")[0]
    return desk + (f"={step.who}" if step.who else "") + (",all" if step.all_of else "") + (
        f",{step.hours}h" if step.hours else "")


def _steps(home: Any, given: tuple[str, ...]) -> tuple[Step, ...] | None:
    from index.db import reading

    if not given:
        return None
    with reading(home.engine) as session:
        return tuple(_step(session, one) for one in given)


def _step(session: Session, given: str) -> Step:
    from index.catalogue.steps import STEP_NAMES, Step
    from server.admin import named

    desk, *more = [part.strip() for part in given.split(",")]
    kind, _, who = desk.partition("=")
    if who and kind in _KEYS:
        row = named.department(session, who) if kind == "department" else named.person(session, who)
        desk = f"{kind}:{row.id}"
    elif desk not in STEP_NAMES:
        raise Invalid("step", f"「{given}」不是一步，应如 department、office,24h 或 person=zhou",
                      f"“{given}” is no step; write department, or office,24h, or person=zhou")
    hours = [one.removesuffix("h") for one in more if one != "all"]
    if len(hours) > 1 or not all(one.isascii() and one.isdigit() for one in hours):
        raise Invalid("step", f"「{given}」的期限应如 24h", f"the deadline in “{given}” is written like 24h")
    return Step(desk, "all" in more, int(hours[0]) if hours else None)


@click.group()
def deputies() -> None:
    """Deputies: who decides in a reviewer's place while they are away.

    Example: vitrine deputies change zhou --deputy lin --away 2026-03-01..2026-03-05
    """


@deputies.command("list")
@as_json
@command
def list_deputies(json_: bool) -> None:
    """List everybody who reviews, with their deputies and absences.

    Example: vitrine deputies list
    """
    from server import clock
    from server.deputies import lists

    home = opened()
    for line in lists.deputies(home.engine, clock.now(), home.settings.zone):
        if json_:
            emit(line)
        else:
            click.echo(f"{line.name}  {line.display}  → {line.deputy or '–'}"
                       + (f"  请假 away {line.away_from}..{line.away_until or ''}" if line.away_from else ""))


@deputies.command("change")
@click.argument("user")
@click.option("--deputy", help="Login of who stands in; empty for nobody.")
@click.option("--term", metavar="FROM..UNTIL", help="Days from and until which the deputy is named; empty for always.")
@click.option("--away", metavar="FROM..UNTIL", help="Days of absence, the last one included; empty for not away.")
@as_user
@as_json
@command
def change_deputy(user: str, deputy: str | None, term: str | None, away: str | None, login: str | None, json_: bool) -> None:
    """Name a deputy, or say when somebody is away. What is not given stays.

    Example: vitrine deputies change zhou --deputy lin --away 2026-03-01..2026-03-05
    """
    from server import clock
    from server.deputies import lists, service

    home = opened()
    before = pick(lists.deputies(home.engine, clock.now(), home.settings.zone), user, "name")
    wanted = service.Naming(
        before.deputy if deputy is None else deputy or None,
        *((before.from_on, before.until_on) if term is None else _days(term)),
        *((before.away_from, before.away_until) if away is None else _days(away)))
    service.name_deputy(home.engine, actor(home, login), user, wanted, zone=home.settings.zone, now=clock.now())
    line = pick(lists.deputies(home.engine, clock.now(), home.settings.zone), user, "name")
    if json_:
        emit(asdict(line))
    else:
        say(f"已保存 / saved: {line.name} → {line.deputy or '–'}")


def _days(given: str) -> tuple[Any, Any]:
    first, _, last = given.partition("..")
    try:
        return tuple(datetime.strptime(one.strip(), "%Y-%m-%d").date() if one.strip() else None  # noqa: DTZ007 - a day
                     for one in (first, last if ".." in given else first))  # type: ignore[return-value]  # two of them
    except ValueError:
        raise Invalid("days", f"「{given}」应如 2026-03-01..2026-03-05",
                      f"write “{given}” like 2026-03-01..2026-03-05") from None
