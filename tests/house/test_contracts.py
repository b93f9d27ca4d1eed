"""The direction of imports, as pyproject.toml has it, holds; and the checker would notice if it did not."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(config: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    checker = Path(sys.executable).with_name("lint-imports")
    command = [checker, "--config", config, "--no-cache"]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True)


def test_the_direction_of_imports_holds() -> None:
    answer = lint_imports(ROOT / "pyproject.toml", ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_an_import_upward_is_noticed(tmp_path: Path) -> None:
    """The same contract over a small copy of the house in which the ground floor looks upstairs."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    for package in ("server", "kiosk", "ingest", "index"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "index" / "blobs.py").write_text("import server\n")
    layers = "\n    ".join(contract["layers"])
    config = tmp_path / ".importlinter"
    config.write_text(
        "[importlinter]\nroot_packages =\n    server\n    kiosk\n    ingest\n    index\n"
        f"[importlinter:contract:layers]\nname = layers\ntype = {contract['type']}\nlayers =\n    {layers}\n"
    )
    answer = lint_imports(config, tmp_path)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "index.blobs -> server" in answer.stdout
