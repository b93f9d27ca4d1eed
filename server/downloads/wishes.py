"""What somebody asks for when they take something out: the form, what it is for, and what is laid over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import channels
from index.catalogue.channels import Channel
from index.errors import Invalid
from ingest.steps.copy_presets import ORIGINAL, PRESETS, PROXY
from server.downloads.forms import form, forms

LONGEST_NOTE: Final = 200
OTHER: Final = "other"
DIRECT: Final = "direct"
SHARED: Final = "shared"
SHEET: Final = "contact-sheet"
PACKAGE: Final = "package"
# Beside the channels, which are data of the installation.
PURPOSES: Final[dict[str, tuple[str, str]]] = {
    "weibo": ("微博", "Weibo"), "paper": ("印刷品、展板", "Printed matter and display boards"),
    "report": ("工作汇报、总结", "Reports and summaries"), "selecting": ("选片、审稿", "Selecting and reviewing"),
    "archive": ("归档、备份", "Archives and backups"), OTHER: ("其他（请写明）", "Something else (say what)"),
}
UNASKED: Final[dict[str, tuple[str, str]]] = {
    DIRECT: ("直接下载，未填写用途", "Fetched directly, no purpose given"), SHARED: ("经分享链接", "Through a shared link")}
FORMS: Final[dict[str, tuple[str, str]]] = {
    **{code: one.name for code, one in PRESETS.items()}, PROXY: ("视频预览版", "Film proxy"),
    SHEET: ("缩略图目录（PDF）", "Contact sheet (PDF)"), PACKAGE: ("稿件资料包", "Package of a story")}
WATERMARKS: Final[dict[str, tuple[str, str]]] = {
    "": ("不加", "None"), "credit": ("署名", "Credit"), "department": ("部门", "Department"), "logo": ("标志", "Logo")}


@dataclass(frozen=True, slots=True)
class Wish:
    """``focus`` are shares of width and height, from the upper left, that a crop keeps in its middle."""

    preset: str
    purpose: str
    note: str = ""
    watermark: str = ""
    focus: tuple[float, float] | None = None


def form_names(session: Session) -> dict[str, tuple[str, str]]:
    """Return the names of all forms that a record may have."""
    return {**{code: one.name for code, one in forms(session).items()}, **FORMS}


def purposes(session: Session) -> list[tuple[str, tuple[str, str]]]:
    """Return what something may be taken out for: (code, name), the channels first."""
    asked = session.scalars(select(Channel).where(Channel.active).order_by(Channel.position))
    named = {one.code: (one.name, one.name_en) for one in asked}
    return list((named | {code: name for code, name in PURPOSES.items() if code not in named}).items())


def purpose_names(session: Session) -> dict[str, tuple[str, str]]:
    """Return the names of all purposes that a record may have."""
    return {**UNASKED, **PURPOSES, **channels.names(session)}


def check(session: Session, wish: Wish, *, logo: bool) -> None:
    """Do nothing for a wish that can be granted. Raises Invalid."""
    form(session, wish.preset)
    check_purpose(session, wish)
    if wish.watermark not in WATERMARKS or (wish.watermark == "logo" and not logo):
        raise Invalid("watermark", "没有这种水印", "there is no such watermark")
    if wish.focus is not None and not all(0 <= one <= 1 for one in wish.focus):
        raise Invalid("focus", "画面中心应在照片之内", "the point must lie within the photo")
    if wish.watermark and wish.preset == ORIGINAL:
        raise Invalid("watermark", "原始文件不加水印", "an original takes no watermark")


def check_purpose(session: Session, wish: Wish) -> None:
    """Do nothing where somebody says what something is for. Raises Invalid."""
    if wish.purpose not in dict(purposes(session)):
        raise Invalid("purpose", "请选择用途", "choose what it is for")
    if wish.purpose == OTHER and not wish.note:
        raise Invalid("note", "请写明用途", "say what it is for")
    if len(wish.note) > LONGEST_NOTE:
        raise Invalid("note", f"最多 {LONGEST_NOTE} 个字", f"at most {LONGEST_NOTE} characters")
