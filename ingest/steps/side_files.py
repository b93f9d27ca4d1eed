"""The side files that cameras write beside their pictures, and systems into every folder: nothing to keep.

Sidecars, which tell of a picture or film beside them, are not among them (``sidecar``): they are kept and read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset([
    ".thm", ".ctg", ".lrv", ".lrf", ".aae", ".dsc", ".sec", ".uis", ".sav",  # stills, phones, action cameras, drones
    ".bdm", ".mpl", ".cpi", ".tdt", ".tid", ".moi", ".modd", ".moff", ".smi",  # AVCHD and camcorders
    ".bim", ".ppn", ".bnp", ".int", ".inp", ".ind", ".bup", ".ifo",  # XAVC, DVD
    ".dat", ".dbf", ".log", ".mrk", ".cfg",
])
NAMES: Final = frozenset([
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "autorun.inf", "indexervolumeguid", "wpsettings.dat",
    ".ds_store", ".localized", ".apdisk", ".volumeicon.icns", "icon\r", ".nomedia", ".directory",
    "mediapro.xml", "cueup.xml", "statusinfo.xml", "status.bin", "database.bin", "avchd_package",
])
FOLDERS: Final = frozenset([
    ".trashes", ".trash", ".trash-1000", "$recycle.bin", "system volume information", "__macosx", ".spotlight-v100",
    "thmbnl", ".fseventsd", ".temporaryitems", ".documentrevisions-v100", ".thumbnails",
])
# Canon XF and Panasonic P2 describe each clip in an XML of its own; Sony's (C0001M01.XML) is a sidecar.
CLIP_XML: Final = re.compile(r"^(?!.*M\d{2}\.XML$)([A-Z0-9_]+M\d{2}|[A-Z]{1,3}\d{3,}\w*|.*_META)\.(XML|CIF)$", re.IGNORECASE)


def is_side_file(name: Path | str) -> bool:
    """Tell by its name, and the folders in it, whether a file is a side file of a camera or a system."""
    path = Path(name)
    low = path.name.lower()
    if low.startswith("._") or low in NAMES or path.suffix.lower() in SUFFIXES:
        return True
    return any(part.lower() in FOLDERS for part in path.parts[:-1]) or bool(CLIP_XML.match(path.name))
