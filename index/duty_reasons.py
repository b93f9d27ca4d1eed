"""Reason codes about duties: kits, assignments, topics. A part of ``index.reasons``."""

from __future__ import annotations

from typing import Final

DUTY_REASONS: Final[dict[str, tuple[str, str]]] = {
    "kit-lent": ("「{kit}」在{holder}手中，{due} 到期。请先收回。",
                 "“{kit}” is with {holder}, due back {due}. Take it back first."),
    "kit-not-lent": ("「{kit}」没有借出，不需要收回。", "“{kit}” is not lent out; there is nothing to take back."),
    "kit-retired": ("「{kit}」已停用，不能借出或安排。", "“{kit}” is out of use; it cannot be lent or sent."),
    "body-known": ("序列号 {serial} 已属于「{kit}」。", "The serial number {serial} belongs to “{kit}” already."),
    "kit-booked": ("「{kit}」在 {days} 已由{person}预订{for_zh}，与所选日期重叠。{free_zh}",
                   "“{kit}” is booked by {person} for {days}{for}, which overlaps. {free}"),
    "kit-out": ("「{kit}」在{holder}手中，{due} 归还，与所选日期重叠。{free_zh}",
                "“{kit}” is with {holder} until {due}, which overlaps. {free}"),
    "booking-over": ("这条预订已经借出、取消或过期，不能再改。请刷新页面。",
                     "This booking was handed out, given up or has passed. Reload the page."),
    "training-closed": ("「{training}」现在不能报名或取消报名：它不开放报名、已经举办或已取消。",
                        "Nobody signs up for “{training}” now or takes it back: it takes no names, is over or called off."),
    "assigned-already": ("{person}已有拍摄「{event}」的任务。", "{person} is to photograph “{event}” already."),
    "close-reason": ("请写明为什么不再需要交片。", "Say why no files are needed any more."),
    "topic-over": ("这个主题已采用或已结束，不能再改。要重交请先联系办公室。",
                   "This is accepted or over, so it stays as it is. Ask the office if it is to be changed."),
    "topic-draft": ("「{item}」还没有提交审稿，不能用来交稿。请先提交，不必等到审核通过。",
                    "“{item}” is still a draft. Submit it for review first; it need not be approved yet."),
    "topic-elsewhere": ("「{item}」不是{department}的，不能替它交稿。请由所属部门交。",
                        "“{item}” is not of {department} and cannot be handed in for it. Leave that to whose it is."),
    "topic-not-handed": ("这个部门还没有交稿，或已经处理过。请刷新页面。",
                         "Nothing of this department waits for a decision any more. Reload the page."),
    "topic-not-accepted": ("请先采用，再放进宣传栏。", "Accept it first, then put it on a board."),
    "assignment-over": ("这项任务已经结束，不需要关闭。", "This assignment is over; there is nothing to close."),
}
