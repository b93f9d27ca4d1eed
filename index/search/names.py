"""The words of the query language: each field under its Chinese and English names, and names for coded values."""

from __future__ import annotations

from typing import Final

from index.search import analysis

TEXT: Final = frozenset({"title", "caption", "name"})
VALUES: Final = frozenset({
    "department", "event", "keyword", "person", "photographer", "camera", "lens", "kind", "status", "place",
    "orientation", "kit", "asset", "rights", "flag", "colour",
})
NUMBERS: Final = frozenset({"iso", "f", "focal", "rating", "duration"})
DATES: Final = frozenset({"captured", "uploaded", "after", "before"})
FLAGS: Final = frozenset({"is", "has"})
MARKS: Final = frozenset({"stacked", "cover", "behind", "recompressed", "incomplete"})
"""What ``is`` asks of the document's marks."""
MEANT: Final = ("person", "event", "place", "department", "photographer", "keyword", "camera")
"""The fields whose values a bare word may mean, in the order of their worth."""

_FIELDS: Final[dict[str, str]] = {
    "title": "title 标题 题目 题名",
    "caption": "caption description 说明 图说 文字说明 描述",
    "name": "name file filename 文件 文件名",
    "department": "department dept unit 部门 单位 科室",
    "event": "event 活动",
    "keyword": "keyword keywords tag tags 标签 关键词 关键字",
    "person": "person people who 人物 人 姓名",
    "photographer": "photographer author by 摄影 摄影师 摄影者 作者 拍摄者 拍摄人",
    "camera": "camera 相机 机身",
    "lens": "lens 镜头",
    "kind": "kind type 类型 种类",
    "status": "status state 状态",
    "place": "place location where 地点 位置 地方",
    "orientation": "orientation 方向 横竖",
    "kit": "kit 器材",
    "asset": "asset id 素材 编号 素材号",
    "rights": "rights licence license 授权 版权 许可",
    "iso": "iso 感光度",
    "f": "f aperture f-number fnumber 光圈",
    "focal": "focal focal-length mm 焦距",
    "rating": "rating stars 评分 星级",
    "duration": "duration length 时长",
    "captured": "captured taken shot date when 拍摄 拍摄时间 拍摄日期 日期 时间",
    "uploaded": "uploaded upload added 上传 上传时间 入库",
    "flag": "flag 旗标 选片",
    "colour": "colour color label 颜色 色标",
    "after": "after since from 之后 晚于 自 起",
    "before": "before until 之前 早于 截至 止",
    "is": "is 是 stack 堆叠",
    "has": "has 有 含",
}

FIELDS: Final[dict[str, str]] = {alias: field for field, aliases in _FIELDS.items() for alias in aliases.split()}
"""Every name of a field, small letters -> the field."""

_CODES: Final[dict[str, dict[str, str]]] = {
    "kind": {"photo": "photo photos picture image 照片 图片 相片 图", "video": "video videos movie 视频 录像 影片",
             "poster": "poster posters pdf 海报 张贴画"},
    "orientation": {
        "landscape": "landscape horizontal 横 横图 横幅 横版 横构图",
        "portrait": "portrait vertical 竖 竖图 竖幅 竖版 竖构图",
        "square": "square 方 方图 方形",
    },
    "status": {
        "draft": "draft 草稿 未提交", "submitted": "submitted 已提交 待审 待审核 待部门审 部门审",
        "reviewed": "reviewed 部门已审 部门通过 待办公室审", "approved": "approved 已通过 通过 审核通过 已发布",
        "returned": "returned 已退回 退回 退回修改", "withdrawn": "withdrawn 已撤回 撤回 已撤下 撤下",
        "screens": "screens 电子屏 大屏",
    },
    "flag": {
        "pick": "pick picked 选中 已选中 留用", "reject": "reject rejected 排除 已排除 淘汰",
        "none": "none unflagged 无 未标",
    },
    "colour": {
        "red": "red 红 红色", "yellow": "yellow 黄 黄色", "green": "green 绿 绿色", "blue": "blue 蓝 蓝色",
        "purple": "purple 紫 紫色", "none": "none 无",
    },
    "trait": {
        "mine": "mine my 我的 我", "published": "published public 已发布", "gps": "gps coordinates 定位 坐标",
        "place": "place location 地点",
        "people": "people person 人物 人", "keywords": "keywords keyword tags 标签 关键词",
        "event": "event 活动", "rights": "rights licence license 授权 版权 许可",
        "title": "title 标题", "caption": "caption 说明", "rating": "rating stars 评分 星级",
        "captured": "captured date 时间 日期 拍摄时间",
        "stacked": "stacked stack 堆叠 已堆叠", "cover": "cover 封面", "behind": "behind 封面之下",
        "recompressed": "recompressed wechat 压缩图 微信压缩图 微信图", "incomplete": "incomplete 不完整 残缺",
        "photo": "photo 照片 图片", "video": "video 视频", "poster": "poster 海报",
        "landscape": "landscape 横图", "portrait": "portrait 竖图",
    },
}

CODES: Final[dict[str, dict[str, str]]] = {
    field: {alias: code for code, aliases in codes.items() for alias in aliases.split()}
    for field, codes in _CODES.items()
}
"""Field -> name of a value, small letters -> its code."""


def field(name: str) -> str | None:
    """Return the field that ``name`` names, in whatever width, case or characters, traditional too; None where none."""
    return FIELDS.get(analysis.fold(name))


def coded(field: str) -> str:
    """Return where in CODES the values of a field are: what is asked with ``is`` and ``has`` stands together."""
    return "trait" if field in FLAGS else field


def code(field: str, value: str) -> str:
    """Return the code that ``value`` names in ``field``, or the value itself; each side of a colon on its own."""
    names = CODES.get(coded(field), {})
    return ":".join(names.get(analysis.fold(part), part) for part in value.split(":"))


_IS: Final = frozenset({"mine", "published", "photo", "video", "poster", "landscape", "portrait", *MARKS})


def means_something(field: str, code: str) -> bool:
    """Say whether a coded value goes with this field: a picture is mine, but has coordinates."""
    return field not in FLAGS or (field == "is") == (code in _IS) or code == "published"


def spelled(field: str, *, chinese: bool) -> str:
    """Return the name of a field as a query text is written: its first Chinese name, or its first English one."""
    return _first(_FIELDS[field], chinese=chinese)


def spelled_value(field: str, code: str, *, chinese: bool) -> str:
    """Return how a coded value is written in a query text; any other value as it is."""
    aliases = _CODES.get(coded(field), {}).get(code)
    return _first(aliases, chinese=chinese) if aliases else code


def _first(aliases: str, *, chinese: bool) -> str:
    several = aliases.split()
    return next((one for one in several if one.isascii() != chinese), several[0])
