"""Who may take what out over HTTP, what goes out, and that each is on record with its purpose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from index.catalogue import crop_points, visibility
from index.catalogue.demands import Rule
from index.db import reading
from server.channels import demanding
from server.library.describe import Edit, describe
from server.review.service import Order, act


@pytest.fixture
def published(home: Any, cast: Any, photo: Callable[..., int], clock: Any) -> int:
    """A photo of the canteen's that is on the screens."""
    asset_id = photo(size=(1200, 800), rights="(c) 2026 Canteens")
    describe(home.engine, cast.photographer, asset_id,
             Edit(title="食堂开放日", caption="同学们参观后厨", people=("张三丰",), credit="王小明", place="一食堂",
                  keywords=("食堂",)),
             now=clock())
    for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
        act(home.engine, who, Order(verb, "screens"), asset_id, now=clock())  # type: ignore[arg-type]
    return asset_id


def give(person: Any, asset_id: int, preset: str, **fields: str) -> Any:
    return person.post("/downloads/give", {"assets": f"V{asset_id}", "preset": preset, "purpose": "wechat", **fields})


def test_the_original_goes_out_byte_for_byte_and_a_copy_with_its_words(browser: Callable[..., Any], home: Any, cast: Any,
                                                                       published: int, decoder: Any, tmp_path: Any) -> None:
    with reading(home.engine) as session:
        view = visibility.view_for(session, cast.editor, published, home_now())
    own = browser("second_photographer")
    answer = give(own, published, "original")
    assert answer.status_code == 200
    assert answer.data == home.store.path("originals", view.sha256).read_bytes()
    assert view.name in answer.headers["Content-Disposition"]
    copy = give(own, published, "web", note="秋季学期推送")
    assert (copy.status_code, copy.mimetype, int(copy.headers["Content-Length"])) == (200, "image/jpeg", len(copy.data))
    assert f"V{published}-web.jpg" in copy.headers["Content-Disposition"]
    path = tmp_path / "copy.jpg"
    path.write_bytes(copy.data)
    facts = decoder.facts(path, decoder.sniff(path))
    assert (facts.draft.title, facts.draft.people, facts.credit_line, facts.copyright) == (
        "食堂开放日", ("张三丰",), "王小明", "(c) 2026 Canteens")
    assert facts.usage_terms == "登记用途：微信公众号"


def test_a_channel_s_form_is_what_the_channel_demands(browser: Callable[..., Any], home: Any, cast: Any, clock: Any,
                                                      published: int) -> None:
    wanted = {Rule.MOST_LONG: ("600", False), Rule.MOST_BYTES: ("60 KB", False)}
    demanding.keep(home.engine, cast.administrator, "wechat", {"photo": wanted}, now=clock())
    own = browser("second_photographer")
    page = own.get(f"/downloads/new?asset=V{published}&preset=for-wechat").text
    assert re.search(r'value="for-wechat" required checked', page)
    copy = give(own, published, "for-wechat")
    assert len(copy.data) < 60_000
    assert Image.open(io.BytesIO(copy.data)).size == (600, 400)
    assert "微信公众号用" in browser("editor").get("/downloads/log", headers={"Accept-Language": "zh"}).text
    assert give(own, published, "for-nowhere").status_code == 422
    demanding.keep(home.engine, cast.administrator, "wechat", {"photo": {Rule.FORMATS: ("png", False)}}, now=clock())
    assert give(own, published, "for-wechat").status_code == 422, "a form that no copy can have is not offered"


def test_the_middle_of_a_crop_is_remembered_with_the_photo(browser: Callable[..., Any], home: Any, published: int) -> None:
    own, other = browser("second_photographer"), browser("outsider")

    def square(person: Any, **fields: str) -> bytes:
        answer = give(person, published, "weibo-square", **fields)
        assert answer.status_code == 200
        return bytes(answer.data)

    def pixels(data: bytes) -> bytes:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.convert("RGB").tobytes()

    by_itself = pixels(square(own))
    chosen = pixels(square(own, own_point="1", focus_x="100", focus_y="50"))
    assert chosen != by_itself
    assert 'name="own_point" value="1" checked' in other.get(f"/downloads/new?asset=V{published}").text
    assert pixels(square(other)) == chosen, "whoever chooses nothing gets what the department chose"
    square(other, own_point="1", focus_x="0", focus_y="50")
    with reading(home.engine) as session:
        assert crop_points.point_of(session, published) == (1.0, 0.5), "others choose for this once"
    assert pixels(square(own)) == by_itself, "and the department takes it back"


@pytest.mark.parametrize(("who", "preset", "status"), [
    ("outsider", "web", 200), ("outsider", "wechat-body", 200), ("outsider", "original", 403), ("outsider", "print", 403),
    ("second_photographer", "print", 200), ("editor", "original", 200)])
def test_others_take_reduced_copies_of_what_is_published_and_nothing_whole(
        browser: Callable[..., Any], published: int, who: str, preset: str, status: int) -> None:
    answer = give(browser(who), published, preset)
    assert answer.status_code == status
    if status == 403:
        assert "饮食服务中心" in answer.text


def test_what_is_not_published_is_nobody_elses_to_take(browser: Callable[..., Any], photo: Callable[..., int],
                                                       clock: Any) -> None:
    draft = photo()
    answer = give(browser("outsider"), draft, "web")
    assert answer.status_code == 404
    assert give(browser("reviewer"), draft, "web").status_code == 200


def test_what_is_taken_down_can_no_longer_be_taken_out(browser: Callable[..., Any], home: Any, cast: Any, published: int,
                                                       clock: Any) -> None:
    outsider = browser("outsider")
    assert give(outsider, published, "web").status_code == 200
    act(home.engine, cast.editor, Order("withdraw", "screens", "人物要求"), published, now=clock())  # type: ignore[arg-type]
    assert give(outsider, published, "web").status_code == 404


