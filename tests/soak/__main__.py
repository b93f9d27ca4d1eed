"""``python -m tests.soak``: kill -9 at random moments during ingest by each door, then look whether anything was lost;
and malformed files, each of which must come to an end with a reason.

Not part of the ordinary tests, for it takes hours. The same seed gives the same files, victims and moments; what the
processes have come to by then is the machine's affair.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.soak import malformed
from tests.soak.rounds import ALL, soak

MALFORMED = "malformed"


def main() -> int:
    """Soak what was asked for, print and write (soak.json) what came of it; 1 where anything was violated."""
    options = _options()
    print(f"seed {options.seed}", file=sys.stderr, flush=True)
    doors = [*ALL, MALFORMED] if "all" in options.door else list(dict.fromkeys(options.door))
    told = []
    folder = Path(tempfile.mkdtemp(prefix="vitrine-soak-"))
    for name in doors:
        started = time.monotonic()
        if name == MALFORMED:
            came = malformed.run(folder / name, options.mutants, options.seed, options.files, _tell).as_dict()
        else:
            came = soak(name, options.rounds, options.seed, folder, _tell, most=options.most).as_dict()
        told.append({**came, "seconds": round(time.monotonic() - started)})
        print(json.dumps(told[-1]), flush=True)
    options.out.write_text(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "seed": options.seed,
                                       "doors": told}, indent=1) + "\n", encoding="ascii")
    violated = any(one["violations"] for one in told)
    _tidy(folder, keep=violated)
    return 1 if violated else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="rounds at each door (default: 100)")
    parser.add_argument("--door", choices=[*ALL, MALFORMED, "all"], action="append",
                        help="only this; may be given again")
    parser.add_argument("--most", type=int, default=7, help="files at each door in a round (default: up to 7)")
    parser.add_argument("--mutants", type=int, default=2000, help="malformed files that are made (default: 2000)")
    parser.add_argument("--files", type=Path, help="a folder of malformed files, taken in as they are")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="give it again to get the same plan")
    parser.add_argument("--out", type=Path, default=Path("soak.json"), help="where the result goes (default: soak.json)")
    options = parser.parse_args()
    options.door = options.door or ["all"]
    return options


def _tell(line: str) -> None:
    print(f"\r{line:<70}", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def _tidy(folder: Path, *, keep: bool) -> None:
    import shutil

    if keep:
        print(f"\nkept for a look: {folder}", file=sys.stderr)
    else:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
