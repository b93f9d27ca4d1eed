"""What a process with a thousand applications over a thousand homes makes once: the code of a page, a route, a statement.

An application that serves makes each of these once, too. Nothing that a test looks at is kept: the pages' sources are
compared by checksum, routes and statements by all that they consist of. And in the tests' own processes nothing waits for
the disk, as nobody cuts the power; that a file is asked for at the right moment is looked at where it matters.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from preloaded import keeping_templates
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from werkzeug.routing import Rule

from index import db

SHIPPED = {"SURE": db.SURE, "QUICK": db.QUICK}
"""How SQLite waits for the disk where the product runs."""

@contextmanager
def made_once(folder: Path) -> Iterator[None]:
    """While it holds, applications and engines of this process share what they compile; pages also with other processes."""
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", keeping_templates(folder))
        patch.setattr(Rule, "_compile_builder", remembering(Rule._compile_builder))
        patch.setattr(os, "fsync", lambda _handle: None)
        for name in SHIPPED:
            patch.setattr(db, name, "OFF")
        patch.setattr(db, "create_engine", _sharing({}))
        for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other), raising=False)
            patch.setattr(dialect, "__hash__", lambda one: hash(type(one)), raising=False)
        yield


def remembering(compiled: Callable[..., Any]) -> Callable[..., Any]:
    """Return the compiler of routes that compiles what is alike once."""
    known: dict[Any, Any] = {}

    def builder(rule: Any, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compiled(rule, append_unknown)
        key = (rule.rule, append_unknown, *rule._trace)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    return builder


def _sharing(statements: dict[str, Any]) -> Callable[..., Engine]:
    def create(url: Any, **given: Any) -> Engine:
        engine = create_engine(url, query_cache_size=2000, **given)
        engine._compiled_cache = statements.setdefault(engine.dialect.name, engine._compiled_cache)
        return engine

    return create
