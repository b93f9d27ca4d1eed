"""JPEGs with a smaller picture behind the first, as cameras write them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image


def with_preview(path: Path, main: Image.Image, preview: Image.Image, kind: int = 0x010002, whole: bool = True,
                 **options: object) -> Path:
    """Write a JPEG with a second one behind it, and the index of both (CIPA DC-007) before its pixels.

    One that is not ``whole`` lacks the second half of its own pixels.
    """
    first, second = io.BytesIO(), io.BytesIO()
    main.save(first, "JPEG", **{"quality": 92, **options})
    preview.save(second, "JPEG", quality=85)
    data = first.getvalue() if whole else first.getvalue()[:len(first.getvalue()) // 2]
    path.write_bytes(joined(data, second.getvalue(), kind))
    return path


def joined(data: bytes, preview: bytes, kind: int = 0x010002) -> bytes:
    """Put a second JPEG behind the first, and the index of both (CIPA DC-007) behind its first segment.

    ``kind`` is what the index calls the second: a large preview, unless told.
    """

    def segment(at: int) -> bytes:
        rows = struct.pack("<IIIHH", 0x030000, len(data), 0, 0, 0) + struct.pack("<IIIHH", kind, len(preview), at, 0, 0)
        fields = (struct.pack("<HHI", 0xB000, 7, 4) + b"0100" + struct.pack("<HHII", 0xB001, 4, 1, 2)
                  + struct.pack("<HHII", 0xB002, 7, len(rows), 50))
        body = b"MPF\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 3) + fields + b"\0\0\0\0" + rows
        return b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body

    insert = 4 + int.from_bytes(data[4:6], "big")
    extra = segment(len(data) + len(segment(0)) - insert - 8)
    return data[:insert] + extra + data[insert:] + preview
