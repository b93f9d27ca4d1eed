"""The schema: up from nothing, down again, and never apart from the models."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, func, inspect, select, text

import index.catalogue  # registers every model
from index.catalogue import upgrade
from index.catalogue.channels import DEFAULT_CHANNELS, Aim, Channel, RouteStep
from index.catalogue.reviews import Review
from index.catalogue.steps import Step
from index.db import Base, make_engine, reading
from index.errors import VitrineError

assert index.catalogue


@pytest.fixture
def empty(empty_url: str) -> Any:
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def test_up_from_empty_makes_every_table(empty: Engine) -> None:
    assert upgrade.upgrade(empty)
    assert set(inspect(empty).get_table_names()) == set(Base.metadata.tables) | {"alembic_version"}
    assert upgrade.is_current(empty)
    assert not upgrade.upgrade(empty), "a second time changes nothing"


def test_down_to_nothing_and_up_again(empty: Engine) -> None:
    upgrade.upgrade(empty)
    upgrade.downgrade(empty)
    assert inspect(empty).get_table_names() == ["alembic_version"]
    assert not upgrade.is_current(empty)
    assert upgrade.upgrade(empty)


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_migrations_end_where_the_models_stand(empty: Engine) -> None:
    upgrade.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_indexes_are_those_of_the_models_to_the_letter(empty: Engine) -> None:
    """Comparing metadata leaves out indexes of expressions, and the conditions of those that have one."""
    upgrade.upgrade(empty)
    with empty.begin() as connection:
        migrated = written(connection)
        for table in Base.metadata.tables.values():
            for one in table.indexes:
                one.drop(connection)
                one.create(connection)
        assert written(connection) == migrated


def written(connection: Connection) -> dict[str, str]:
    """Return the names of all indexes with what the database says of them."""
    query = ("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
             if connection.dialect.name == "sqlite" else
             "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    return dict(connection.execute(text(query)).all())


def test_a_newer_catalogue_is_refused(empty: Engine) -> None:
    upgrade.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(VitrineError) as caught:
        upgrade.upgrade(empty)
    assert caught.value.reason.code == "newer-home"
    assert "9999" in caught.value.reason.zh


def test_channels_are_seeded_once(empty: Engine) -> None:
    upgrade.upgrade(empty)
    upgrade.seed_channels(empty)
    upgrade.seed_channels(empty)
    with reading(empty) as session:
        codes = list(session.scalars(select(Channel.code).order_by(Channel.position)))
        steps = session.scalar(select(func.count()).select_from(RouteStep))
    assert codes == [one[0] for one in DEFAULT_CHANNELS]
    assert steps == sum(len(one[3]) for one in DEFAULT_CHANNELS)


@pytest.mark.usefixtures("as_it_ships")
def test_sqlite_survives_a_power_cut_and_keeps_its_references(home: Any) -> None:
    home.engine.dispose()
    with home.engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_filled_catalogue_goes_up_with_everything_in_it(empty: Engine) -> None:
    """Changing a table on SQLite drops the old one: what refers to it must neither stop that nor go with it."""
    upgrade.upgrade(empty, "0001")
    with empty.begin() as connection:
        for row in ("departments (id, code, name, name_en, is_office, active) VALUES (1, 'c', '饮食', '', false, true)",
                    "kits (id, name, department_id, quicktime_local, active) VALUES (1, '一号机', 1, false, true)",
                    "camera_bodies (id, kit_id, make, model, serial) VALUES (1, 1, '', '', '3007152')"):
            connection.execute(text(f"INSERT INTO {row}"))
    assert upgrade.upgrade(empty)
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT serial FROM camera_bodies WHERE kit_id = 1")) == "3007152"
        assert connection.scalar(text("SELECT name FROM kits")) == "一号机"
        if empty.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1, "foreign keys are in force again"


def test_routes_under_way_are_rewritten_and_missing_channels_added(empty: Engine) -> None:
    """A route was a list of desks; what is under way keeps it, and its approvals find their step."""
    upgrade.upgrade(empty, "0024")
    at = "'2026-03-01 00:00:00'"
    with empty.begin() as connection:
        for row in ("departments (id, code, name, name_en, is_office, active) VALUES (1, 'c', '饮食', '', false, true)",
                    "channels (id, code, name, name_en, position, active) VALUES (4, 'school', '学校', 'School', 3, true), "
                    "(9, 'weibo', '自建微博', 'Own Weibo', 4, true)",
                    f"assets (id, kind, sha256, department_id, created_at, facts) VALUES (1, 'photo', 'aa', 1, {at}, '{{}}')",
                    "aims (id, asset_id, channel_id, state, route, step, submitted_at, pinned_sha256, pinned_version, "
                    "changed_at) VALUES (1, 1, 4, 'reviewed', '[\"department\", \"director\", \"office\"]', 1, "
                    f"{at}, 'aa', 1, {at}), (2, 1, 9, 'draft', '[]', 0, null, null, null, {at})",
                    f"reviews (aim_id, verb, desk, version, reason, at) VALUES (1, 'submit', null, 1, '', {at}), "
                    f"(1, 'approve', 'department', 1, '', {at})"):
            connection.execute(text(f"INSERT INTO {row}"))
    assert upgrade.upgrade(empty)
    with reading(empty) as session:
        routes = dict(session.execute(select(Aim.id, Aim.route)).all())
        assert routes == {1: (Step("department"), Step("director", number=1), Step("office", number=2)), 2: ()}
        assert list(session.scalars(select(Review.step).order_by(Review.id))) == [None, 0]
        channels = dict(session.execute(select(Channel.code, Channel.name)).all())
        assert channels == {"school": "学校", "weibo": "自建微博", "qq": "QQ"}, "what is there is left alone"
        made = select(RouteStep.desk).join(Channel, Channel.id == RouteStep.channel_id).where(Channel.code == "qq")
        assert list(session.scalars(made.order_by(RouteStep.position))) == ["department", "office"]


def test_reviews_of_before_say_which_of_them_was_the_last_yes(empty: Engine) -> None:
    """What an approval led to stood in the trail alone."""
    upgrade.upgrade(empty, "0064")
    at, later = "'2026-03-01 00:00:00'", "'2026-03-02 00:00:00'"
    with empty.begin() as connection:
        for row in ("channels (id, code, name, name_en, position, active) VALUES (2, 'site', '处网', 'Site', 1, true), "
                    "(3, 'wechat', '微信', 'WeChat', 2, true)",
                    "assets (id, kind, sha256, created_at, facts, recompressed, clock_photo) "
                    f"VALUES (7, 'photo', 'aa', {at}, '{{}}', false, false)",
                    "aims (id, asset_id, channel_id, state, route, step, pinned_sha256, pinned_version, changed_at) "
                    f"VALUES (1, 7, 2, 'approved', '[]', 1, 'aa', 1, {at}), (2, 7, 3, 'reviewed', '[]', 1, 'aa', 1, {at})",
                    f"reviews (id, aim_id, verb, version, reason, at) VALUES (1, 1, 'approve', 1, '', {at}), "
                    f"(2, 1, 'approve', 1, '', {later}), (3, 2, 'approve', 1, '', {later})",
                    "audit (at, actor, verb, subject, details, hash) VALUES "
                    f"({at}, '', 'approve', 'asset:V7', '{{\"channel\": \"site\", \"state\": \"reviewed\"}}', 'a'), "
                    f"({later}, '', 'approve', 'asset:V7', '{{\"channel\": \"site\", \"state\": \"approved\"}}', 'b'), "
                    f"({later}, '', 'approve', 'asset:V7', '{{\"channel\": \"wechat\", \"state\": \"reviewed\"}}', 'c')"):
            connection.exec_driver_sql(f"INSERT INTO {row}")
    assert upgrade.upgrade(empty)
    with reading(empty) as session:
        assert list(session.scalars(select(Review.id).where(Review.final))) == [2]
        assert dict(session.execute(select(Channel.code, Channel.goes_on)).all()) == {"site": True, "wechat": False}
