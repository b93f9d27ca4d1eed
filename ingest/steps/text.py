"""Text as cameras and programs in China really write it: UTF-8, GBK or UTF-16, with and without saying which.

No reader of metadata gets all of these right, so the undecoded bytes come here: a mark first (byte order mark or Exif's
character code), then UTF-8 if it is valid, then whichever of GB 18030, UTF-16 and Windows-1252 reads most like text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CODES: Final = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "jis", b"\0" * 8: ""}
MAX_TEXT: Final = 64_000

CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line feed, and halves of surrogate pairs (Unicode categories Cc and Cs)."""


def decode(raw: bytes, *, order: str = "") -> str | None:
    """Return the text in ``raw``, normalised (NFC) and without padding; None where it is blank.

    ``order`` is the byte order of the block around it, "<" or ">", tried first for UTF-16.
    """
    raw = raw[:MAX_TEXT]
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return clean(_even(raw[len(mark):], codec).decode(codec, "replace"))
    if b"\0" in raw.rstrip(b"\0 "):
        return clean(_utf16_or_first(raw, order))
    try:
        return clean(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(_likeliest(raw, order))


def decode_comment(raw: bytes, *, order: str = "") -> str | None:
    """Return the text of an Exif UserComment: eight bytes of character code, which many writers leave out or wrong."""
    code = CODES.get(raw[:8])
    body = raw[8:] if code is not None else raw
    if code == "utf-16":
        return decode(body, order=order) if _says_utf8(body) else clean(_utf16(body, order))
    if code == "jis":
        try:
            return clean(body.decode("iso2022_jp"))
        except UnicodeDecodeError:
            return decode(body, order=order)
    return decode(body, order=order)


def decode_xp(raw: bytes) -> str | None:
    """Return the text of a Windows field (XPTitle, XPComment ...), which is UTF-16, little-endian, always."""
    return clean(_even(raw, "utf-16").decode("utf-16-le", "replace"))


def clean(text: str) -> str | None:
    """Cut padding and control characters, normalise to NFC; None where nothing is left."""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip() or None  # nearly all are
    text = text.split("\0", 1)[0] if text.strip("\0") else ""
    return unicodedata.normalize("NFC", CONTROLS.sub("", text).strip()) or None


def _even(raw: bytes, codec: str) -> bytes:
    return raw[: len(raw) // 2 * 2] if codec.startswith("utf-16") else raw


def _says_utf8(body: bytes) -> bool:
    """Some phones write UTF-8 or plain ASCII after the code for UTF-16."""
    body = body.rstrip(b"\0 ")
    if b"\0" in body or body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _score(text) >= _score(_utf16(body, ""))


def _utf16_or_first(raw: bytes, order: str) -> str:
    """Bytes with a NUL inside: UTF-16, or a short text with rubbish behind its end."""
    first = raw.split(b"\0", 1)[0]
    wide = _utf16(raw, order)
    if len(first) < 2 or _score(wide) > 0.9:
        return wide
    try:
        return first.decode("utf-8")
    except UnicodeDecodeError:
        return _likeliest(first, order)


def _utf16(raw: bytes, order: str) -> str:
    """Decode in the order that reads better; on a tie in the order of the block, else little-endian."""
    raw = raw[: len(raw) // 2 * 2]
    codecs = ["utf-16-be", "utf-16-le"] if order == ">" else ["utf-16-le", "utf-16-be"]
    texts = [raw.decode(codec, "replace").rstrip("\0 \u2000") for codec in codecs]
    return max(texts, key=_score)


def _likeliest(raw: bytes, order: str) -> str:
    """Invalid as UTF-8 and without NULs: GB 18030, UTF-16 or Windows-1252."""
    foreign = sum(byte > 0x7F for byte in raw) / len(raw)
    try:
        chinese = raw.rstrip(b"\0").decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    wide = _utf16(raw, order) if len(raw) % 2 == 0 else ""
    if wide and _score(wide) > max(_score(chinese), 0.8):
        return wide
    # A few accents among Latin letters are Windows-1252; hanzi come in company, or apart from Latin letters.
    if chinese and (foreign > 0.4 or (_score(chinese) > 0.8 and not _is_accented(chinese))):
        return chinese
    return raw.decode("cp1252", "replace")


def _is_accented(chinese: str) -> bool:
    """Tell whether most hanzi of a decoded text stand alone between small Latin letters: "Bildgr鲞e" was "Bildgröße"."""
    runs = re.findall(r"[^\x00-\x7f]+", chinese)
    alone = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f](?=[a-z])", chinese)
    return len(alone) * 2 >= len(runs)


def _score(text: str) -> float:
    """How much of a text is common: ASCII, punctuation and the 6,763 hanzi of GB 2312; traditional ones count half."""
    if not text:
        return 0.0
    return sum(_weight(c) for c in text) / len(text)


def _weight(c: str) -> float:
    if " " <= c <= "~" or c in "\r\n\t":
        return 1.0
    try:
        raw = c.encode("gb2312")
    except UnicodeEncodeError:
        return 0.5 if "\u4e00" <= c <= "\u9fff" or "\u00a0" < c < "\u0250" else 0.0
    # Rows 16 to 55 are the 3,755 commonest hanzi; rows 1 to 9 are signs and foreign letters.
    return 1.0 if 0xB0 <= raw[0] <= 0xD7 else 0.9 if raw[0] <= 0xA3 or raw[0] >= 0xD8 else 0.3
