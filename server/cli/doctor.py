"""``doctor``: bytes, rows, index and audit trail against each other."""

from __future__ import annotations

import click

from server.cli.common import as_json, command, emit, opened, say


@click.command()
@click.option("--quick", "level", flag_value="quick", help="Only see whether the files are there.")
@click.option("--full", "level", flag_value="full", help="Read every byte and compare its hash.")
@click.option("--repair", is_flag=True, help="Make anew what can be made; set strays aside. Nothing is deleted.")
@as_json
@command
def doctor(level: str | None, repair: bool, json_: bool) -> None:
    """Look for damage: missing, damaged and stray files, index drift, a broken audit trail; and give advice.

    Exits 1 for damage only.

    Example: vitrine doctor --full --json
    """
    from server import clock
    from server.doctor import examine

    report = examine(opened(), level=level or "normal", repair=repair, now=clock.now())  # type: ignore[arg-type]  # click's choice
    for one in report.findings:
        if json_:
            emit(one.as_dict())
        else:
            mark = "✗" if one.is_damage else "·"
            click.echo(f"{mark} {one.kind}: {one.zh}\n    {one.en}" + ("  ✓ 已修复 / repaired" if one.repaired else ""))
    looked = ", ".join(f"{name} {count}" for name, count in report.looked_at.items())
    say(f"查看了 / looked at: {looked}")
    say("未发现损坏 / no damage found" if not report.damaged else "发现损坏 / damage was found")
    raise SystemExit(1 if report.damaged else 0)
