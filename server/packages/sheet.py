"""The sheet that lies in a package: what each file is for, what stands under each picture, what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from server.downloads.zipping import Rows
from server.packages.contents import PLACES, PRINT, WECHAT, WEIBO, Contents
from server.stories.pictures import Flaw

NAME: Final = "说明-README.txt"
HOW: Final = {
    WECHAT: (("正文.html：用浏览器打开，全选、复制，粘贴到公众号编辑器。样式都写在标签里，粘贴后保留。",
              "标题摘要.txt：标题、作者、摘要、原文链接，分别填入编辑器。",
              "编号开头的图片：正文配图，每张都小于 1 MB。粘贴后图片没有跟过来的，按编号插入原位置。",
              "封面-2.35比1.jpg、封面-1比1.jpg：封面和转发卡片。裁切位置不合适的，在素材页选好画面中心再取一次。",
              "视频先上传到公众号素材库，再插入原位置。"),
             ("正文.html: open it in a browser, select all, copy, and paste into WeChat's editor.",
              "标题摘要.txt: title, author, digest and link, for the editor's fields.",
              "Numbered pictures: under 1 MB each; put in by number those that did not come along.",
              "封面-….jpg: the covers, 2.35:1 and 1:1.", "Films are uploaded to WeChat first, then put in.")),
    WEIBO: (("微博-短.txt：140 字以内，不用展开就能读完。", "微博-长.txt：2000 字以内的全文。",
             "编号开头的图片：正方形，按顺序上传；普通账号前 9 张，最多 18 张。"),
            ("微博-短.txt: up to 140 characters, read without unfolding.", "微博-长.txt: the whole, up to 2000.",
             "Numbered pictures: square, in order; nine for an ordinary account, 18 at most.")),
    PRINT: (("稿件.docx：文字和图片说明。", "编号开头的图片：全部像素，300 dpi，带 ICC 色彩特性文件。"),
            ("稿件.docx: the text, and what stands under each picture.",
             "Numbered pictures: all their pixels at 300 dpi, with their ICC profile."))}
WARNINGS: Final = {
    Flaw.EMBARGOED: ("还在禁发期", "is under embargo"), Flaw.NO_CONSENT: ("缺这个渠道的肖像授权", "lacks a consent for it"),
    Flaw.NOT_APPROVED: ("还没有在这个渠道通过审核", "is not approved there"),
    Flaw.TAKEN_DOWN: ("已撤下", "was taken down"), Flaw.EXPIRED: ("已到期", "has expired"),
    Flaw.OBJECTED: ("授权已撤回或到期", "has lost a consent"), Flaw.BINNED: ("在回收站", "lies in the recycle bin")}


def written(held: Contents, rows: Rows, who: str, now: datetime) -> bytes:
    """Return the sheet of a package. ``rows`` are what went out of its pictures, and what did not."""
    place, place_en = PLACES[held.place]
    zh, en = HOW[held.place]
    lines = [f"《{held.title}》  {held.public_id}  第 {held.version} 版", f"{place}资料包 / package for {place_en}",
             f"{now:%Y-%m-%d %H:%M}  {who}", ""]
    if not held.approved:
        lines += [f"注意：这一版还没有在「{place}」通过审核，不要发布。",
                  f"Mind: as it stands it is not approved for {place_en}; do not publish it.", ""]
    lines += ["怎么用 / How to use it", *(f"- {one}" for one in zh), *(f"- {one}" for one in en), ""]
    lines += ["图片 / Pictures", *(_line(held, number) for number in range(len(held.pictures))), ""]
    missing = [f"- {row[1]}: {row[-1]}" for row in rows if row[-1]]
    missing += [f"- #{number}: {_flaws(why)}" for number, why in held.withheld]
    if missing:
        lines += ["没有放进来 / Not in it", *missing, ""]
    lines += ["文件清单和校验值见 清单-manifest.csv。图片里写有署名和用途，请在发布处署名。",
              "清单-manifest.csv lists files and hashes. Credit and purpose are inside the pictures; name the credit."]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def caption(held: Contents, place: int) -> str:
    """Return what stands under a picture: its number, its words, its credit."""
    one = held.pictures[place]
    credit = f"（{one.view.words.credit} 摄）" if one.view.words.credit else ""
    return f"图 {one.number}  {one.caption or one.view.words.title}{credit}"


def _line(held: Contents, place: int) -> str:
    one = held.pictures[place]
    flaws = f"  ！{_flaws(one.flaws)}" if one.flaws else ""
    return f"- {caption(held, place)}  {one.view.public_id}{flaws}"


def _flaws(flaws: tuple[Flaw, ...]) -> str:
    return "；".join(f"{WARNINGS[one][0]} / {WARNINGS[one][1]}" for one in flaws)
