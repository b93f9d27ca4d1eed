"""The code beside an item leads to its page, is read by any reader, and is there where its board says so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy
import zxingcpp

from index import settings as configuration
from index.catalogue.boards import Board, Layout
from index.catalogue.feedback import ItemPage, page_of
from index.catalogue.items import ref
from index.db import writing
from kiosk import codes
from server.screens import telling

HOUSE = "https://vitrine.example.edu.cn"


def read(qr: dict[str, Any]) -> str:
    """Paint a code as a player does, five pixels a module, and read it."""
    side = qr["size"]
    cells = numpy.ones((side, side), bool)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", qr["path"]):
        cells[int(y), int(x):int(x) + int(width)] = False
    picture = numpy.pad(cells.repeat(5, 0).repeat(5, 1), 20, constant_values=True).astype(numpy.uint8) * 255
    return str(zxingcpp.read_barcodes(picture)[0].text)


def test_an_item_tells_its_page_and_the_code_of_it(campus: Any) -> None:
    asset = campus.picture("早餐")
    board = campus.board("食堂风采", asset)
    quiet = telling.preview(campus.home, str(board), "landscape", campus.clock.at)["items"][0]
    assert (quiet["page"], quiet["qr"]) == (None, None), "without a public address there is nothing to lead to"

    home = replace(campus.home, settings=replace(campus.home.settings, public_url=f"{HOUSE}/"))
    item = telling.preview(home, str(board), "landscape", campus.clock.at)["items"][0]
    token = item["page"].removeprefix(f"{HOUSE}/s/")
    assert page_of(configuration.secret(home.settings), token) == ItemPage(ref(asset), board)
    assert read(item["qr"]) == item["page"]
    again = telling.preview(home, str(board), "landscape", campus.clock.at)["items"][0]
    assert again["qr"] is item["qr"], "worked out once"

    with writing(home.engine) as session:
        session.get_one(Board, board).qr = False
    off = telling.preview(home, str(board), "landscape", campus.clock.at)["items"][0]
    assert (off["page"], off["qr"]) == (None, None)


def test_a_mosaic_has_the_code_of_its_first_picture_and_sheets_have_each_their_own(campus: Any) -> None:
    assets = [campus.picture(name) for name in ("早餐", "午餐", "晚餐")]
    board = campus.board("食堂风采", *assets)
    home = replace(campus.home, settings=replace(campus.home.settings, public_url=HOUSE))
    (mosaic,), (sheets,) = (telling.preview(home, str(board), "landscape", campus.clock.at, layout)["items"]
                            for layout in (Layout.MOSAIC, Layout.SHEETS))
    token = read(mosaic["qr"]).removeprefix(f"{HOUSE}/s/")
    assert page_of(configuration.secret(home.settings), token) == ItemPage(ref(assets[0]), board)
    assert [one["qr"] for one in mosaic["parts"]] == [None, None, None]
    assert sheets["qr"] is None
    assert [read(one["qr"]) for one in sheets["parts"]] == [one["page"] for one in sheets["parts"]]
    assert len({one["page"] for one in sheets["parts"]}) == 3


def test_addresses_as_long_as_they_come_are_read() -> None:
    for text in (HOUSE, f"https://{'a' * 60}.example.edu.cn:8443/s/{'x' * 22}"):
        assert read(codes.drawn(text)) == text
