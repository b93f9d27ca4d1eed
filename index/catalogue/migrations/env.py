"""Alembic's environment: run on the connection that ``index.catalogue.upgrade`` hands over."""

from __future__ import annotations

from alembic import context

import index.catalogue  # noqa: F401 - registers every model
from index.db import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite",
                  compare_type=True, user_module_prefix="db.")
with context.begin_transaction():
    context.run_migrations()
