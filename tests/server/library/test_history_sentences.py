"""Whatever is written about an asset or a story is told in a sentence, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import audit
from index.catalogue.lifecycle import Verb
from index.db import writing
from server.library.history import SENTENCES

ROOT = Path(__file__).resolve().parents[3]
CHOSEN_ELSEWHERE = {"began", "changed", "deletion-withdrawn", "deletion-refused", "clock-marked", "clock-unmarked",
                    "turned-down", "restored", "counts-double", "counts-once",
                    *(str(verb) for verb in Verb if verb != Verb.VOID)}
"""Verbs that a variable carries to where they are written. What an edit voids is told with the edit."""


def written() -> Iterator[str | None]:
    """Yield the verb of each line that the code writes about an asset or a story; None where a variable holds it."""
    for package in ("index", "ingest", "kiosk", "server"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                    verb, subject = node.args[2:4]
                    if "asset:" in (told := ast.unparse(subject)) or told.endswith("ref.subject"):
                        yield verb.value if isinstance(verb, ast.Constant) else None


def test_each_verb_that_is_written_has_its_sentence() -> None:
    found = list(written())
    assert {"took-in", "joined", "sidecar", "described"} <= set(found)
    assert ({verb for verb in found if verb} | CHOSEN_ELSEWHERE) - set(SENTENCES) == set()
    assert found.count(None) == 8, "another place writes a verb that it does not name: put it into CHOSEN_ELSEWHERE"


@pytest.mark.parametrize(("verb", "details", "zh", "en"), [
    ("joined", {"name": "A.CR3", "part": "raw"}, "同一次拍摄的 RAW 文件 A.CR3", "The raw file A.CR3 of the same shot"),
    ("joined", {"name": "A.MOV", "part": "film"}, "实况照片的视频 A.MOV", "The film A.MOV of the same Live Photo"),
    ("sidecar", {"name": "A.xmp"}, "附属文件 A.xmp", "What the sidecar A.xmp says"),
    ("binned", {"reason": "拍糊了", "withdrawn": ["screens"]}, "审稿随之撤回", "its review ended with that"),
    ("deletion-refused", {"proposer": "林", "reason": "还有用"}, "否决了林的彻底删除提议",
     "refused to delete it for good, as 林"),
    ("told-apart", {"name": "张三", "consent": 7, "person": "is-not"}, "“张三”不是授权记录 7 的本人",
     "“张三” here is not the person of record 7"),
    ("took-in", {"door": "browser"}, "上传了它<", "handed it in<"),
    ("described", {"version": 2}, "内容已随素材删除", "changed something that was deleted with it"),
    ("took-over", {"department": "饮食服务中心"}, "代表饮食服务中心接收了它", "took it into 饮食服务中心"),
    ("described", {"after": {"title": "x", "place": "y"}}, "标题、地点", "changed Title, Place"),
    ("approve", {"channel": "wechat", "state": "reviewed", "place_of": "王", "shared_with": "screens"},
     "代 王（请假）审。 与「电子屏」是同一步，只审一次",
     "In the place of 王, who was away. The same step as for Campus screens"),
])
def test_what_a_page_says(home: Any, cast: Any, clock: Any, photo: Callable[..., int], browser: Callable[..., Any],
                          verb: str, details: dict[str, Any], zh: str, en: str) -> None:
    asset = photo()
    with writing(home.engine) as session:
        audit.record(session, cast.photographer, verb, f"asset:V{asset}", at=clock(), **details)
    assert zh in browser("photographer").get(f"/library/V{asset}").text
    assert en in browser("photographer", "en").get(f"/library/V{asset}").text
