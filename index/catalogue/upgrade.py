"""Bring a catalogue to this version's schema, and refuse one that is newer than we are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select

from index.catalogue.channels import DEFAULT_CHANNELS, GO_ON, Channel, RouteStep
from index.catalogue.demands import DEFAULTS, ChannelDemand
from index.db import writing
from index.errors import VitrineError

HEAD = "head"


def upgrade(engine: Engine, revision: str = HEAD) -> bool:
    """Migrate up to ``revision`` and say whether anything changed. Raises VitrineError(newer-home)."""
    with _migrating(engine) as connection:
        config = _config(connection)
        before = current(connection)
        if before and before not in {script.revision for script in _scripts(config).walk_revisions()}:
            raise VitrineError("newer-home", revision=before)
        command.upgrade(config, revision)
        return current(connection) != before


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Migrate down; for tests and for going back to a release that a backup fits."""
    with _migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Say whether the catalogue stands at this version's schema."""
    with engine.connect() as connection:
        return current(connection) == _newest()


@cache
def _newest() -> str | None:
    """The revision that this release brings; a process that opens many homes reads its migrations once."""
    return _scripts(_config()).get_current_head()


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def seed_channels(engine: Engine) -> None:
    """Put in the default channels and routes where there are none."""
    with writing(engine) as session:
        if session.scalar(select(Channel.id).limit(1)) is not None:
            return
        for position, (code, name, name_en, desks) in enumerate(DEFAULT_CHANNELS):
            channel = Channel(code=code, name=name, name_en=name_en, position=position, goes_on=code in GO_ON)
            session.add(channel)
            session.flush()
            session.add_all(RouteStep(channel_id=channel.id, position=i, desk=desk) for i, desk in enumerate(desks))
            session.add_all(ChannelDemand(channel_id=channel.id, kind=kind, rule=rule, value=value)
                            for owner, kind, rule, value in DEFAULTS if owner == code)


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """Give a transaction for migrations.

    SQLite changes a table by making it anew and dropping the old one. With foreign keys in force the drop would fail, or
    delete what refers to the table; so they rest meanwhile, which SQLite allows outside a transaction only, and every
    reference is checked before the commit (sqlite.org/lang_altertable.html, section 7).
    """
    with engine.connect() as connection:
        rests = connection.dialect.name == "sqlite"
        if rests:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if rests else []
                if broken:
                    raise VitrineError("catalogue-damaged", detail=f"foreign key: {broken[0][0]} {broken[0][1]}")
        finally:
            if rests:
                _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}").close()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "index.catalogue:migrations")
    config.attributes["connection"] = connection
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
