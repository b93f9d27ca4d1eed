"""The forms that something is taken out in: the fixed ones, and one for each channel, as its demands have it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Channel
from index.catalogue.demands import FITTED, Demands, Rule, demands
from index.errors import Invalid
from ingest.steps.copy_presets import PRESETS, CopyPreset
from server.checks.measuring import size_text

FOR: Final = "for-"
"""How the code of a channel's form begins: ``for-wechat``."""


def forms(session: Session) -> dict[str, CopyPreset]:
    """Return every form by its code, those of the channels last."""
    return {**PRESETS, **of_channels(session)}


def form(session: Session, code: str) -> CopyPreset:
    """Return a form by its code. Raises Invalid, which tells them all."""
    found = PRESETS.get(code) or (of_channels(session).get(code) if code.startswith(FOR) else None)
    if found is None:
        names = list(forms(session))
        raise Invalid("preset", f"请选择规格：{'、'.join(names)}", f"choose one of {', '.join(names)}")
    return found


def of_channels(session: Session) -> dict[str, CopyPreset]:
    """Return the forms of the channels that demand something which a copy can meet, as JPEG or as a film's MP4."""
    asked = demands(session)
    rows = session.execute(select(Channel.code, Channel.name, Channel.name_en).where(Channel.active)
                           .order_by(Channel.position))
    found = {}
    for code, zh, en in rows:
        photo, film = asked.get((code, "photo"), {}), asked.get((code, "video"), {})
        takes = Rule.FORMATS not in photo or photo[Rule.FORMATS].allows("image/jpeg")
        if takes and FITTED & (photo.keys() | film.keys()):
            found[f"{FOR}{code}"] = _form(f"{FOR}{code}", (zh, en), photo)
    return found


def _form(code: str, name: tuple[str, str], photo: Demands) -> CopyPreset:
    edge, wide, high, most = (photo[rule].number if rule in photo else None for rule in
                              (Rule.MOST_LONG, Rule.MOST_WIDTH, Rule.MOST_HEIGHT, Rule.MOST_BYTES))
    told_zh, told = ["JPEG"], ["JPEG"]
    if edge:
        told_zh.append(f"长边至多 {edge} 像素")
        told.append(f"{edge} pixels at most on its long edge")
    if most:
        told_zh.append(f"保证小于 {size_text(most)}")
        told.append(f"sure to be under {size_text(most)}")
    return CopyPreset(code, (f"{name[0]}用", f"For {name[1]}"), ("，".join(told_zh), ", ".join(told)), long_edge=edge,
                      box=(wide, high), most_bytes=most, quality=92, whole=not (edge or wide or high))
