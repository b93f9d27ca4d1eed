"""What is measured with: photos, search documents and a catalogue that the bench makes itself, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
PLACES = ("第一食堂", "第二食堂", "图书馆", "东操场", "体育馆", "大礼堂", "实验楼", "教学楼", "宿舍区",
          "校史馆", "北门", "湖心亭", "艺术中心", "校医院", "创业园")
DOINGS = ("开放日", "运动会", "毕业典礼", "迎新", "讲座", "合唱比赛", "志愿服务", "消防演练", "植树", "座谈会",
          "摄影展", "开学典礼", "技能竞赛", "读书会", "校庆")
PEOPLE = ("同学们", "老师", "后勤职工", "志愿者", "新生", "校友", "厨师", "保洁员", "辅导员", "运动员")
WORDS = ("参加", "组织", "展示", "准备", "合影", "品尝", "检查", "表演", "布置", "交流", "清晨", "傍晚",
         "雨后", "春天", "秋日", "热闹", "认真", "欢快")
CAMERAS = ("Canon EOS R6", "NIKON Z 6_2", "SONY ILCE-7M4", "FUJIFILM X-T5", "HUAWEI P60")


def words(chance: random.Random) -> tuple[str, str, tuple[str, ...]]:
    """Return title, caption and keywords of one asset."""
    place, doing = chance.choice(PLACES), chance.choice(DOINGS)
    title = f"{place}{doing}{chance.choice(PEOPLE)}{chance.choice(WORDS)}"
    caption = "，".join(f"{chance.choice(PEOPLE)}在{chance.choice(PLACES)}{chance.choice(WORDS)}{chance.choice(DOINGS)}"
                       for _ in range(4))
    return title, caption, (place, doing, *chance.sample(WORDS, 3))


def documents(count: int) -> Iterator[Any]:
    """Yield synthetic search documents, the same for the same count."""
    from index.search.documents import SearchDocument

    chance = random.Random(20260301)
    for number in range(1, count + 1):
        title, caption, keywords = words(chance)
        day = START + timedelta(minutes=37 * number)
        yield SearchDocument(
            asset_id=number, sha256=sha256(str(number).encode()).hexdigest(), kind="video" if number % 9 == 0 else "photo",
            uploaded=day, captured=day.replace(tzinfo=None), title=title, caption=caption, keywords=keywords,
            place=keywords[0], department=f"d{number % 12}", department_name=f"部门{number % 12}",
            department_id=number % 12, owner_id=number % 60, camera=CAMERAS[number % 5],
            file_names=(f"IMG_{number:05d}.JPG",), event=f"{keywords[1]}{number % 40}",
            states=("approved", "screens:approved"),
            published=number % 3 > 0, orientation="landscape", iso=100.0 * (1 + number % 8))
