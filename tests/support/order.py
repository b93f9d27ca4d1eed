"""The order of a run: what takes longest is begun first, so that nobody waits for one test at the end."""

from __future__ import annotations

import gc
from typing import Final

import pytest

LONGEST_FIRST: Final = (
    "tests/flow/", "tests/browser/test_axe.py", "tests/server/leaks/", "tests/house/test_soak.py", "tests/server/web/",
    "tests/house/", "tests/kiosk/", "tests/browser/", "tests/server/uploads/", "tests/server/cli/", "tests/ingest/push/",
    "tests/server/loops/", "tests/ingest/steps/", "tests/server/test_doctor_after_kill.py", "tests/server/ledger/",
    "tests/index/catalogue/test_migrations.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort tests by LONGEST_FIRST; those of a file stay together."""
    items.sort(key=lambda item: next((place for place, folder in enumerate(LONGEST_FIRST) if item.nodeid.startswith(folder)),
                                     len(LONGEST_FIRST)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay to the end: the collector need not look through them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
