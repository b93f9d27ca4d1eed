"""The channels that a story is meant for: chosen while it is written, long before it is submitted anywhere.

They are no part of a version: readers see nothing of them, so choosing another one voids no approval.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.channels import Channel
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.errors import Invalid

Pair = tuple[str, str]


def offered(session: Session) -> dict[str, Pair]:
    """Return the names of the channels that a story may be meant for, by code, in their order."""
    rows = session.execute(select(Channel.code, Channel.name, Channel.name_en).where(Channel.active)
                           .order_by(Channel.position, Channel.id))
    return {code: (name, name_en) for code, name, name_en in rows}


def merged(now_there: Iterable[str], wanted: Iterable[str], had: Iterable[str]) -> set[str]:
    """Return what is to be there when somebody who began from ``had`` wants ``wanted``: what others ticked or unticked
    meanwhile stays as they left it.
    """
    there, wanted, had = set(now_there), set(wanted), set(had)
    return (there | (wanted - had)) - (had - wanted)


def put(session: Session, actor: Actor, story: Story, wanted: Iterable[str], had: Iterable[str], *, now: datetime) -> None:
    """Change the channels of a story, with an audit line, in the caller's transaction. Raises Invalid (channels)."""
    codes = list(session.scalars(select(Channel.code).order_by(Channel.position, Channel.id)))
    if unknown := set(wanted) - set(codes):
        name = min(unknown)
        raise Invalid("channels", f"没有渠道「{name}」", f"there is no channel “{name}”")
    before, after = story.channels, merged(story.channels, wanted, had)
    if after == set(before):
        return
    story.channels = [code for code in codes if code in after]
    story.changed_at, story.changed_by = now, actor.person_id
    audit.record(session, actor, "meant-for", items.story(story.id).subject, at=now, before={"channels": before},
                 after={"channels": story.channels})
