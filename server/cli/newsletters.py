"""``newsletters``: list, show, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say, table

COLUMNS = {"id": "#", "newsletter": "简报 newsletter", "year": "年 year", "number": "期 number", "total": "总期 total",
           "dated": "日期 date", "state": "状态 state", "stories": "稿件 stories", "readers": "读者 readers"}


@click.group()
def newsletters() -> None:
    """Newsletters: the office's own numbered bulletins, put together from approved stories.

    Example: vitrine newsletters list --json
    """


@newsletters.command("list")
@as_user
@as_json
@command
def list_newsletters(login: str | None, json_: bool) -> None:
    """List issues, the newest first.

    Example: vitrine newsletters list --as gu
    """
    from index.db import reading
    from server import clock
    from server.newsletters import lists

    home = opened()
    with reading(home.engine) as session:
        found = lists.newsletters(session, actor(home, login), clock.now())
    table([issue for one in found for issue in one.issues], COLUMNS, json_=json_)


@newsletters.command("show")
@click.argument("issue", type=int)
@as_user
@as_json
@command
def show(issue: int, login: str | None, json_: bool) -> None:
    """Show what an issue prints, and to whom it went; ISSUE is the number of its line.

    Example: vitrine newsletters show 3 --json
    """
    page = _page(issue, login)
    told = _told(page)
    if json_:
        emit(told)
        return
    sheet = page.sheet
    click.echo(f"{sheet.name} {sheet.year}年{sheet.issue} {sheet.day} · {' '.join(page.line.words)}")
    for section in sheet.sections:
        if section.heading:
            click.echo(f"【{section.heading}】")
        for piece in section.pieces:
            click.echo(f"  S{piece.story} {piece.heading} · {piece.by}")
    for one in page.copies:
        click.echo(f"→ {one.name} {one.mail} {one.state} {one.error}".rstrip())


@newsletters.command("export")
@click.argument("issue", type=int)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE",
              help="A name that ends in .pdf or .docx.")
@as_user
@as_json
@command
def export(issue: int, target: Path, login: str | None, json_: bool) -> None:
    """Write an issue as PDF or DOCX: the files of its approval, before that a proof.

    Example: vitrine newsletters export 3 --to 第5期.pdf
    """
    from server.newsletters import files

    page = _page(issue, login)
    data = files.file_of(opened(), page, target.suffix.removeprefix(".").lower())
    target.write_bytes(data)
    if json_:
        emit({**_told(page), "file": str(target), "bytes": len(data)})
    else:
        say(f"已写入 {target}。\nWrote {target}.")


def _page(issue: int, login: str | None) -> Any:
    from index.db import reading
    from server import clock
    from server.newsletters import lists

    home = opened()
    with reading(home.engine) as session:
        return lists.issue(session, actor(home, login), issue, clock.now())


def _told(page: Any) -> dict[str, Any]:
    line, sheet = page.line, page.sheet
    return {"id": line.id, "newsletter": line.newsletter, "year": line.year, "number": line.number, "total": line.total,
            "dated": str(line.dated), "title": line.title or None, "state": line.state, "sha256": line.sha256,
            "stories": [{"story": f"S{piece.story}", "section": section.heading or None, "heading": piece.heading,
                         "department": piece.department or None, "authors": piece.authors or None,
                         "pictures": [f"V{one.asset}" for one in piece.pictures]}
                        for section in sheet.sections for piece in section.pieces],
            "readers": [{"name": one.name, "mail": one.mail or None, "state": one.state} for one in page.copies]}
