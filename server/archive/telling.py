"""What an archive says of itself: the tags of BagIt, and the sheet beside them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from index.settings import Settings
from server.archive.choosing import Year

if TYPE_CHECKING:
    from server.archive.making import Made


def info(settings: Settings, year: Year, name: str, made: Made, now: datetime) -> dict[str, str]:
    """Return what stands in ``bag-info.txt``."""
    day = now.astimezone(settings.zone)
    said = f"{settings.campus_zh} {year.number} 年发布与采用的内容 / what was published and adopted in {year.number}"
    return {"Source-Organization": f"{settings.campus_zh} / {settings.campus_en}", "Bagging-Date": f"{day:%Y-%m-%d}",
            "External-Identifier": name, "External-Description": said,
            "Internal-Sender-Description": f"{made.assets} assets, {made.stories} stories, {len(made.problems)} unreadable",
            "Bag-Group-Identifier": "vitrine-archive", "Bag-Software-Agent": "Vitrine"}


def readme(settings: Settings, year: Year) -> bytes:
    """Return the sheet beside the tags: what is where, and how anybody checks it."""
    return f"""{settings.campus_zh} {year.number} 年存档

data/YYYYMMDD_活动/        原始文件，收到时的原样
data/YYYYMMDD_活动/稿件/   稿件：网页（.html）、纯文本（.md）、全部信息（.json）
data/用稿凭证/             采用的凭证
data/metadata/             assets、stories 各有 .jsonl（每行一个）和 .csv
                           placements.csv 采用，left-out.csv 未收入

校验（不需要橱窗）：在本文件夹里运行 sha256sum -c --quiet manifest-sha256.txt，没有输出就是完好。
Windows：任何支持 BagIt（RFC 8493）的工具，或 vitrine archive verify 本文件夹。
肖像授权以存档当日为准，见 assets 里的 consents。

{settings.campus_en}, archive of {year.number}

data/YYYYMMDD_event/       originals, as they were received
data/YYYYMMDD_event/稿件/  stories: as pages (.html), as text (.md), and all that is known (.json)
data/用稿凭证/             evidence of adoptions
data/metadata/             assets and stories as .jsonl (one a line) and .csv, placements.csv, left-out.csv

To verify it without Vitrine, run in this folder: sha256sum -c --quiet manifest-sha256.txt; no output means that all is whole.
Any tool for BagIt (RFC 8493) does as well. Consents stand as on the day of the archive; see "consents" in assets.
""".encode()
