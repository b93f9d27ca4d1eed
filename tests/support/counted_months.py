"""A campus whose departments wrote, submitted and were adopted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import State, Verb
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement, PlacementState
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryCredit
from index.db import writing
from server.points import defaults, groups, setting


@pytest.fixture
def outlets(home: Any) -> dict[str, int]:
    """Outlets by name."""
    levels = {"县政法简报": ("county", "bulletin"), "市政法动态": ("city", "bulletin"), "市日报": ("city", "news"),
              "光明日报": ("nation", "news")}
    with writing(home.engine) as session:
        rows = [Outlet(name=name, level=level, type=kind, known=level == "nation") for name, (level, kind) in levels.items()]
        session.add_all(rows)
        session.flush()
        return {row.name: row.id for row in rows}


@pytest.fixture
def wrote(home: Any) -> Callable[..., int]:
    """Return a function that enters a story that was submitted, and published where a channel is named: (owner, at) -> id."""

    def make(owner: Any, at: datetime, kind: str = "update", *, double: bool = False, published: str = "",
             authors: tuple[Any, ...] = ()) -> int:
        with writing(home.engine) as session:
            story = Story(kind=kind, department_id=owner.department_id, owner_id=owner.person_id, title="食堂动态",
                          created_at=at, changed_at=at, counts_double=double)
            session.add(story)
            session.flush()
            session.add_all(StoryCredit(story_id=story.id, position=place, part="author", name=one.display,
                                        person_id=one.person_id, department_id=one.department_id)
                            for place, one in enumerate(authors))
            channel = session.scalars(select(Channel.id).where(Channel.code == (published or "site"))).one()
            aim = Aim(story_id=story.id, channel_id=channel, state=State.APPROVED if published else State.SUBMITTED,
                      changed_at=at, submitted_at=at, submitted_by=owner.person_id, pinned_sha256="a" * 64, pinned_version=1)
            session.add(aim)
            session.flush()
            session.add(Review(aim_id=aim.id, verb=Verb.SUBMIT, person_id=owner.person_id, at=at, version=1))
            if published:
                session.add(Review(aim_id=aim.id, verb=Verb.APPROVE, at=at + timedelta(hours=1), version=1, final=True))
            return story.id

    return make


@pytest.fixture
def adopted(home: Any) -> Callable[..., int]:
    """Return a function that puts an adoption on record: (story, outlet, day, known_at) -> id."""

    def make(story: int, outlet: int, day: date, known_at: datetime) -> int:
        with writing(home.engine) as session:
            channel = session.scalars(select(Channel.id).where(Channel.code == "media")).one()
            row = Placement(story_id=story, channel_id=channel, outlet_id=outlet, state=PlacementState.ADOPTED,
                            made_at=known_at, sent_at=known_at, published_on=day, evidence_sha256="a" * 64,
                            confirmed_at=known_at)
            session.add(row)
            session.flush()
            return row.id

    return make


@pytest.fixture
def county(home: Any, cast: Any, clock: Any) -> Callable[..., int]:
    """Return a function that adds the county office's rule set over groups of the cast's departments: () -> its id."""

    def add(deduction: str = "3", begins: str = "2026-02") -> int:
        for name, code in (("乡镇(办)", "canteen"), ("综治成员单位", "library"), ("政法部门", "office")):
            groups.save(home.engine, cast.editor, None, name, [cast.departments[code]], now=clock())
        text = defaults.text("county").replace('# deduction = "…"', f'deduction = "{deduction}"')
        return setting.add(home.engine, cast.editor, text.replace('"2026-01"', f'"{begins}"'), now=clock())

    return add


@pytest.fixture
def run(home: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs a command at the clock's time: (arguments) -> what it says."""
    from click.testing import CliRunner

    from server.cli.main import cli

    monkeypatch.setattr("server.clock.now", clock)

    def do(*arguments: str, given: str = "", code: int = 0) -> str:
        done = CliRunner().invoke(cli, list(arguments), input=given, env={"VITRINE_HOME": str(home.settings.home)})
        assert done.exit_code == code, done.output
        return done.output if code else done.stdout

    return do
