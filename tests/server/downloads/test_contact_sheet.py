"""A contact sheet is a PDF whose Chinese can be read out again, with every picture, numbered, on numbered pages."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from index.catalogue import visibility
from index.db import reading
from server.downloads.contact_sheet import Layout, contact_sheet
from server.library.describe import Edit, describe


def streams(data: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def pages(data: bytes) -> list[str]:
    """The text of each page, by the maps from its fonts' codes to Unicode that readers and search engines use."""
    maps = [{int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
             for code, text in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", stream.split(b"beginbfchar")[1])}
            for stream in streams(data) if b"beginbfchar" in stream]
    told = []
    for stream in streams(data):
        if not stream.startswith((b"2 J", b"q", b"BT", b"0", b"1")) or b" Tf" not in stream:
            continue
        lines, font = [], 0
        for name, text in re.findall(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", stream, re.DOTALL):
            if name:
                font = int(name) - 1
                continue
            raw = re.sub(rb"\\(.)", lambda one: {b"r": b"\r", b"n": b"\n"}.get(one[1], one[1]), text, flags=re.DOTALL)
            lines.append("".join(maps[font].get(code, "?") for code in
                                 (int.from_bytes(raw[at:at + 2], "big") for at in range(0, len(raw), 2))))
        told.append("\n".join(lines))
    return told


@pytest.fixture
def five(home: Any, cast: Any, photo: Callable[..., int], clock: Any) -> list[int]:
    ids = [photo(name=f"IMG_{number}.JPG") for number in range(5)]
    for number, asset_id in enumerate(ids, 1):
        describe(home.engine, cast.photographer, asset_id,
                 Edit(title=f"秋季运动会第{number}张", caption="开幕式上，各学院方阵依次走过主席台。" * 4, credit="王小明"),
                 now=clock())
    return ids


def test_titles_captions_numbers_names_and_pages_are_there(browser: Callable[..., Any], five: list[int]) -> None:
    answer = browser("photographer").post("/downloads/sheet", {
        "assets": " ".join(f"V{one}" for one in reversed(five)), "purpose": "selecting", "title": "运动会选片",
        "columns": "2", "lines": "2", "numbers": "1", "names": "1", "preset": "web"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "filename*=UTF-8''%E8%BF%90%E5%8A%A8%E4%BC%9A%E9%80%89%E7%89%87.pdf" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"%PDF-")
    told = pages(answer.data)
    assert len(told) == 1
    for number in range(1, 6):
        assert f"{number}  秋季运动会第{6 - number}张" in told[0]
    assert told[0].count("开幕式上，各学院方阵") >= 5
    assert not any(line.startswith(("。", "，", "·")) for line in told[0].splitlines())
    assert f"V{five[0]}  IMG_0.JPG" in told[0]
    assert "运动会选片" in told[0]
    assert "2026年3月2日" in told[0]
    assert "1 / 1" in told[0]
    assert len(re.findall(rb"/Subtype /Image", answer.data)) == 5
    log = browser("editor").get("/downloads/log").text
    assert log.count("缩略图目录（PDF）") == 5


def test_many_go_over_pages_and_what_is_left_out_is(home: Any, cast: Any, five: list[int], clock: Any) -> None:
    with reading(home.engine) as session:
        views = visibility.views(session, cast.photographer, five, clock()) * 30
    begun = time.monotonic()
    data = contact_sheet(home, views, Layout("大目录", 6, 0, numbers=False, names=False), "2026年3月2日")
    print(f"{len(views)} pictures: {time.monotonic() - begun:.1f} s, {len(data)} bytes")
    told = pages(data)
    assert len(told) > 1
    assert f"{len(told)} / {len(told)}" in told[-1]
    assert not any("IMG_0" in one or "开幕式" in one for one in told)
    assert "".join(told).count("秋季运动会第1张") == 30


def test_each_reader_gets_what_is_theirs_to_see(browser: Callable[..., Any], photo: Callable[..., int], cast: Any,
                                                five: list[int]) -> None:
    other = photo(cast.outsider)
    given = {"assets": f"V{five[0]} V{other}", "purpose": "selecting", "columns": "3", "lines": "1", "numbers": "1"}
    told = pages(browser("outsider").post("/downloads/sheet", given).data)[0]
    assert "秋季运动会" not in told
    assert "1  IMG_0001.JPG" in told


@pytest.mark.parametrize(("fields", "said"), [({"purpose": ""}, "请选择用途"), ({"columns": "9"}, "应为 2 至 6 列")])
def test_what_is_wrong_is_said(browser: Callable[..., Any], five: list[int], fields: dict[str, str], said: str) -> None:
    given = {"assets": f"V{five[0]}", "purpose": "selecting", "columns": "3", **fields}
    answer = browser("photographer").post("/downloads/sheet", given)
    assert answer.status_code == 422
    assert said in answer.text
