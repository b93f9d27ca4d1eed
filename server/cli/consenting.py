"""``consents``: list, add, withdraw."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, table

if TYPE_CHECKING:
    from server.consents.lists import Line

MOST = 1000
COLUMNS = {"id": "id", "name": "name", "number": "number", "state": "state", "starts": "from", "ends": "until",
           "department": "department", "assets": "assets"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("consents")
def consents() -> None:
    """Consents of people who can be recognised: for their own department and the office.

    Example: vitrine consents list --name 李
    """


@consents.command("list")
@click.option("--name", default="", help="A part of the name or number.")
@click.option("--state", default="", help="given, asked, later, ended or withdrawn.")
@as_user
@as_json
@command
def list_(name: str, state: str, login: str | None, json_: bool) -> None:
    """List the records that one may see, the latest first.

    Example: vitrine consents list --state ended
    """
    from index.db import reading
    from server import clock
    from server.consents import lists

    home = opened()
    with reading(home.engine) as session:
        found = lists.lines(session, actor(home, login), home.settings.zone, clock.now(), text=name, state=state, limit=MOST)
    table(found, COLUMNS, json_=json_)


@consents.command("add")
@click.argument("name")
@click.option("--number", default="", help="Student's or staff number.")
@click.option("--minor", is_flag=True, help="A minor; then --guardian is needed.")
@click.option("--guardian", default="", help="Who agreed for a minor.")
@click.option("--channel", "channels", multiple=True, help="For this channel only; may be repeated. Without: for all.")
@click.option("--purposes", default="", help="What for, as the form says.")
@click.option("--from", "starts", type=DAY, help="First day; today if left out.")
@click.option("--until", "ends", type=DAY, help="Last day, included.")
@click.option("--department", default="", metavar="D", help="Code of the department that keeps it (the office).")
@click.option("--evidence", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The signed form.")
@as_user
@as_json
@command
def add(name: str, number: str, minor: bool, guardian: str, channels: tuple[str, ...], purposes: str,
        starts: datetime | None, ends: datetime | None, department: str, evidence: Path | None, login: str | None,
        json_: bool) -> None:
    """Record that somebody agreed to be shown.

    Example: vitrine consents add 李小华 --number 2023001 --until 2027-06-30 --evidence 授权书.pdf --as lin
    """
    from contextlib import nullcontext

    from server import clock
    from server.consents import service
    from server.consents.service import Evidence, Wish

    home = opened()
    wish = Wish(name, number, minor, guardian, channels, purposes, starts.date() if starts else None,
                ends.date() if ends else None, department)
    with evidence.open("rb") if evidence else nullcontext() as stream:
        proof = Evidence(evidence.name, stream) if evidence and stream else None
        made = service.add(home, actor(home, login), wish, proof, now=clock.now())
    _tell(_line(home, login, made), json_)


@consents.command("import")
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_user
@as_json
@command
def take_in(sheet: Path, login: str | None, json_: bool) -> None:
    """Keep a record for each row of a CSV or XLSX, such as the office has kept by hand. Columns (Chinese names too): name,
    number, minor, guardian, channels, purposes, from, until, department, evidence (a file's path, from the sheet's folder).

    A bad row is told by its number and the others are taken; a row that is here already is passed over. Exit code 1 where one
    was refused.

    Example: vitrine consents import 授权台账.xlsx --as lin
    """
    from server import clock
    from server.consents import importing
    from server.sheets.whole import Outcome

    home = opened()
    refused = False
    for line in importing.take_in(home, actor(home, login), sheet, clock=clock.now):
        refused = refused or line.outcome is Outcome.REFUSED
        if json_:
            emit(line)
        elif line.reason is not None:
            click.echo(f"✗ 第 {line.row} 行 row {line.row}  {line.name}\n    {line.reason.zh}\n    {line.reason.en}")
        else:
            here = "  已登记 here already" if line.outcome is Outcome.ALREADY_HERE else ""
            click.echo(f"{'=' if here else '✓'} {line.consent}  {line.name}{here}")
    if refused:
        raise SystemExit(1)


@consents.command("withdraw")
@click.argument("consent", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why, and who told you.")
@click.option("--other", "others", multiple=True, metavar="ASSET",
              help="Shows somebody else of the name and stays; may be repeated. The office says so.")
@as_user
@as_json
@command
def withdraw(consent: int, reason: str, others: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Withdraw a consent and take down all that it covered; "report" is what "vitrine take-downs" shows.

    Example: vitrine consents withdraw 7 --reason 本人来电 --as lin
    """
    from index.catalogue.assets import row_id
    from server import clock
    from server.consents import service

    home = opened()
    service.withdraw(home.engine, actor(home, login), consent, reason, others=[row_id(one) for one in others],
                     now=clock.now())
    _tell(_line(home, login, consent), json_)


@consents.command("say")
@click.argument("consent", type=int)
@click.argument("asset")
@click.argument("person", type=click.Choice(["is", "is-not", "unsaid"]))
@as_user
@as_json
@command
def say(consent: int, asset: str, person: str, login: str | None, json_: bool) -> None:
    """Say of a name on an asset that it is, or is not, the person of a consent; "unsaid" takes it back.

    Example: vitrine consents say 7 V12 is-not --as lin
    """
    from index.catalogue.assets import row_id
    from server import clock
    from server.consents import namesakes

    home = opened()
    said = {"is": True, "is-not": False}.get(person)
    namesakes.say(home.engine, actor(home, login), row_id(asset), consent, said, now=clock.now())
    _tell(_line(home, login, consent), json_)


def _line(home: Any, login: str | None, consent: int) -> Line:
    from index.db import reading
    from server import clock
    from server.consents import lists

    with reading(home.engine) as session:
        return lists.line(session, actor(home, login), consent, home.settings.zone, clock.now())


def _tell(line: Line, json_: bool) -> None:
    if json_:
        emit(line)
    else:
        click.echo(f"✓ {line.id} {line.name}: {line.state}" + (f", take-downs {line.report}" if line.report else ""))
