"""What may have been meant: one typing error, or the same sound, over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.visibility import EVERYTHING, ViewerFilter
from index.search.documents import SearchDocument
from index.search.editing import draft
from index.search.index_home import IndexHome
from index.search.meant import meant
from index.search.results import Moment

Mean = Callable[..., list[str]]


@pytest.fixture
def mean(home: IndexHome, now: Any) -> Mean:
    def ask(text: str, viewer: ViewerFilter = EVERYTHING) -> list[str]:
        return [one.text for one in meant(home, draft(text), Moment(viewer, now))]

    return ask


@pytest.fixture
def campus(put: Callable[..., None], document: Callable[..., SearchDocument]) -> None:
    put(document(1, "第二食堂开放日", event="校运动会", people=("欧阳志远",), place="东操场", camera="NIKON Z 6",
                 department_id=1, department="food", department_name="饮食中心"),
        document(2, "食堂夜景", event="毕业典礼", people=("張偉",), department_id=2, keywords=("volunteers",)),
        document(3, "毕业典礼合影", event="毕业典礼", department_id=1))


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize(("typed", "better"), [
    ("运懂会", "运动会"), ("运冬会", "运动会"), ("运会动", "运动会"), ("运动大会", "运动会"), ("毕业典", None),
    ("典礼毕业", None), ("毕业礼典", "毕业典礼"), ("毕典业礼", "毕业典礼"), ("毕典礼", "毕业典礼"), ("张尾", "张伟"),
    ("师堂", "食堂"), ("volunters", "volunteers"),
    ("voluntears", "volunteers"), ("yundonhui", "运动会"), ("biyedianlli", "毕业典礼"), ("nikn", "nikon"), ("xyz", None),
    ("人物:欧阳致远", "人物:欧阳志远"), ("活动:毕业典理", "活动:毕业典礼"), ("食唐 开放", "食堂 开放"),
    ("-运懂会", None), ("人物:oyzy", "人物:欧阳志远"), ("地点:dongcaochang", "地点:东操场"), ("上月 食堂", "拍摄:上月 食堂"),
    ("2025-2026学年", "拍摄:2025-2026学年"), ("v12", "asset:V12"), ("饮食", "部门:饮食中心"), ("2026", None),
])
def test_one_error(mean: Mean, typed: str, better: str | None) -> None:
    assert (mean(typed) or [None])[0] == better if better else better not in mean(typed)


@pytest.mark.usefixtures("campus")
def test_a_name_is_not_learned_by_mistyping_it(mean: Mean) -> None:
    stranger = ViewerFilter(all=False, department_ids=frozenset({1}))
    assert "张伟" in mean("张尾")
    assert mean("张尾", stranger) == []
    assert mean("voluntears", stranger) == []
    assert mean("运懂会", stranger) == ["运动会"]


@pytest.mark.usefixtures("campus")
def test_any_text_can_be_asked(mean: Mean) -> None:
    for text in ("", "[(*", "“", "a" * 300, "食" * 90, "iso:>3 ???", "部门:(((", "qwrtpsdfg"):
        mean(text)
