"""What a report prints, made of its figures and of the office's own words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from index.catalogue.honours import MARK_NAMES
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES, Level, OutletType
from index.catalogue.reports import OfficeReport
from server.ledger import figures as ledger
from server.reports import figures, wording
from server.reports.sheet import Block, Heading, Part, Photo, Plot, Sheet, Table, Words

Data = dict[str, Any]
BY: Final = {"points": "得分", "adopted": "采用数", "published": "发布数", "submitted": "投稿数"}
LEVELS: Final = tuple(reversed(Level))
MOST_OUTLETS: Final = 10
MOST_BARS: Final = 20


def sheet(row: OfficeReport, data: Data, corrects: str = "") -> Sheet:
    """Return what a report prints. ``corrects`` names the one that it puts right, by number and title."""
    told = [("开头", _opening(row, corrects)), ("总体情况", _overall(data)), ("任务完成情况", _tasks(data)),
            ("采用情况", adoptions(data)), ("排名", _rankings(data)), ("个人", _people(data)),
            ("优秀单位和个人", _honours(data)), ("优秀图片", _pictures(data)), ("说明", _remarks(row))]
    parts, place = [], 0
    for name, blocks in told:
        body = tuple(blocks)
        if body and isinstance(body[0], Heading):
            body = (Heading(f"{wording.NUMERALS[place]}、{body[0].text}"), *body[1:])
            place += 1
        parts.append(Part(name, body))
    return Sheet(row.title, wording.number(row.mark, row.year, row.number), wording.period(row.period), row.issuer,
                 row.address, row.dated, row.copy_to, row.red_head, tuple(parts))


def _opening(row: OfficeReport, corrects: str) -> Iterator[Block]:
    if corrects:
        yield Words(f"{corrects}中的数字有误（{row.reason}），现予更正，以本通报为准。")
    for one in wording.paragraphs(row.opening):
        yield Words(one)


def _overall(data: Data) -> Iterator[Block]:
    now, was, period = data["totals"], data["before"], data["period"]
    yield Heading("总体情况")
    text = (f"{wording.period(period)}，各部门共投稿{now['submitted']}件，在校内渠道发布{now['published']}件，"
            f"被采用{now['adopted']}次，其中新闻媒体、网站和新媒体采用{data['media']}次（不含内部刊物和评选）。")
    if any(was.values()):
        text += (f"与{wording.before(period)}相比，投稿{wording.against(now['submitted'], was['submitted'])}，"
                 f"发布{wording.against(now['published'], was['published'])}，"
                 f"采用{wording.against(now['adopted'], was['adopted'])}。")
    if data["sent"]:
        share = ledger.rate(Decimal(data["sent_adopted"]), Decimal(data["sent"])) or 0
        text += (f"{wording.span(period)}向媒体报送{data['sent']}次，至今采用{data['sent_adopted']}次，"
                 f"采用率{wording.plain(str(share))}%。")
    if now["late"]:
        text += f"以上含关账后补报的{now['late']}件。"
    yield Words(text)
    course = data["course"]
    if len(course) > 1:
        yield Plot("各月投稿、发布、采用情况", [_month(one["month"], course[0]["month"]) for one in course],
                   [(name, [one[code] for one in course]) for code, name in (
                       ("submitted", "投稿"), ("published", "发布"), ("adopted", "采用"))])


def _month(month: str, first: str) -> str:
    number = f"{int(month[5:])}月"
    return f"{month[:4]}年{number}" if month == first or month.endswith("-01") else number


def _tasks(data: Data) -> Iterator[Block]:
    if not data["tasks"]:
        return
    yield Heading("任务完成情况")
    asked = {one["name"] for one in data["tasks"] if one["of"] == "department" and one["duty"]}
    lacking = figures.short(data)
    if asked and lacking:
        told = wording.listed(f"{name}（欠{number}件）" for name, number in lacking)
        met = len(asked) - len(lacking)
        yield Words(f"有任务的部门{len(asked)}个，全部完成的{met}个，未完成的{len(lacking)}个：{told}。")
    elif asked:
        yield Words(f"有任务的{len(asked)}个部门全部完成了任务。")
    if data["named"]:
        told = "；".join(f"{int(month[5:])}月：{wording.listed(names)}" for month, names in data["named"].items())
        yield Words(f"到截止日仍未完成、予以通报的部门：{told}。")
    yield Table("任务完成情况", ("对象", "任务", "应完成", "已完成", "欠缺", "补报"),
                [(one["name"], one["quota"] + ("" if one["duty"] else "（争取）"), one["wanted"], one["has"],
                  one["short"] if one["duty"] else "–", one["late"]) for one in data["tasks"]],
                (0.28, 0.32, 0.11, 0.11, 0.09, 0.09))


def adoptions(data: Data) -> Iterator[Block]:
    """Yield what was adopted by level and type, and by whom."""
    yield Heading("采用情况")
    held = data["adoptions"]
    if not held:
        yield Words(f"{wording.span(data['period'])}没有采用记录。")
        return
    types = [one for one in OutletType if any(one in of for of in held.values())]
    levels = [one for one in LEVELS if one in held]
    rows = [(LEVEL_NAMES[level][0], *(held[level].get(one, 0) for one in types), sum(held[level].values()))
            for level in levels]
    rows.append(("合计", *(sum(of.get(one, 0) for of in held.values()) for one in types),
                 sum(number for of in held.values() for number in of.values())))
    types_ = (*(TYPE_NAMES[one][0] for one in types), "合计")
    yield Table("采用情况（按媒体级别和类型）", ("级别", *types_), rows, _by_letters(types_, 0.2))
    columns = [*(one for one in LEVELS if any(one in of for of in data["by_department"].values())), "bulletin", "prize"]
    columns = [one for one in columns if any(one in of for of in data["by_department"].values())]
    names: dict[str, str] = {**{one: LEVEL_NAMES[one][0] for one in LEVELS}, "bulletin": "内部刊物", "prize": "评选"}
    head = (*(names[one] for one in columns), "合计")
    yield Table("各部门采用情况", ("部门", *head), [(name, *(of.get(one, 0) for one in columns), sum(of.values()))
                                           for name, of in data["by_department"].items()], _by_letters(head, 0.28),
                "各级指这一级的新闻媒体、网站和新媒体；内部刊物和评选另列，不计入媒体采用。")
    if len(data["outlets"]) > 1:
        told = wording.listed(f"{name}{number}次" for name, _level, _type, number in data["outlets"][:MOST_OUTLETS])
        yield Words(f"采用较多的媒体：{told}。")


def _rankings(data: Data) -> Iterator[Block]:
    yield Heading("部门排名")
    by, lines = BY[data["by"]], data["ranking"]
    before = wording.before(data["period"])
    leading = [one for one in lines if one["rank"] <= 3 and float(one["points"] if data["by"] == "points" else
                                                                  one[data["by"]]) > 0]
    rising = max((one["movement"] or 0 for one in lines), default=0)
    text = f"{wording.span(data['period'])}按{by}排名"
    if leading:
        told = wording.listed(f"{one['department']}（第{one['rank']}名）" for one in leading)
        text += f"，居前的是{told}"
    if rising > 0:
        told = wording.listed(one["department"] for one in lines if one["movement"] == rising)
        text += f"；与{before}相比上升最多的是{told}，上升{rising}位"
    yield Words(f"{text}。得分相同的名次并列。")
    yield _ranking("部门排名", lines, data)
    yield Plot(f"各部门{by}", [one["department"] for one in lines[:MOST_BARS]],
               [(by, [float(one["points"] if data["by"] == "points" else one[data["by"]]) for one in lines[:MOST_BARS]])],
               lying=True)
    for group in data["groups"]:
        yield _ranking(f"{group['name']}排名", group["ranking"], data)


def _ranking(title: str, lines: Sequence[Data], data: Data) -> Table:
    return Table(title, ("名次", "部门", "得分", "采用", "发布", "投稿", f"{wording.before(data['period'])}名次", "升降"),
                 [(one["rank"], one["department"], wording.plain(one["points"]), one["adopted"], one["published"],
                   one["submitted"], one["before"] or "–", wording.moved(one["movement"])) for one in lines],
                 (0.09, 0.30, 0.11, 0.09, 0.09, 0.09, 0.14, 0.09))


def _people(data: Data) -> Iterator[Block]:
    if data["people"]:
        yield Heading("个人得分")
        yield Table("个人得分", ("名次", "姓名", "部门", "得分"),
                    [(one["rank"], one["name"], one["department"] or "–", wording.plain(one["points"]))
                     for one in data["people"]], (0.12, 0.28, 0.42, 0.18))


def _honours(data: Data) -> Iterator[Block]:
    """Who was announced for the year. Reports that were issued before there was such a thing say nothing of it."""
    told = data.get("honours")
    if not told:
        return
    yield Heading("优秀单位和个人")
    if told["units"]:
        yield Words(f"优秀信息单位（{len(told['units'])}个）：{wording.listed(told['units'])}。")
    if told["people"]:
        people = wording.listed(f"{name}（{department}）" if department else name for name, department in told["people"])
        yield Words(f"优秀宣传工作者（{len(told['people'])}人）：{people}。")
    if told["grades"]:
        yield Table("质量和社会反响", ("部门", "质量", "社会反响"), [
            (name, *(MARK_NAMES[code][0] if code else "–" for code in marks)) for name, *marks in told["grades"]],
            (0.5, 0.25, 0.25))


def _pictures(data: Data) -> Iterator[Block]:
    if data["pictures"]:
        yield Heading("优秀图片")
        for one in data["pictures"]:
            by = f"{one['credit']} 摄" if one["credit"] else ""
            yield Photo(one["asset"], one["sha256"], "　".join(filter(None, (one["caption"].replace("\n", " "), by))))


def _remarks(row: OfficeReport) -> Iterator[Block]:
    told = wording.paragraphs(row.remarks)
    if told:
        yield Heading("有关要求")
        for one in told:
            yield Words(one)


def _by_letters(head: Sequence[str], first: float) -> tuple[float, ...]:
    """Return the widths of columns of numbers after a first one: each as wide as its head asks, so that none is wrapped."""
    asked = [len(one) + 1 for one in head]
    return (first, *((1 - first) * one / sum(asked) for one in asked))
