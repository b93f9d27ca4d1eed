"""The columns of a sheet, under their Chinese and English names."""

from __future__ import annotations

from typing import Final

KEYS: Final = ("asset", "sha256", "file")
WORDS: Final = ("title", "caption", "keywords", "people", "place", "credit", "event", "licence", "embargo_until",
                "expires_at")
SEVERAL: Final = frozenset({"keywords", "people"})

_NAMES: Final = {
    "asset": "asset id 素材 素材编号 素材号 编号",
    "sha256": "sha256 sha-256 hash 哈希 校验值",
    "file": "file filename name path 文件 文件名 文件名称",
    "title": "title headline 标题 题目 题名",
    "caption": "caption description 说明 图说 文字说明 描述",
    "keywords": "keywords keyword tags tag 关键词 关键字 标签",
    "people": "people person persons who 人物 人员 姓名",
    "place": "place location where 地点 位置 拍摄地点",
    "credit": "credit photographer author byline 署名 摄影 摄影者 作者",
    "event": "event 活动 活动名称",
    "licence": "licence license rights 授权 版权 许可",
    "embargo_until": "embargo embargo_until not_before 禁发 禁发至 禁发时间",
    "expires_at": "expires expires_at expiry 到期 到期时间 有效期至",
}
BY_NAME: Final = {alias: column for column, aliases in _NAMES.items() for alias in aliases.split()}


def column_of(heading: object) -> str | None:
    """Return the column that a heading names, in either language, whatever its case, spaces and marks; None for others."""
    text = str(heading or "").strip().strip("*＊:：").strip().casefold()
    return BY_NAME.get(text)


FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that make a cell a formula where a spreadsheet opens it."""


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet evaluates: with an apostrophe before what begins like a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Return what ``harmless`` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


NOBODY: Final = "无可辨认人物"
"""What a sheet's cell of people says where nobody can be recognised; English is understood as well."""
