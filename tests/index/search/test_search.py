from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from index.catalogue.visibility import ViewerFilter
from index.search.documents import SearchDocument
from index.search.index_home import IndexHome
from index.search.results import Results

Make = Callable[..., SearchDocument]
Put = Callable[..., None]
Ask = Callable[..., Results]
Found = Callable[..., list[int]]

wall = datetime.fromisoformat


@pytest.fixture
def campus(put: Put, document: Make) -> None:
    """Eight assets that differ in everything that can be asked for."""
    put(
        document(1, "第二食堂开放日", caption="学生参观后厨。", keywords=("食堂", "开放日"), people=("张三丰",),
                 place="第二食堂", event="食堂开放日", department="hq", department_name="后勤集团", department_id=1,
                 owner_id=11, camera="NIKON CORPORATION NIKON Z 6", lens="NIKKOR Z 24-70mm f/4 S", photographer="李四",
                 captured=wall("2026-03-05T09:00"), iso=400, f_number=2.8, focal_length=50, rating=5, has_gps=True,
                 orientation="landscape", states=("approved", "screens:approved"), published=True,
                 file_names=("DSC01234.JPG",)),
        document(2, "宿舍检修", caption="工人在食堂旁检修。", department="bw", department_name="保卫处",
                 department_id=2, owner_id=12, camera="Canon EOS R5", captured=wall("2026-02-03T09:00"), iso=3200,
                 orientation="portrait",
                 states=("draft", "screens:draft"), file_names=("IMG_0042.JPG",)),
        document(3, "校运动会开幕式", kind="video", keywords=("运动会",), event="2026年春季运动会", department="hq",
                 department_name="后勤集团", department_id=1, owner_id=12, captured=wall("2025-10-01T09:00"), duration=42.5,
                 states=("submitted", "site:submitted"), rating=3),
        document(4, "Open day at the canteen", caption="Visitors in the new kitchen", department="xc",
                 department_name="宣传部", department_id=3, owner_id=13, states=("draft",), file_names=("食堂_老照片.jpg",)),
        document(5, "圖書館夜景", credit="摄影：王五", states=("approved",), department="xc", department_name="宣传部",
                 department_id=3, owner_id=13, published=True, published_until=datetime(2026, 3, 1, tzinfo=UTC)),
        document(6, "重庆校友返校", people=("吕布",), published=True, department="xc", department_id=3, owner_id=13,
                 published_from=datetime(2026, 4, 1, tzinfo=UTC)),
        document(7, "食堂，宿舍联合检查", department="bw", department_name="保卫处", department_id=2, owner_id=12),
        document(8, "食堂", uploaded=datetime(2020, 1, 1, tzinfo=UTC), department="bw", department_id=2, owner_id=12),
    )


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize(("text", "ids"), [
    ("食堂", {1, 2, 4, 7, 8}), ("堂", {1, 2, 4, 7, 8}), ("二食", {1}), ("第二食堂", {1}), ("堂宿", set()),
    ("食堂 检修", {2}), ("食堂 -检修", {1, 4, 7, 8}), ("运动会 OR 夜景", {3, 5}), ("圖書館", {5}), ("图书馆", {5}),
    ("ｃａｎｔｅｅｎ", {4}), ("cant", {4}), ('"cant"', set()), ('"open day"', {4}), ("OPEN", {4}), ("teen", set()),
    ("DSC01234", {1}), ("1234", {1}), ("IMG_0042.jpg", {2}), ("老照片", {4}), ("王五", {5}), ("nikkor", {1}),
    ("yundonghui", {3}), ("ydh", {3}), ("zhangsanfeng", {1}), ("chongqing", {6}), ("cqxy", {6}), ('"ydh"', set()),
    ("标题:食堂", {1, 7, 8}), ("说明:食堂", {2}), ("文件名:老照片", {4}),
    ("部门:后勤集团", {1, 3}), ("部门:后勤", {1, 3}), ("dept:hq", {1, 3}), ("部门:hq,bw", {1, 2, 3, 7, 8}),
    ("-部门:hq,bw", {4, 5, 6}),
    ("活动:开放日", {1}), ("活动:运动会", {3}), ("标签:运动会", {3}), ("人物:张三", {1}), ("摄影:李四", {1}),
    ("相机:Z6", {1}), ("camera:canon", {2}), ("镜头:24-70", {1}), ("类型:视频", {3}), ("状态:待审", {3}),
    ("状态:draft", {2, 4}),
    ("status:screens:approved", {1}), ("地点:食堂", {1}), ("方向:竖", {2}), ("iso:>400", {2}), ("iso:400", {1}),
    ("f:2.8", {1}),
    ("rating:>=3", {1, 3}), ("duration:<60", {3}), ("拍摄:2026", {1, 2}), ("拍摄:本月", {1}), ("拍摄:上学期", {3}),
    ("after:2026-02", {1, 2}), ("before:2026", {3}), ("拍摄:2026-02-03", {2}), ("上传:2020", {8}), ("has:gps", {1}),
    ("有:人物", {1, 6}), ("is:video", {3}), ("素材:V3", {3}), ("id:4,5", {4, 5}), ("id:" + f"{6:064x}", {6}),
    ("", set(range(1, 9))),
    ("-食堂", {3, 5, 6}), ("食堂 iso:许多", {1, 2, 4, 7, 8}),
])
def test_what_is_found(ask: Ask, text: str, ids: set[int]) -> None:
    results = ask(text)
    assert {hit.asset_id for hit in results.hits if not hit.near} == ids
    assert results.total == len(ids)


