"""Whatever the bytes are, the readers of metadata answer; they never raise and never take long."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.steps.exif import read_exif
from ingest.steps.sniff import sniff_bytes
from ingest.steps.text import clean, decode, decode_comment, decode_xp
from ingest.steps.tiff import Block
from ingest.steps.xmp import read_xmp

HEADS = st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"Exif\0\0II*\0\x08\0\0\0", b""])


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["<", ">", ""]))
def test_any_bytes_are_some_text_or_none(raw: bytes, order: str) -> None:
    for text in (decode(raw, order=order), decode_comment(raw, order=order), decode_xp(raw)):
        assert text is None or (text.strip() and "\0" not in text)
        if text is not None:
            text.encode("utf-8")


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="gb2312", exclude_categories=["Cc"]), min_size=3, max_size=60))
def test_what_is_written_in_utf8_reads_back(text: str) -> None:
    assert decode(text.encode("utf-8")) == clean(text) == decode(text.encode("utf-8-sig"))


@settings(deadline=None)
@given(HEADS, st.binary(max_size=600))
def test_any_block_gives_facts_or_none(head: bytes, rest: bytes) -> None:
    found = read_exif(head + rest)
    assert set(found.facts) <= {"f_number", "exposure_time", "focal_length", "iso", "orientation", "latitude", "longitude",
                                "altitude"}
    Block.of(head + rest).main()


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_head_is_something_or_nothing(head: bytes) -> None:
    kind, _ = sniff_bytes(head)
    assert kind in (None, "photo", "video")


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_packet_is_read_or_passed_over(packet: bytes) -> None:
    assert isinstance(read_xmp(packet), dict)
