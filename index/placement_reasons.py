"""Reasons about placements, (Chinese, English): what is sent to outlets and what becomes of it."""

from __future__ import annotations

from typing import Final

PLACEMENT_REASONS: Final[dict[str, tuple[str, str]]] = {
    "placement-channel": ("没有可以报送的渠道「{channel}」。请选择一个报送渠道，或请管理员设定。",
                          "There is no channel “{channel}” that goes on. Choose another, or have the administrator set it."),
    "placement-unapproved": ("「{channel_zh}」渠道还没有审核通过，不能报送。请先完成审稿。",
                             "It is not approved for “{channel}” yet, so it cannot be sent. Have it reviewed first."),
    "placement-there": ("这家媒体已有一条用稿记录（{state_zh}）。请在那一条上继续。",
                        "There is a placement with this outlet already ({state}). Go on with that one."),
    "placement-adopted": ("这家媒体的采用已经登记过。有误时请更正那一条。",
                          "This outlet's adoption is on record already. Where it is wrong, put that one right."),
    "placement-closed": ("这一条已经登记为未采用。", "It is on record as not adopted already."),
    "placement-month": ("{month} 已关账，这一条计入当月，刊发日期只能改在当月内。",
                        "{month} is closed and this counts in it; the outlet's date can only be put right within it."),
    "placement-reason": ("请写明原因，会保留在记录里。", "Say why; it is kept on record."),
}
