"""``search``: the query language at the command line."""

from __future__ import annotations

import sys
from typing import Any

import click

from server.cli.common import actor, as_json, as_user, command, emit, opened, say


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(0, 1000), help="How many hits at most.")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="How many full matches to pass over.")
@as_user
@as_json
@command
def search(query: str, limit: int, offset: int, login: str | None, json_: bool) -> None:
    """Find assets by words, facts and facets; QUERY "-" reads a query a line and answers with an object a line.

    After the full matches come the nearest ones, marked.

    Example: vitrine search '运动会 部门:后勤 拍摄:2026-03..2026-05'
    """
    from server import clock
    from server.library.find import find

    home = opened()
    who = actor(home, login)
    queries = (line.rstrip("\r\n") for line in sys.stdin) if query == "-" else iter([query])
    for one in queries:
        answer = told(find(home, who, one, limit=limit, offset=offset, now=clock.now()))
        if json_ or query == "-":
            emit(answer)
        else:
            _print(answer)


def told(finding: Any) -> dict[str, Any]:
    """Return the answer with the keys of the command contract."""
    results = finding.results
    return {
        "total": results.total,
        "hits": [{"asset": one.asset.public_id, "sha256": one.asset.sha256, "name": one.asset.name,
                  "title": one.asset.words.title, "score": round(one.score, 4), "near": one.near}
                 for one in finding.found],
        "facets": {name: dict(values) for name, values in results.facets.items()},
        "took_ms": results.took_ms,
        "notes": [{"part": note.part, **note.reason.as_dict()} for note in results.notes],
    }


def _print(answer: dict[str, Any]) -> None:
    for note in answer["notes"]:
        say(f"! {note['zh']}\n  {note['en']}")
    near = False
    for hit in answer["hits"]:
        if hit["near"] and not near:
            near = True
            click.echo("--- 相近结果 / near matches")
        click.echo(f"{hit['asset']:<8} {hit['title'] or '–'}  ({hit['name']})")
    say(f"共 {answer['total']} 个 / {answer['total']} found, {answer['took_ms']} ms")
