"""A write that is sent twice under one key is done once, and answered the same both times (Idempotency-Key).

Kept is what was done. What was refused left nothing behind, so its key may be used again. A request that was broken off
keeps its key as well: whether it was done nobody knows then, and it is never done twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Response, request
from sqlalchemy import Engine, delete, update

from index.catalogue.tokens import ApiAnswer
from index.db import insert_into, reading, writing
from index.errors import Conflict, Invalid, VitrineError

HEADER: Final = "Idempotency-Key"
KEPT_FOR: Final = timedelta(hours=24)
BROKEN_OFF: Final = timedelta(minutes=10)
"""Whoever asks again after this is told to look first: the process that began it may be gone."""
HEADERS: Final = ("Content-Type", "Location", "ETag")
_KEY: Final = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a key: what was asked under it, and the answer, None while there is none."""

    asked: str
    begun_at: datetime
    answer: Response | None


def once(engine: Engine, token_id: int, do: Callable[[], Response], asked: Callable[[], str], *, early: bool,
         clock: Callable[[], datetime]) -> Response:
    """Return what ``do`` answers, or what it answered before under this request's key. ``asked`` is a sum of the request,
    which is known before it is done (``early``) unless its body is a file.

    Raises Invalid for what is no key, VitrineError: key-reused, key-under-way, key-unknown.
    """
    key = _key()
    if key is None:
        return do()
    held = _begin(engine, token_id, key, asked() if early else "", clock())
    if held is not None:
        return _again(held, asked(), clock())
    try:
        answer = do()
    except BaseException:
        _forget(engine, token_id, key)
        raise
    if answer.status_code >= 300:  # an answer that refuses
        _forget(engine, token_id, key)
        return answer
    _keep(engine, token_id, key, asked(), answer, clock())
    return answer


def _key() -> str | None:
    given = request.headers.get(HEADER)
    if given is None:
        return None
    found = _KEY.fullmatch(given.strip())
    if found is None:
        raise Invalid(HEADER, "应为 1 至 255 个可见的 ASCII 字符", "must be 1 to 255 visible ASCII characters")
    return found[1]


def _begin(engine: Engine, token_id: int, key: str, asked: str, now: datetime) -> Held | None:
    """Take a key; return what is known of it where it is taken already. Not durable by itself: the write that follows is."""
    with writing(engine, durable=False) as session:
        session.execute(delete(ApiAnswer).where(ApiAnswer.expires_at <= now))
        made = session.execute(insert_into(session, ApiAnswer).values(
            token_id=token_id, key=key, asked=asked, headers=[], body="", begun_at=now, expires_at=now + KEPT_FOR)
            .on_conflict_do_nothing().returning(ApiAnswer.key)).first()
    if made is not None:
        return None
    with reading(engine) as session:
        row = session.get_one(ApiAnswer, (token_id, key))
        answer = None
        if row.status is not None:
            answer = Response(row.body, row.status, headers=dict(one.split(": ", 1) for one in row.headers))
        return Held(row.asked, row.begun_at, answer)


def _again(held: Held, asked: str, now: datetime) -> Response:
    if held.asked and held.asked != asked:
        raise VitrineError("key-reused")
    if held.answer is None:
        raise Conflict("key-under-way" if now - held.begun_at < BROKEN_OFF else "key-unknown")
    held.answer.headers["Idempotency-Replayed"] = "true"
    return held.answer


def _keep(engine: Engine, token_id: int, key: str, asked: str, answer: Response, now: datetime) -> None:
    told = [f"{name}: {answer.headers[name]}" for name in HEADERS if name in answer.headers]
    with writing(engine, durable=False) as session:
        session.execute(update(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == key).values(
            asked=asked, status=answer.status_code, headers=told, body=answer.get_data(as_text=True),
            expires_at=now + KEPT_FOR))


def _forget(engine: Engine, token_id: int, key: str) -> None:
    with writing(engine, durable=False) as session:
        session.execute(delete(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == key))