@pytest.mark.usefixtures("campus")
def test_title_over_caption_over_file_name_and_the_whole_title_first(found: Found) -> None:
    assert found("食堂") == [8, 1, 7, 2, 4]


def test_equal_matches_come_newest_first(put: Put, document: Make, found: Found) -> None:
    put(*(document(i, f"食堂{'的' * i}", captured=wall(f"2026-01-{i:02}")) for i in range(1, 6)))
    assert found("食堂") == [5, 4, 3, 2, 1]
    assert found("食堂", sort="oldest") == [1, 2, 3, 4, 5]


def test_keywords_stand_between_title_and_caption(put: Put, document: Make, found: Found) -> None:
    put(document(1, file_names=("食堂.jpg",)), document(2, caption="食堂食堂食堂"), document(3, keywords=("食堂",)),
        document(4, "一个很长很长的题目里说到了食堂"))
    assert found("食堂") == [4, 3, 2, 1]


def test_words_side_by_side_come_first(put: Put, document: Make, found: Found) -> None:
    put(document(1, caption="食堂开放，欢迎参观"), document(2, "食堂里的开放课堂"), document(3, "开放的食堂"))
    assert found("食堂 开放")[0] == 1


def test_a_whole_latin_word_is_worth_more_than_a_beginning(put: Put, document: Make, found: Found) -> None:
    put(document(1, "openings"), document(2, "an open day", uploaded=datetime(2020, 1, 1, tzinfo=UTC)))
    assert found("open") == [2, 1]


@pytest.mark.usefixtures("campus")
def test_sorting_by_rating_and_upload(found: Found) -> None:
    assert found("部门:hq", sort="rating") == [1, 3]
    assert found("食堂", sort="uploaded") == [7, 4, 2, 1, 8]


@pytest.mark.usefixtures("campus")
def test_near_matches_follow_and_are_not_counted(ask: Ask) -> None:
    results = ask("食堂 检修 开放日")
    assert results.total == 0
    assert [hit.near for hit in results.hits] == [True] * 5
    assert results.hits[0].asset_id == 1
    assert results.facets["department"] == {}


@pytest.mark.usefixtures("campus")
def test_near_matches_obey_filters_and_refusals(ask: Ask) -> None:
    assert {hit.asset_id for hit in ask("食堂 检修 开放日 部门:bw -联合").hits} == {2, 8}
    assert ask("部门:没有这个部门").hits == []
    assert ask("龙舟赛").hits == []


