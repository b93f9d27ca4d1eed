"""The facts of an asset's page: each with where it comes from, and what other sources say instead."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import flashes
from index.db import writing

WRITTEN = ("-EXIF:Artist=李明", "-XMP-dc:Creator=王芳", "-IPTC:By-line=王五", "-IPTC:CodedCharacterSet=UTF8",
           "-XMP-xmpRights:UsageTerms=仅限校内使用", "-XMP-photoshop:Credit=学校融媒体中心", "-XMP-dc:Subject=食堂",
           "-EXIF:LensSerialNumber=20044813", "-EXIF:LensModel=NIKKOR Z 24-70mm f/4 S", "-EXIF:GPSLatitude=39.9",
           "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=116.4", "-EXIF:GPSLongitudeRef=E", "-XMP-dc:Title=内部底稿")


@pytest.fixture
def shown(cast: Any, made_photo: Callable[..., Path], take: Callable[..., Any], worker: Any) -> str:
    """The public id of a photo whose Exif, XMP and IPTC name three photographers."""
    path = made_photo("IMG_0001.JPG", serial="6001234", offset="")
    subprocess.run(["exiftool", "-q", "-overwrite_original", "-charset", "iptc=utf8", *WRITTEN, str(path)], check=True)
    taken = take(path, cast.photographer)
    worker.drain()
    return f"V{taken.asset_id}"


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Return {name: (value, tag)} of the facts on a page."""
    found = re.findall(r"<dt>([^<]+)</dt><dd>([^<]*?)\s*(?:<span class=\"source\"[^>]*>.*?</span>([^<]*)</span>)?\s*<", page)
    return {name: (value.strip(), tag) for name, value, tag in found}


def test_each_value_says_where_it_comes_from(browser: Any, shown: str) -> None:
    page = browser("photographer").get(f"/library/{shown}").text
    told = rows(page)
    assert told["镜头序列号"] == ("20044813", "Exif")
    assert told["序列号"] == ("6001234", "Exif")
    assert told["使用条款"] == ("仅限校内使用", "XMP")
    assert told["署名要求"] == ("学校融媒体中心", "XMP")
    assert told["摄影"] == ("李明", "Exif")
    assert told["时间来源"][1] == "卫星定位"
    assert told["像素"][1] == "文件本身"
    assert told["名称"] == ("IMG_0001.JPG", "")
    for words in ("相机写进照片的信息（Exif）", "软件写进照片的信息（XMP）", "由照片里的卫星时间或位置推算"):
        assert words in page.partition("这些信息从哪里来")[2], "what the tags mean stands behind one button"


def test_what_others_say_is_there_to_unfold(browser: Any, shown: str) -> None:
    page = browser("photographer").get(f"/library/{shown}").text
    folded = re.findall(r'<details class="fact-others"><summary>另有不同说法</summary><ul>(.*?)</ul>', page)
    assert folded == ["<li>XMP 写的是：王芳</li><li>IPTC 写的是：王五</li>"]


def test_english_has_its_own_words(browser: Any, shown: str) -> None:
    page = browser("photographer", language="en-US").get(f"/library/{shown}").text
    assert rows(page)["Lens serial number"] == ("20044813", "Exif")
    assert "XMP says: 王芳" in page


def test_others_read_neither_its_words_nor_its_place(browser: Any, shown: str, home: Any) -> None:
    """Published, others see what was published and the rights: neither what the file says in words nor where it was."""
    from sqlalchemy import select, update

    from index.catalogue.assets import Asset, Description
    from index.catalogue.channels import Aim
    from index.db import writing

    with writing(home.engine) as session:
        asset = session.scalars(select(Asset)).one()
        session.execute(update(Description).values(title="开放日", credit=""))
        session.execute(update(Aim).values(state="approved", pinned_sha256=asset.sha256,
                                           pinned_version=session.scalars(select(Description.version)).one()))
    told = rows(browser("outsider").get(f"/library/{shown}").text)
    assert told["使用条款"] == ("仅限校内使用", "XMP")
    assert not {"坐标", "摄影", "标题"} & told.keys()
    assert "内部底稿" not in str(told)


def test_a_film_tells_where_it_flashes_too_often(browser: Any, home: Any, cast: Any, clock: Any, take: Any, worker: Any,
                                                 made_film: Callable[..., Path]) -> None:
    film = take(made_film(), cast.photographer).asset_id
    worker.drain()
    page = browser("photographer").get(f"/library/V{film}").text
    assert rows(page)["一秒之内"][0] in {"没有闪烁", "最多 1 次，允许 3 次"}
    assert "闪烁过于频繁" not in page
    moments = [{"kind": "general", "start": 72.5, "end": 74.0, "flashes": 5},
               {"kind": "red", "start": 80.0, "end": 82.0, "flashes": 4}]
    with writing(home.engine) as session:
        flashes.write(session, film, "0" * 64, {"general": 5, "red": 4, "worst": 72.5, "moments": moments}, now=clock())
    page = browser("photographer").get(f"/library/V{film}").text
    assert rows(page)["一秒之内"][0] == "最多 5 次，允许 3 次"
    assert "这段视频闪烁过于频繁" in page
    assert re.findall(r'data-seek="([^"]+)" aria-label="([^"]+)".*?<span class="small">([^<]+)', page) == [
        ("72.5", "转到视频的 1:12–1:14", "一秒内闪烁 5 次"), ("80.0", "转到视频的 1:20–1:22", "一秒内红色闪烁 4 次")]
