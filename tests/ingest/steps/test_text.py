from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.steps.facts import read_facts
from ingest.steps.sniff import sniff
from ingest.steps.text import clean, decode, decode_comment, decode_xp

CAPTION = "第二食堂开放日，师生共品美食"
DESCRIPTIONS = {
    "utf-8": CAPTION.encode(), "utf-8 with mark": b"\xef\xbb\xbf" + CAPTION.encode(), "gbk": CAPTION.encode("gbk"),
    "utf-16 little": b"\xff\xfe" + CAPTION.encode("utf-16-le"), "utf-16 big": b"\xfe\xff" + CAPTION.encode("utf-16-be"),
}
COMMENTS = {
    "coded utf-16 little": b"UNICODE\0" + CAPTION.encode("utf-16-le"),
    "coded utf-16 big": b"UNICODE\0" + CAPTION.encode("utf-16-be"),
    "coded ascii, really gbk": b"ASCII\0\0\0" + CAPTION.encode("gbk"),
    "coded ascii, really utf-8": b"ASCII\0\0\0" + CAPTION.encode(),
    "coded utf-16, really utf-8": b"UNICODE\0" + CAPTION.encode(),
    "undefined, utf-8": b"\0" * 8 + CAPTION.encode(), "undefined, gbk": b"\0" * 8 + CAPTION.encode("gbk"),
    "no code, utf-8": CAPTION.encode(), "no code, gbk": CAPTION.encode("gbk"),
    "no code, utf-16": CAPTION.encode("utf-16-le"),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("variant", DESCRIPTIONS)
def test_a_chinese_description_reads_right_from_a_real_file(
        photo: Callable[..., Path], exif: Callable[..., bytes], variant: str, order: str) -> None:
    path = photo("a.jpg", exif=exif({0x010E: (2, DESCRIPTIONS[variant] + b"\0")}, {}, order=order))
    facts = read_facts(path, sniff(path))
    assert facts.description == CAPTION
    assert facts.draft.caption == CAPTION


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("variant", COMMENTS)
def test_a_chinese_comment_reads_right_from_a_real_file(
        photo: Callable[..., Path], exif: Callable[..., bytes], variant: str, order: str) -> None:
    path = photo("a.jpg", exif=exif({}, {0x9286: (7, COMMENTS[variant])}, order=order))
    assert read_facts(path, sniff(path)).user_comment == CAPTION


@pytest.mark.parametrize("text", ["食堂", "后勤处", "IMG 开学典礼 2026", "銀杏大道", "重庆大学 Zhang Wei 摄", "。"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_short_and_mixed_texts(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize("text", ["Bildgröße", "Señor Muñoz", "café au lait", "naïve", "© 2017 Björn"])
def test_western_texts_are_not_taken_for_chinese(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_windows_fields_are_utf16() -> None:
    assert decode_xp((CAPTION + "\0").encode("utf-16-le")) == CAPTION


def test_blank_texts_are_none() -> None:
    for raw in (b"", b"    \0", b"\0\0\0\0", b"\r\n \t"):
        assert decode(raw) is None
    assert decode_comment(b"ASCII\0\0\0" + b" " * 40) is None
    assert decode_comment(b"\0" * 64) is None
    assert clean("\x01\x02") is None


def test_text_is_composed_and_ends_at_the_first_zero() -> None:
    assert decode("Cafe\u0301".encode()) == "Caf\u00e9"
    assert decode(b"Canon EOS\0garbage behind \x01\x02") == "Canon EOS"
