"""The command ``vitrine``: a table of commands, each loaded when it is called, so that ``--version`` answers at once."""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from typing import Any

import click

# name -> (module under server.cli, attribute, one line of help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("homes", "init", "make the home / 创建数据目录"),
    "up": ("running", "up", "web and worker together / 启动网站和后台"),
    "serve": ("running", "serve", "the web server alone / 仅启动网站"),
    "tls": ("certifying", "tls", "the HTTPS certificate, and our own authority / HTTPS 证书"),
    "work": ("running", "work", "the worker alone / 仅启动后台"),
    "receive": ("receiving", "receive", "what cameras push by FTP and SFTP / 接收相机推送"),
    "ingest": ("ingesting", "ingest", "take in photos, videos and posters / 素材入库"),
    "watch": ("watching", "watch", "take in what settles in a folder / 监视文件夹"),
    "show": ("assets", "show", "one asset, with its facts / 查看素材"),
    "search": ("searching", "search", "find assets / 检索"),
    "download": ("taking", "download", "take assets out, for a purpose / 取用素材"),
    "describe": ("describing", "describe", "descriptions from a sheet / 从表格填写说明"),
    "required": ("requiring", "required", "what submitting needs / 必填项"),
    "check": ("demanding", "check", "what submitting would be told / 提交前检查"),
    "submit": ("reviewing", "submit", "submit for review / 提交审稿"),
    "approve": ("reviewing", "approve", "approve / 审核通过"),
    "return": ("reviewing", "return_", "return with a reason / 退回修改"),
    "withdraw": ("reviewing", "withdraw", "withdraw or take down / 撤回或撤下"),
    "take-down": ("taking_down", "take_down", "off every channel, screen and link / 撤下"),
    "bin": ("binning", "bin_", "put away, restore, delete for good / 回收站"),
    "take-downs": ("taking_down", "take_downs", "which screens have confirmed / 撤下报告"),
    "why": ("screens", "why", "why a screen shows an asset, or not / 为何显示或不显示"),
    "manifest": ("screens", "manifest", "what a screen would be told / 查看节目清单"),
    "index": ("indexing", "index", "rebuild or compare the index / 重建或核对索引"),
    "users": ("people", "users", "people and their roles / 用户"),
    "departments": ("people", "departments", "departments / 部门"),
    "channels": ("routing", "channels", "channels and their review routes / 渠道与审稿流程"),
    "calendar": ("calendars", "calendar", "days off, make-up workdays, office hours / 工作日历"),
    "deputies": ("routing", "deputies", "who decides for whoever is away / 代审人"),
    "stories": ("storying", "stories", "stories from files, and their kinds / 稿件导入与类别"),
    "archive": ("archiving", "archive", "a year in plain files, to be verified by anybody / 年度存档"),
    "kits": ("kits", "kits", "camera kits / 摄影摄像器材"),
    "events": ("kits", "events", "events / 活动"),
    "collections": ("collecting", "collections", "collections by hand / 精选集"),
    "consents": ("consenting", "consents", "who agreed to be shown / 肖像授权"),
    "links": ("links", "links", "links for people without an account / 外部投稿链接"),
    "assignments": ("assigning", "assignments", "who photographs which event / 拍摄任务"),
    "newsletters": ("newsletters", "newsletters", "the office's own numbered bulletins / 简报"),
    "training": ("training", "training", "training sessions and who came / 培训"),
    "topics": ("topics", "topics", "what departments hand in by when / 时政主题"),
    "placements": ("placing", "placements", "what was sent to outlets and adopted / 用稿记录"),
    "outlets": ("outlets", "outlets", "papers, sites, bulletins, contests / 媒体"),
    "office": ("office", "office", "rankings, quotas and points / 排名、任务、考核得分"),
    "best": ("honouring", "best", "the best units and people of a year / 优秀单位和个人"),
    "rules": ("ruling", "rules", "rule sets of points / 考核办法"),
    "groups": ("ruling", "groups", "groups of departments / 部门组"),
    "clocks": ("clocks", "clocks", "cameras' clocks, and times put right / 相机校时"),
    "boards": ("boards", "boards", "boards / 宣传栏"),
    "screens": ("screens", "screens", "screens / 电子屏"),
    "campuses": ("campuses", "campuses", "campuses: names, colours, logos on screens / 校区"),
    "bulletins": ("bulletining", "bulletins", "cuts of water and power, repairs / 校园通知"),
    "emergency": ("alarming", "emergency", "urgent words on every screen / 紧急发布"),
    "tokens": ("tokening", "tokens", "tokens of programs for the API / 程序令牌"),
    "webhooks": ("hooking", "webhooks", "addresses that are told of events / 事件推送"),
    "notices": ("noticing", "notices", "ways of notices, and tests / 通知方式"),
    "backup": ("homes", "backup", "copy the catalogue / 备份目录库"),
    "doctor": ("doctor", "doctor", "look for damage / 体检"),
    "demo": ("demo", "demo", "a believable campus in an empty home / 示范校园"),
}


class Commands(click.Group):
    """Loads a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"server.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("vitrine"), prog_name="vitrine")
def cli() -> None:
    """Vitrine 橱窗: a campus's media library and bulletin boards.

    VITRINE_HOME names the home folder (default ./var). Every command has an example in its --help.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line: exit 0 all well, 1 something was refused or damaged, 2 wrong use."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal without UTF-8 must not end us
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    return cli.main(args=arguments, prog_name="vitrine")


if __name__ == "__main__":
    main()
