"""What runs in the process that reads an XLSX; it imports nothing that it does not need, to be there at once."""

from __future__ import annotations

import json
from pathlib import Path

from index.errors import VitrineError
from server.sheets.reading import read_sheet


def main(path: str, given: str) -> None:
    """Read a sheet and write it, or what is wrong with it, to standard output as JSON."""
    try:
        sheet = read_sheet(Path(path), given)
    except VitrineError as error:
        print(json.dumps({"code": error.reason.code, "details": error.details}))
    else:
        print(json.dumps({"rows": [(row.number, row.cells) for row in sheet.rows], "unknown": sheet.unknown}))