@pytest.mark.parametrize(("fields", "said"), [
    ({"purpose": ""}, "请选择用途"), ({"purpose": "other", "note": " "}, "请写明用途"), ({"preset": "tiff"}, "请选择规格"),
    ({"preset": "weibo-square", "own_point": "1", "focus_x": "120", "focus_y": "3"}, "画面中心应在照片之内"),
    ({"watermark": "logo"}, "没有这种水印"), ({"note": "长" * 201}, "最多 200 个字")])
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(browser: Callable[..., Any], published: int,
                                                                        fields: dict[str, str], said: str) -> None:
    answer = give(browser("editor"), published, **{"preset": "web", "note": "第三期", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("note", "第三期").strip() in answer.text


def test_each_download_is_on_record_for_its_department_and_the_office(browser: Callable[..., Any], published: int) -> None:
    outsider, editor = browser("outsider"), browser("editor")
    assert editor.get(f"/downloads/new?asset=V{published}").text.count('<option value="weibo"') == 1
    give(outsider, published, "web", note="=1+1")
    give(editor, published, "weibo-square", purpose="weibo")
    for who in ("photographer", "editor"):
        page = browser(who).get(f"/library/V{published}").text
        assert "网页 1920 · outsider 同学（图书馆） · 微信公众号" in page
        assert "微博 1:1 · editor 同学（综合办公室） · 微博" in page
    assert "网页 1920 ·" not in outsider.get(f"/library/V{published}").text
    log = editor.get("/downloads/log").text
    assert "outsider 同学" in log
    assert "图书馆" in log
    rows = list(csv.reader(io.StringIO(editor.get("/downloads/log?format=csv").data.decode("utf-8-sig"))))
    assert rows[1][1:7] == ["editor 同学", "综合办公室", f"V{published}", "食堂开放日", "微博 1:1", "微博"]
    assert rows[2][7] == "'=1+1"
    assert "outsider 同学" not in editor.get("/downloads/log?purpose=weibo").text.split("<table")[1]
    assert browser("photographer").get("/downloads/log").status_code == 403


def test_an_original_by_its_address_is_on_record_too_and_once(browser: Callable[..., Any], home: Any, cast: Any,
                                                              published: int) -> None:
    with reading(home.engine) as session:
        sha256 = visibility.view_for(session, cast.editor, published, home_now()).sha256
    own = browser("photographer")
    address = f"/library/V{published}/originals/{sha256}"
    assert own.get(address).status_code == 200
    assert own.get(address, headers={"Range": "bytes=1000-"}).status_code == 206
    assert own.get(f"/library/V{published}").text.count("直接下载，未填写用途") == 1


def test_a_film_goes_out_as_original_or_proxy(browser: Callable[..., Any], cast: Any, made_film: Callable[..., Any],
                                              take: Callable[..., Any], worker: Any, tmp_path: Any, decoder: Any, home: Any,
                                              clock: Any) -> None:
    film = take(made_film("MVI_0001.MOV"), cast.photographer)
    worker.drain()
    describe(home.engine, cast.photographer, film.asset_id, Edit(title="后厨短片", credit="王小明"), now=clock())
    own = browser("photographer")
    assert give(own, film.asset_id, "original").data == home.store.path("originals", film.sha256).read_bytes()
    answer = give(own, film.asset_id, "wechat-body")
    assert answer.mimetype == "video/mp4"
    path = tmp_path / "proxy.mp4"
    path.write_bytes(answer.data)
    facts = decoder.facts(path, decoder.sniff(path))
    assert facts.draft.title == "后厨短片"
    assert facts.duration is not None

    def for_wechat(rule: Rule, value: str) -> Any:
        demanding.keep(home.engine, cast.administrator, "wechat", {"video": {rule: (value, False)}}, now=clock())
        return give(own, film.asset_id, "for-wechat")

    fitted = for_wechat(Rule.FORMATS, "mp4")
    assert (fitted.mimetype, fitted.headers["Content-Disposition"].endswith("-proxy.mp4")) == ("video/mp4", True)
    assert for_wechat(Rule.FORMATS, "mov mp4").mimetype == "video/quicktime", "what the channel takes goes out as it is"
    refused = for_wechat(Rule.MOST_LONG, "160")
    assert refused.status_code == 409
    assert f"V{film.asset_id}" in refused.text


def test_a_co_owner_takes_the_bytes_that_they_brought_and_no_words(browser: Callable[..., Any], cast: Any, home: Any,
                                                                    made_photo: Callable[..., Any], worker: Any,
                                                                    take: Callable[..., Any]) -> None:
    path = made_photo()
    first = take(path, cast.photographer)
    take(path, cast.outsider)
    worker.drain()
    other = browser("outsider")
    assert give(other, first.asset_id, "original").data == path.read_bytes()
    assert give(other, first.asset_id, "web").status_code == 403


def test_a_copy_is_gone_from_the_disk_when_it_is_given(browser: Callable[..., Any], home: Any, published: int) -> None:
    give(browser("editor"), published, "web")
    assert [one.name for one in home.store.staging.iterdir() if one.name.startswith("copy-")] == []


def test_the_page_says_what_cannot_be_taken_and_why(browser: Callable[..., Any], published: int) -> None:
    page = browser("outsider").get(f"/downloads/new?asset=V{published}").text
    assert len(re.findall(r'name="preset" value="(?:original|print)"[^>]*disabled', page)) == 2
    assert "只给所属部门和办公室" in page
    assert browser("outsider").get("/downloads/new?asset=V999").status_code == 200


def home_now() -> Any:
    from datetime import UTC, datetime

    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