@pytest.mark.usefixtures("campus")
def test_pages_go_on_from_full_to_near(ask: Ask) -> None:
    whole = ask("食堂 OR 检修 开放").hits
    assert any(hit.near for hit in whole)
    assert not whole[0].near
    pages = [hit for offset in range(0, len(whole), 2) for hit in ask("食堂 OR 检修 开放", limit=2, offset=offset).hits]
    assert pages == whole


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize(("viewer", "ids"), [
    (ViewerFilter(all=True), {1, 2, 3, 4, 5, 6, 7, 8}),
    (ViewerFilter(all=False, department_ids=frozenset({2}), published=False), {2, 7, 8}),
    (ViewerFilter(all=False, owner_id=12, published=False), {2, 3, 7, 8}),
    (ViewerFilter(all=False, published=True), {1}),
    (ViewerFilter(all=False, department_ids=frozenset({3}), owner_id=12), {1, 2, 3, 4, 5, 6, 7, 8}),
    (ViewerFilter(all=False, published=False), set()),
])
def test_each_sees_their_own_and_what_is_published_now(ask: Ask, viewer: ViewerFilter, ids: set[int]) -> None:
    results = ask("", viewer_filter=viewer)
    assert {hit.asset_id for hit in results.hits} == ids
    assert results.total == len(ids)
    assert sum(results.facets["kind"].values()) == len(ids)
    assert {hit.asset_id for hit in ask("食堂 检修 开放日", viewer_filter=viewer).hits} <= ids


@pytest.mark.usefixtures("campus")
def test_embargo_and_expiry_follow_the_clock_without_a_new_entry(ask: Ask, now: datetime) -> None:
    outsider = ViewerFilter(all=False)
    assert {h.asset_id for h in ask("", viewer_filter=outsider, now=now - timedelta(days=30)).hits} == {1, 5}
    assert {h.asset_id for h in ask("", viewer_filter=outsider, now=now + timedelta(days=30)).hits} == {1, 6}


@pytest.mark.usefixtures("campus")
def test_mine_is_what_the_viewer_uploaded(ask: Ask) -> None:
    viewer = ViewerFilter(all=True, owner_id=11)
    assert [hit.asset_id for hit in ask("is:mine", viewer_filter=viewer).hits] == [1]
    nobody = ask("is:mine")
    assert nobody.total == 0
    assert [note.reason.code for note in nobody.notes] == ["query-nobody"]


def test_without_an_index_nothing_is_found_and_a_note_says_why(ask: Ask) -> None:
    results = ask("食堂")
    assert (results.total, results.hits) == (0, [])
    assert [note.reason.code for note in results.notes] == ["no-index"]


def damage(home: IndexHome, engine: str, file: str) -> None:
    if home.catalogue is not None:
        for folder in home.folder.glob("postgresql-*"):
            shutil.rmtree(folder)
        with home.catalogue.begin() as connection:
            connection.execute(text({"list": "UPDATE vitrine_search.parts SET gone = CAST('abc' AS bytea)",
                                     "columns": "UPDATE vitrine_search.pieces SET content = substr(content, 1, 10)",
                                     "terms": "DELETE FROM vitrine_search.pieces"}[file]))
        return
    names = {"list": "PARTS", "columns": "*/columns", "terms": "*/terms/meta.json"}
    damaged = list(home.folder.glob("whoosh-*/*.toc" if engine == "whoosh" else f"tantivy-*/{names[file]}"))
    assert damaged
    for path in damaged:
        path.write_bytes(path.read_bytes()[:10])


@pytest.mark.usefixtures("campus")
@pytest.mark.parametrize("file", ["list", "columns", "terms"])
def test_a_damaged_index_gives_a_note_and_no_error(home: IndexHome, engine: str, ask: Ask, file: str) -> None:
    damage(home, engine, file)
    results = ask("食堂")
    assert (results.total, [note.reason.code for note in results.notes]) == (0, ["index-damaged"])
    handles = list(Path("/proc/self/fd").iterdir())
    assert [one for one in handles if one.resolve().suffix == ".toc"] == []


def test_odd_names_are_data(put: Put, document: Make, found: Found) -> None:
    put(document(1, "\udcff食堂", file_names=("\udcff\u202e夜景.jpg", "x" * 255), keywords=("\udcff",)), document(2, "🎉"))
    assert found("食堂") == [1]
    assert found("夜景") == [1]
    assert found("x" * 255) == [1]
