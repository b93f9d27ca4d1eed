"""The shape of the house: short files, real packages, nothing in the tree that belongs to one machine."""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "kiosk", "ingest", "index")
LONGEST, USUAL = 400, 120
CODE = {".py", ".js", ".css", ".html", ".sh"}

# Written in pieces, so that this file does not find itself.
HOMES = "|".join(["wor" + "k", "roo" + "t", "home/[a-z]+", "Users/[A-Za-z]+"])
MACHINE_PATH = re.compile(rf"(?<![\w.~/-])/(?:{HOMES})/")
HOSTS = [r"pypi\." + "org", r"pythonhosted\." + "org", r"registry\." + "npmjs", r"deb\." + "debian", "npmmir" + "ror"]
INDEX_HOST = re.compile("|".join(HOSTS))
ADDRESS_IN_A_LOCK = re.compile(r'"resolved"\s*:\s*"http')


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def vendored(path: Path) -> bool:
    return "vendor" in path.relative_to(ROOT).parts


def migration(path: Path) -> bool:
    """Migrations are written by Alembic and never edited once released; their length is the schema's."""
    return "migrations/versions" in path.as_posix()


def own_code() -> list[Path]:
    return [path for path in tracked() if path.suffix in CODE and not vendored(path) and not migration(path)]


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def holding(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Return file:line of each line of text that holds the pattern; files that are no text are left out."""
    found = []
    for path in paths:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def test_no_file_is_too_long_to_read() -> None:
    assert {str(p.relative_to(ROOT)): n for p in own_code() if (n := length(p)) > LONGEST} == {}


def test_half_of_the_files_are_short() -> None:
    assert statistics.median(length(p) for p in own_code()) < USUAL


@pytest.mark.parametrize("package", PACKAGES)
def test_each_folder_with_code_is_a_package(package: str) -> None:
    folders = {p.parent for p in (ROOT / package).rglob("*.py")}
    assert [str(f.relative_to(ROOT)) for f in sorted(folders) if not (f / "__init__.py").is_file()] == []


def test_tests_are_no_package() -> None:
    """A package tests/server would hide the real server; see pytest's importlib import mode."""
    assert [str(p.relative_to(ROOT)) for p in (ROOT / "tests").rglob("__init__.py")] == []


def test_names_of_test_files_are_unique() -> None:
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert holding(MACHINE_PATH, [p for p in tracked() if not vendored(p)]) == []


def test_no_file_names_the_host_of_a_package_index() -> None:
    assert holding(INDEX_HOST, [p for p in tracked() if not vendored(p)]) == []


def test_no_lock_names_an_address() -> None:
    locks = [p for p in tracked() if p.suffix == ".lock" or p.name == "package-lock.json"]
    assert len(locks) >= 3
    assert holding(ADDRESS_IN_A_LOCK, locks) + holding(re.compile(r"https?://"), locks) == []


def test_each_locked_python_package_has_hashes() -> None:
    """One pin without a hash and pip refuses the whole file, on the stranger's machine first."""
    for lock in (ROOT / "requirements").glob("*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text("utf-8").strip())
        assert [e.split()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e] == [], lock.name


def test_ignored_lines_are_anchored() -> None:
    """An ignore line such as ``vendor/`` would silently drop that much of the product from the wheel."""
    lines = (ROOT / ".gitignore").read_text("utf-8").split()
    assert [line for line in lines if not line.startswith(("/", "#")) and line not in {"__pycache__/", "*.pyc"}] == []
