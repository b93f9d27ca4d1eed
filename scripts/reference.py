"""Writes docs/reference.md: every setting, command, route, state and reason code, taken from the code itself.

``--check`` writes nothing and exits 1 where the file no longer says what the code does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference.md"


def settings() -> Iterator[str]:
    from index.settings import PREFIX, Settings

    yield "## 设置 Settings\n"
    yield "在环境变量中写全名，在 `vitrine.toml` 中写小写短名。In the environment under the full name, in `vitrine.toml`"
    yield "under the short one in lower case.\n"
    yield "| name | default | meaning |\n|---|---|---|"
    for one in fields(Settings):
        yield f"| `{PREFIX}{one.name.upper()}` | `{one.default}` | {one.metadata['help']} |"


def commands() -> Iterator[str]:
    from server.cli.main import cli

    yield "\n## 命令 Commands\n"
    yield from _group(cli, "vitrine")


def _group(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield f"### `{path} {name}`\n\n{_told(command)}\n"
            yield from _group(command, f"{path} {name}")
            continue
        usage = " ".join(command.collect_usage_pieces(click.Context(command, info_name=name)))
        yield f"### `{path} {name} {usage}`\n\n{_told(command)}\n"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield f"- `{', '.join(parameter.opts + parameter.secondary_opts)}` {parameter.help or ''}"
        yield ""


def _told(command: click.Command) -> str:
    return " ".join((command.help or "").split()).replace("Example: ", "\n\nExample: `") + (
        "`" if "Example: " in (command.help or "") else "")


def routes() -> Iterator[str]:
    from index.settings import Settings
    from server import clock, home
    from server.app import create_app

    yield "## 网址 Routes\n"
    yield "| address | methods | what it does |\n|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(home=Path(folder))
        home.make(chosen, clock.now())
        app = create_app(chosen)
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        view = app.view_functions[rule.endpoint]
        told = "files of the pages" if rule.endpoint.endswith("static") else (view.__doc__ or "").strip().split("\n")[0]
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield f"| `{rule.rule}` | {methods} | {told} |"


def states() -> Iterator[str]:
    from index.catalogue.channels import DEFAULT_CHANNELS
    from index.catalogue.lifecycle import MOVES, STATE_NAMES
    from index.reasons import REASONS

    yield "\n## 状态 States\n\n| state | 中文 | moves |\n|---|---|---|"
    for state, (zh, _) in STATE_NAMES.items():
        moves = ", ".join(f"{verb} → {after}" for (before, verb), after in MOVES.items() if before == state)
        yield f"| `{state}` | {zh} | {moves} |"
    yield "\n## 发布渠道 Channels\n\n| channel | 中文 | route |\n|---|---|---|"
    for code, name, _, steps in DEFAULT_CHANNELS:
        yield f"| `{code}` | {name} | {' → '.join(steps)} |"
    yield "\n## 原因代码 Reason codes\n\n| code | 中文 | English |\n|---|---|---|"
    for code, (zh, en) in sorted(REASONS.items()):
        yield f"| `{code}` | {zh} | {en} |"


def main() -> int:
    sys.path.insert(0, str(ROOT))
    head = ["# 参考 Reference\n", "由 `make reference` 从代码生成。Generated from the code by `make reference`.\n"]
    text = "\n".join([*head, *settings(), *commands(), *routes(), *states()]) + "\n"
    if "--check" not in sys.argv:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == text:
        return 0
    print("docs/reference.md 已过时，请运行 make reference / is out of date: run make reference", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
