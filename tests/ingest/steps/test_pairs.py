from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.steps.facts import Facts, read_facts
from ingest.steps.pairs import Member, Pair, Shot, find_bursts, find_pairs
from ingest.steps.sniff import sniff

CR3, JPEG, HEIC, MOV = "image/x-canon-cr3", "image/jpeg", "image/heic", "video/quicktime"


def member(name: str, media_type: str, moment: str | None = "2026-03-01T09:15:02", **more: Any) -> Member:
    facts: dict[str, Any] = {"make": "Canon", "model": "R6", "captured_local": moment,
                             "captured_utc": f"{moment}Z" if moment else None, **more}
    return Member(name, media_type, Facts(**facts))


def test_raw_and_jpeg_of_one_exposure_are_one_shot() -> None:
    members = [member("IMG_1.CR3", CR3, "2026-03-01T09:15:02.34"), member("IMG_2.CR3", CR3), member("img_1.JPG", JPEG)]
    assert find_pairs(members) == [Pair(Shot.RAW_AND_JPEG, 2, 0)]


def test_the_same_name_alone_proves_nothing() -> None:
    raw = member("IMG_1.CR3", CR3, body_serial="1")
    for other in (member("IMG_1.JPG", JPEG, "2026-03-01T09:15:03"), member("IMG_1.JPG", JPEG, body_serial="2"),
                  member("IMG_1.JPG", JPEG, None), member("IMG_1.JPG", JPEG, model="R5"), member("IMG_9.JPG", JPEG)):
        assert find_pairs([raw, other]) == []


def test_where_several_could_be_meant_there_is_no_pair() -> None:
    assert find_pairs([member("a.CR3", CR3), member("a.JPG", JPEG), member("A.jpg", JPEG)]) == []


def test_a_live_photo_goes_by_its_identifier_else_by_stem_and_time() -> None:
    still, film = member("IMG_1.HEIC", HEIC, content_id="A"), member("other.MOV", MOV, None, content_id="A")
    assert find_pairs([film, still]) == [Pair(Shot.LIVE_PHOTO, 1, 0)]
    assert find_pairs([still, member("IMG_1.MOV", MOV, content_id="B")]) == []
    plain = member("IMG_1.HEIC", HEIC)
    assert find_pairs([plain, member("IMG_1.MOV", MOV, "2026-03-01T09:15:04")]) == [Pair(Shot.LIVE_PHOTO, 0, 1)]
    assert find_pairs([plain, member("IMG_1.MOV", MOV, "2026-03-01T09:15:05")]) == []
    assert find_pairs([plain, member("IMG_1.AVI", "video/x-msvideo")]) == []


def test_bursts_need_fractions_of_seconds() -> None:
    fast = [member(f"{n}.JPG", JPEG, f"2026-03-01T09:15:02.{n}0") for n in range(4)]
    assert find_bursts(fast) == [[0, 1, 2, 3]]
    assert find_bursts([member(f"{n}.JPG", JPEG) for n in range(4)]) == []
    assert find_bursts(fast[:2]) == []
    slow = [member(f"{n}.JPG", JPEG, f"2026-03-01T09:15:0{n}.00") for n in range(4)]
    assert find_bursts(slow) == []
    others = [member(f"{n}.JPG", JPEG, f"2026-03-01T09:15:02.{n}0", body_serial=str(n)) for n in range(4)]
    assert find_bursts(others) == []
    both = [member("1.CR3", CR3, "2026-03-01T09:15:02.10"), member("1.JPG", JPEG, "2026-03-01T09:15:02.10"),
            member("2.JPG", JPEG, "2026-03-01T09:15:02.30")]
    assert find_bursts(both) == []


def test_a_folder_of_thousands_is_quick() -> None:
    members = [member(f"IMG_{n}.{ending}", kind, f"2026-03-01T09:15:{n % 60:02d}") for n in range(4000)
               for ending, kind in (("CR3", CR3), ("JPG", JPEG))]
    assert len(find_pairs(members)) == 4000


def test_a_telephone_writes_the_identifier_into_its_note(photo: Callable[..., Path], exif: Callable[..., bytes]) -> None:
    """Apple's note: twelve bytes of name, the byte order, one directory whose offsets count from the note."""
    text = b"1E1A8C0B-2F\0"
    note = b"Apple iOS\0\0\1MM\0\1\0\x11\0\2" + len(text).to_bytes(4, "big") + (32).to_bytes(4, "big") + b"\0" * 4
    path = photo("a.jpg", exif=exif({0x010F: (2, b"Apple\0")}, {0x927C: (7, note + text)}))
    facts = read_facts(path, sniff(path))
    assert (facts.content_id, facts.sources["content_id"]) == ("1E1A8C0B-2F", "makernote")
    assert Facts.from_json(facts.to_json()) == facts
    assert "content_id" not in facts.contract()
