"""``channels demands``: what a channel asks of photos, films and stories; ``check``: what the checks find in items."""

from __future__ import annotations

from typing import Any

import click

from index.errors import Invalid
from server.cli.common import actor, as_json, as_user, command, each, emit, opened
from server.cli.people import pick

KINDS = ("photo", "video", "story")


@click.command("demands")
@click.argument("channel")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.argument("rules", nargs=-1, metavar="[RULE=VALUE]...")
@as_user
@as_json
@command
def demands(channel: str, kind: str | None, rules: tuple[str, ...], login: str | None, json_: bool) -> None:
    """Show what a channel demands; with KIND and RULE=VALUE change these, the others stay. "RULE=" asks it no more.

    A "!" at the end lets what misses it be refused instead of warned of. RULE is least-width, least-height,
    least-long-edge, least-short-edge, most-width, most-height, most-long-edge, shapes, least-seconds, most-seconds,
    formats, most-bytes, most-title or fields.

    Example: vitrine channels demands wechat photo least-long-edge=900! most-bytes=1MB "formats=jpeg png"
    """
    from index.catalogue.demands import Rule
    from index.db import reading
    from server import clock
    from server.channels import demanding, lists

    home = opened()
    code = pick(lists.channels(home.engine), channel, "code", "name").code
    if kind is not None and rules:
        with reading(home.engine) as session:
            before = demanding.of_channel(session, code)[kind]
        wanted = {rule: (demanding.written(one), one.blocks) for rule, one in before.items()}
        for given in rules:
            name, sign, value = given.partition("=")
            if not sign or name not in set(Rule):
                raise Invalid(name, "应写成 RULE=VALUE，如 most-bytes=1MB", "write RULE=VALUE, such as most-bytes=1MB")
            wanted[Rule(name)] = (value.removesuffix("!"), value.endswith("!"))
        demanding.keep(home.engine, actor(home, login), code, {kind: wanted}, now=clock.now())
    with reading(home.engine) as session:
        found = demanding.of_channel(session, code)
    for each_kind in (kind,) if kind else KINDS:
        if json_:
            told = {rule.value: {"value": demanding.written(held), "blocks": held.blocks}
                    for rule, held in found[each_kind].items()}
            emit({"channel": code, "kind": each_kind, "demands": told})
            continue
        for rule, held in found[each_kind].items():
            weight = "不符则拦下 refuses" if held.blocks else "不符则提醒 warns"
            click.echo(f"{each_kind}  {rule.value}={demanding.written(held)}  {demanding.RULE_NAMES[rule][0]}  {weight}")


@click.command()
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--for", "channels", multiple=True, metavar="CHANNEL", help="A channel's code, repeatable; all without it.")
@as_user
@as_json
@command
def check(items: tuple[str, ...], channels: tuple[str, ...], login: str | None, json_: bool) -> None:
    """List what the checks find in ITEMs before they are submitted, by channel; ends with 1 where something stands against
    it.

    ITEM is an id of an asset or a story, or "-" for one a line on standard input.

    Example: vitrine check V12 S3 --for wechat --for school
    """
    from index.catalogue import items as of
    from index.db import reading
    from server import clock
    from server.channels import lists
    from server.checks import every
    from server.checks.findings import Limits
    from server.review.fetching import fetch

    home = opened()
    lines = lists.channels(home.engine)
    asked = [one for given in channels for one in given.split(",")] or [line.code for line in lines if line.active]
    codes = [pick(lines, one, "code", "name").code for one in asked]
    blocked = False
    with reading(home.engine) as session:
        who = actor(home, login)
        held = [fetch(session, who, of.resolve(session, one), clock.now()) for one in each(items)]
        found = every.findings(session, who, held, codes, clock.now(), limits=Limits.of(home.settings))
    for ref, by_channel in found.items():
        for code, several in by_channel.items():
            blocked = blocked or any(one.blocks for one in several)
            _tell(str(ref), code, several, json_=json_)
    if blocked:
        raise SystemExit(1)


def _tell(item: str, channel: str, several: Any, *, json_: bool) -> None:
    if json_:
        emit({"item": item, "channel": channel, "findings": [
            {"check": one.check, "severity": one.severity.value, "key": one.key or None, "stands": one.stands,
             "reason": one.reason.as_dict()} for one in several]})
        return
    marks = {"blocks": "✗", "warns": "!", "told": "·"}
    click.echo(f"{item}  {channel}" + ("" if several else "  无问题 nothing found"))
    for one in several:
        click.echo(f"  {marks[one.severity.value]} {one.reason.zh} {one.reason.en}"
                   + (f"  （已放行 let stand：{one.stands}）" if one.stands is not None else ""))
