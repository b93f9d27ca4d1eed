"""Which fields a description needs before it is submitted: kept by the office, for photos, videos and posters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Engine, delete

from index.catalogue import audit
from index.catalogue.assets import Kind
from index.catalogue.people import Actor
from index.catalogue.required import FIELD_NAMES, RequiredField, needed
from index.db import writing
from index.errors import Invalid
from server import policy


def keep(engine: Engine, actor: Actor, wanted: Mapping[str, Collection[str]], *, now: datetime) -> None:
    """Let submissions need these fields from now on, by kind; a kind that is not named stays as it is.

    What is submitted already is not asked again. Raises Invalid for an unknown kind or field, Forbidden.
    """
    policy.require(actor, "require-fields")
    for kind, fields in wanted.items():
        if kind not in set(Kind):
            raise Invalid("kind", f"没有「{kind}」这一类素材", f"there is no kind “{kind}”")
        if unknown := sorted(set(fields) - set(FIELD_NAMES)):
            raise Invalid(kind, f"没有「{unknown[0]}」这个栏目", f"there is no field “{unknown[0]}”")
    with writing(engine) as session:
        before = needed(session)
        for kind, fields in wanted.items():
            session.execute(delete(RequiredField).where(RequiredField.kind == kind))
            session.add_all(RequiredField(kind=kind, field=field) for field in set(fields))
        session.flush()
        after = needed(session)
        if after != before:
            audit.record(session, actor, "required-fields", "required-fields", at=now,
                         before={kind: list(names) for kind, names in before.items()},
                         after={kind: list(names) for kind, names in after.items()})
