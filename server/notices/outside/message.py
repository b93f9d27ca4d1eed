"""A message as every means takes it: a title, and a line for each notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One notice: what happened, what was written with it, and the address of its page ("" without a public address)."""

    text: str
    more: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What one person, or one group, is sent at once. ``short`` names no item: it may be read on a locked phone.

    ``mark`` is the same for the same message sent again. ``attachments`` go by mail alone.
    """

    title: str
    lines: tuple[MessageLine, ...]
    short: str
    address: str = ""
    open_text: str = ""
    foot: str = ""
    mark: str = ""
    language: str = "zh_CN"
    attachments: tuple[Attachment, ...] = ()
