"""What the verbs of the audit trail are called."""

from __future__ import annotations

from typing import Final

from flask import Flask

from server.web.i18n import pick

VERBS: Final[dict[str, tuple[str, str]]] = {
    "added": ("新增", "added"),
    "changed": ("修改", "changed"),
    "removed": ("移除", "removed"),
    "filled": ("放进宣传栏", "put on a board"),
    "emptied": ("移出宣传栏", "took off a board"),
    "reordered": ("调整顺序", "changed the order"),
    "followed": ("自动填充", "filled itself"),
    "brought-back": ("恢复早先的内容", "brought an earlier list back"),
    "refreshed": ("更新完毕", "said it was refreshed"),
    "scheduled": ("改播放时间", "changed when it is shown"),
    "exported": ("导出视频", "exported as a film"),
    "published": ("发布", "published"),
    "raised": ("发布紧急通知", "raised an emergency"),
    "ended": ("提前结束", "ended before its time"),
    "put-off": ("延后结束", "put off the end"),
    "revoked": ("撤销", "revoked"),
    "made-token": ("签发令牌", "made a token"),
    "took-in": ("入库", "took in"),
    "described": ("改说明", "described"),
    "submit": ("提交审稿", "submitted"),
    "approve": ("审核通过", "approved"),
    "return": ("退回修改", "returned"),
    "withdraw": ("撤回", "withdrew"),
    "binned": ("移入回收站", "put into the bin"),
    "unbinned": ("从回收站恢复", "restored from the bin"),
    "deletion-proposed": ("提议彻底删除", "proposed to delete for good"),
    "deletion-withdrawn": ("撤回删除提议", "took a proposal to delete back"),
    "deletion-refused": ("否决彻底删除", "refused to delete for good"),
    "deleted": ("彻底删除", "deleted for good"),
    "let-in-again": ("允许重新入库", "let in again"),
    "taken-down": ("撤下", "took down"),
    "ask": ("询问", "asked"),
    "answer": ("答复", "answered"),
    "pass-on": ("转交", "passed on"),
    "sign-off": ("加签", "added a sign-off"),
    "demanded": ("改渠道要求", "changed what a channel demands"),
    "let-pass": ("放行", "let a finding stand"),
    "withdrawn": ("撤回授权", "withdrew consent"),
    "told-apart": ("区分同名的人", "told namesakes apart"),
    "found-flashing": ("查出频闪", "found flashing"),
    "began": ("建立稿件", "began a story"),
    "meant-for": ("选择发布渠道", "chose channels"),
    "restored": ("恢复", "restored"),
    "shared": ("建立分享链接", "made a link"),
    "unshared": ("关闭分享链接", "closed a link"),
    "let-in": ("与同事共享", "shared with a colleague"),
    "let-go": ("取消与同事共享", "stopped sharing with a colleague"),
    "paired": ("配对", "paired"),
    "commanded": ("远程操作", "asked a screen to do something"),
    "assigned": ("派任务", "assigned"),
    "closed": ("结束", "closed"),
    "opened-again": ("重新打开", "opened again"),
    "reminded": ("催交", "reminded"),
    "day-moved": ("改截止日期", "moved the day"),
    "handed-in": ("交稿", "handed in"),
    "taken-back": ("撤回交稿", "took back"),
    "accepted": ("采用", "accepted"),
    "sent-back": ("退回修改", "sent back"),
    "sent-out": ("报送", "sent out"),
    "claimed": ("登记采用", "claimed an adoption"),
    "adopted": ("确认采用", "confirmed an adoption"),
    "not-adopted": ("登记未采用", "said it was not adopted"),
    "counts-double": ("标为一岗双责", "had it count double"),
    "counts-once": ("取消一岗双责", "had it count once"),
    "calendar-opened": ("建立日历订阅地址", "made a calendar’s address"),
    "calendar-closed": ("关闭日历订阅地址", "closed a calendar’s address"),
    "booked": ("预订器材", "booked a kit"),
    "unbooked": ("取消预订", "gave up a booking"),
    "renumbered": ("改期号", "corrected the number"),
    "issued": ("发送简报", "sent a newsletter"),
    "lent": ("借出", "lent"),
    "took-back": ("归还", "took back"),
    "prolonged": ("续借", "prolonged"),
    "shifted": ("校时平移", "shifted times"),
    "chose": ("评选", "chose"),
    "edits-made": ("批量修改", "edited many"),
    "edits-undone": ("撤销批量修改", "undid many edits"),
    "changed-password": ("改密码", "changed the password"),
    "set-up": ("初始设置", "set up"),
    "named-deputy": ("指定代审人", "named a deputy"),
    "set-days": ("改工作日历", "changed the working calendar"),
    "set-hours": ("改办公时间", "changed the office hours"),
    "required-fields": ("改必填项", "changed required fields"),
    "co-owned": ("共有", "co-owned"),
    "took-over": ("接收来稿", "took over"),
    "introduced": ("登记投稿人", "introduced a sender"),
    "filed": ("归入活动", "filed under an event"),
    "plan-made": ("建平面图", "made a plan"),
    "plan-tied": ("校准平面图", "tied a plan"),
    "wrote-note": ("留言", "wrote a note"),
    "handled-note": ("处理留言", "handled a note"),
    "plan-removed": ("删平面图", "removed a plan"),
}
"""A verb that is not here is shown by its code, as the sheet has it."""


def verb(code: str) -> tuple[str, str]:
    """Return a verb's code and its name in the reader's language."""
    return code, pick(VERBS.get(code, (code, code)))


def init_app(app: Flask) -> None:
    app.jinja_env.filters["trail_verb"] = verb
