"""Reason codes about quotas, rule sets and closed months, and their texts, (Chinese, English). See ``index.reasons``."""

from __future__ import annotations

from typing import Final

POINTS_REASONS: Final[dict[str, tuple[str, str]]] = {
    "rules-overlap": ("{first} 至 {last} 已有「{name}」，同一天只能有一个考核办法。请改日期，或先给它写明结束的月份。",
                      "“{name}” holds from {first} to {last}, and no two rule sets hold on one day. Change the dates, or "
                      "give that one an end first."),
    "rules-changed": ("您打开之后，有人改过这个考核办法。您写的内容还在，请对照最新的再保存。",
                      "Somebody changed this rule set after you opened it. Yours is kept; compare and save again."),
    "quota-nobody": ("「{quota}」没有对象。请至少选一个在用的部门、部门组或人员。",
                     "“{quota}” is for nobody. Choose a department in use, a group of departments, or a person."),
    "quota-empty": ("「{quota}」没有对象：部门组「{group}」里没有在用的部门。请先给它选部门。",
                    "“{quota}” is for nobody: the group “{group}” has no department in use. Choose some for it first."),
    "group-unknown": ("「{quota}」写的「{name}」不存在。请先建立，或改成已有的名称。",
                      "“{quota}” names “{name}”, which does not exist. Make it first, or write a name that does."),
    "group-used": ("任务「{quota}」还用着这个部门组。请先改任务，再删除。",
                   "The quota “{quota}” is asked of this group. Change the quota first."),
    "month-closed": ("{month} 已经关账，数字不再改动。需要更正的，请记在还没有关账的月份。",
                     "{month} is closed and its figures stay. Put a correction into a month that is open."),
    "month-order": ("请先给 {month} 关账：各月依次关账。", "Close {month} first: months are closed in their order."),
    "honours-announced": ("{year} 年的优秀名单已经公布，不再改动。要更正，请先撤回公布。",
                          "The best of {year} are announced and stay. To put them right, take the announcement back first."),
    "honours-open-yet": ("{year} 年的优秀名单还没有公布。", "The best of {year} are not announced yet."),
    "honours-open": ("请先给 {month} 关账：全年的数字定下来，才能公布。",
                     "Close {month} first: a year is announced when its figures stay."),
    "honours-nobody": ("{year} 年还没有评定任何单位或个人。请先勾选并保存。",
                       "Nobody is named for {year} yet. Choose some and keep them first."),
    "honours-places": ("{title_zh}有 {places} 个名额，选了 {named} 个。请少选几个，或增加名额。",
                       "There are {places} places for {title}, and {named} are named. Name fewer, or make more places."),
    "honours-changed": ("您打开之后，数字、评分或名单有变化。请看过最新的，再公布。",
                        "Figures, grades or names changed after you opened this. Look at what is there now, and then "
                        "announce."),
    "month-future": ("{month} 还没有过完，不能关账。", "{month} is not over yet; it cannot be closed."),
}
