"""Doctor: is every byte where the catalogue says, is the catalogue sound, does the index agree, what is worth knowing."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final, Literal

from index.errors import VitrineError
from server.doctor import advice, bins, records, shelves
from server.doctor.findings import DAMAGE, Finding, Kind, Report, found
from server.home import Home

__all__ = ["DAMAGE", "LEVELS", "Finding", "Kind", "Level", "Report", "examine"]
Level = Literal["quick", "normal", "full"]
log = logging.getLogger("vitrine.doctor")
LEVELS: Final[tuple[Level, ...]] = ("quick", "normal", "full")


def examine(home: Home, *, level: Level, repair: bool, now: datetime) -> Report:
    """Examine a home and tell what was found.

    ``quick`` looks whether every file that a row names is there, of the right size, and gives advice. ``normal`` also
    looks for files without a row, assets left unfinished, a search index that differs, and breaks in the audit trail.
    ``full`` reads and hashes every byte again. With ``repair`` strays and damaged renditions go to quarantine (nothing
    is ever deleted), what lies there whole comes back, and jobs are put in for what is missing; a damaged original is
    left where it is, for a backup or the same file taken in again replaces it.
    """
    findings: list[Finding] = list(records.examine_database(home, whole=level == "full"))
    looked_at: dict[str, int] = {}
    try:
        findings += _examine(home, level, repair, now, looked_at)
    except Exception as error:
        # Rows of a damaged file can break anything that reads them; what SQLite said of it is then the finding.
        known = isinstance(error, VitrineError) and error.reason.code == "catalogue-damaged"
        if not findings and not known:
            raise
        log.warning("the examination ended early", exc_info=True)
        if not findings:
            findings.append(found(Kind.DAMAGED, "damaged-database", "vitrine.db", why=str(error)[:200]))
    return Report(level, tuple(findings), looked_at)


def _examine(home: Home, level: Level, repair: bool, now: datetime, looked_at: dict[str, int]) -> list[Finding]:
    held = shelves.counted_on(home)
    for one in held:
        looked_at[one.shelf] = looked_at.get(one.shelf, 0) + 1
    looked_at |= bins.counts(home)
    findings = list(shelves.examine_held(home, held, read=level == "full", repair=repair, now=now))
    if level != "quick":
        findings += shelves.examine_strays(home, held, repair=repair, now=now)
        findings += records.examine_unfinished(home, repair=repair, now=now)
        findings += records.examine_index(home, repair=repair, now=now)
        findings += records.examine_audit(home)
        findings += bins.examine_deleted(home, repair=repair, now=now)
    findings += advice.advise(home, ask_sandbox=level != "quick", now=now)
    return findings
