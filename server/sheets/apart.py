"""Reading somebody's XLSX in a process of its own, with limits: an archive of XML is not for the server's own memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from index.errors import BadMedia, VitrineError
from ingest import tools
from ingest.tools import Limits
from server.sheets.reading import Sheet, SheetRow, read_sheet

LIMITS: Final = Limits(seconds=60, cpu_seconds=45, memory=1 << 30, file_size=64 << 20)
START: Final = """import json, sys
sys.path[:0] = json.loads(sys.argv[3])
from server.sheets.child import main
main(*sys.argv[1:3])"""


def read_apart(path: Path, name: str | None = None) -> Sheet:
    """Read a sheet like ``read_sheet``; what is packed (XLSX) in a limited process, what is plain text here.

    Raises VitrineError as that does, and sheet-damaged where the limits are reached.
    """
    given = name or path.name
    if Path(given).suffix.lower() != ".xlsx":
        return read_sheet(path, given)
    command = [sys.executable, "-I", "-c", START, str(path.resolve()), given, json.dumps(sys.path)]
    try:
        ran = tools.run(command, path=given, limits=LIMITS, niceness=0)
    except BadMedia as error:
        raise VitrineError("sheet-damaged", detail=error.reason.code) from error
    told = json.loads(ran.out)
    if "code" in told:
        raise VitrineError(told["code"], **told["details"])
    return Sheet(tuple(SheetRow(number, cells) for number, cells in told["rows"]), tuple(told["unknown"]))
