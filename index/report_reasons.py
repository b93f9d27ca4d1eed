"""Reasons about the office's reports, (Chinese, English)."""

from __future__ import annotations

from typing import Final

REPORT_REASONS: Final[dict[str, tuple[str, str]]] = {
    "report-state": ("这份通报「{state_zh}」，不能这样改。印发后发现差错，请另发更正通报。",
                     "This report is {state}; that cannot be changed now. Correct an issued one by a new report."),
    "report-open": ("{month} 还没有关账，数字还会变。请先关账，再印发。",
                    "{month} is not closed, so its figures may change still. Close it first, then issue the report."),
    "report-again": ("{period} 已经印发过「{title}」。需要更正的，请从那一份通报里另发更正。",
                     "“{title}” was issued for {period} already. Correct it from there, by a new report."),
    "report-changed": ("您打开之后，数字或文字有改动。请再看一遍后印发。",
                       "Its figures or words have changed since you opened it. Look through it again, then issue it."),
    "report-readers": ("报送名单是空的。请先添加，再报送。", "The list of readers is empty. Add some first, then send it."),
    "report-picture": ("「{name}」不是已发布的照片，不能印在通报里。",
                       "“{name}” is no published photo, so a report cannot print it."),
    "report-template": ("模板不能用：{why_zh}。", "The template cannot be used: {why}."),
}
