"""The stories of the demo campus, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.demo.shots import Wanted


@dataclass(frozen=True, slots=True)
class Paper:
    """A story: ``day`` is counted from today, ``pictures`` are titles of the demo's pictures with a caption or none, the
    first leads; ``later`` is what its writer put in the summary's place afterwards, as a second version. What has a ``board``
    (its key) is approved for screens too and hangs there.
    """

    kind: str
    writer: str
    day: int
    title: str
    summary: str
    body: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]
    event: str | None
    wanted: Wanted
    later: str = ""
    note: str = ""
    board: str = ""


PAPERS: Final = (
    Paper("news", "lin", -6, "第二食堂开放日：走进看得见的后厨", "上百名同学走进后厨，看包子怎样出笼，评出六道家常菜。",
          ("清晨六点半，第二食堂后厨的第一笼鲜肉包出锅。开放日当天，同学们分批走进后厨，看食材验收、洗消和烹饪的全过程。",
           "中午的评选中，六道家常菜当选“最受欢迎的味道”。面点师傅说，汤要熬足六个小时，面要当天手擀。",
           "晚上的美食夜市把活动推向高潮。饮食服务中心表示，后厨参观今后每月安排一次。"),
          (("清晨第一笼包子", "清晨六点半的第一笼"), ("六道家常菜", ""), ("食堂的午餐", "")), "canteen", Wanted.APPROVED,
          later="上百名同学走进第二食堂后厨，看包子怎样出笼，并评出六道最受欢迎的家常菜。", board="table"),
    Paper("news", "zhou", -1, "牛肉面新窗口试营业", "第二食堂二层新开牛肉面窗口，试营业一周。",
          ("第二食堂二层的牛肉面窗口本周试营业。面当天手擀，汤熬六个小时，一碗九元。",
           "同学们可在窗口旁的意见本上留言，正式营业时间另行通知。"),
          (("一碗红烧牛肉面", ""), ("牛肉面新窗口", "")), "canteen", Wanted.SUBMITTED),
    Paper("feature", "chen", -3, "公寓文化月：在宿舍里写一个“家”字", "书法、共享厨房与书吧，公寓文化月让宿舍更像家。",
          ("公寓文化月期间，三号公寓活动室里墨香阵阵，同学们写下一个个“家”字。", "书吧开到晚上十一点，灯下总有人。"),
          (("写一个“家”字", ""), ("公寓书吧的夜晚", "")), "homes", Wanted.RETURNED,
          note="请补充参加人数和一位同学的感受，第二段太短。"),
    Paper("picture-set", "wen", -20, "秋季运动会：追着落日奔跑", "两天的比赛，用镜头记下跑道和球场。",
          ("两天的秋季运动会，从清晨的预赛到傍晚的决赛，跑道上留下了这些瞬间。",),
          (("追着落日奔跑", "傍晚的百米决赛"), ("弯道之上", "男子四百米预赛"), ("下午四点的球场", "")), "games",
          Wanted.REVIEWED),
    Paper("feature", "su", 0, "银杏季，慢下来看校园", "",
          ("后勤部门今年继续“落叶缓扫”，银杏大道留住了满地金黄。",),
          (("银杏大道", ""), ("暖阳里的银杏", "")), "ginkgo", Wanted.DRAFT),
)
