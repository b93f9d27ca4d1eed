"""The front-end copies in the tree are what their manifest says, and the manifest is what package-lock.json says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "server" / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "integrity.json").read_text("utf-8"))
LOCK = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]


def test_each_copy_has_the_digest_of_the_manifest() -> None:
    wrong = []
    for entry in MANIFEST["files"]:
        digest = hashlib.sha384((VENDOR / entry["path"]).read_bytes()).digest()
        if entry["integrity"] != "sha384-" + base64.b64encode(digest).decode():
            wrong.append(entry["path"])
    assert wrong == []


def test_the_manifest_names_every_file_and_no_other() -> None:
    there = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}
    assert {entry["path"] for entry in MANIFEST["files"]} | {"integrity.json"} == there


def test_each_package_is_the_one_that_the_lock_pins() -> None:
    vendored = {p["package"]: (p["version"], p["integrity"], p["licence"]) for p in MANIFEST["packages"]}
    locked = {
        path.removeprefix("node_modules/"): (facts["version"], facts["integrity"], facts.get("license"))
        for path, facts in LOCK.items()
        if path and not facts.get("dev")
    }
    assert {name: locked.get(name) for name in vendored} == vendored
    assert set(LOCK[""]["dependencies"]) <= set(vendored), "what is asked for is copied, or part of a bundle"


def test_each_library_carries_its_licence() -> None:
    folders = {entry["path"].split("/")[0] for entry in MANIFEST["files"]}
    assert [f for f in sorted(folders) if not (VENDOR / f / "LICENSE").is_file()] == []


def test_a_bundle_carries_the_licence_of_each_package_in_it() -> None:
    (uppy,), (prosemirror,) = VENDOR.glob("uppy-*"), VENDOR.glob("prosemirror-*")
    text = "\n".join((bundle / "LICENSE").read_text("utf-8") for bundle in (uppy, prosemirror))
    inside = [p for p in MANIFEST["packages"] if p["package"] not in {f["package"] for f in MANIFEST["files"]}]
    assert {"@uppy/tus", "tus-js-client", "lodash", "prosemirror-model", "orderedmap"} <= {p["package"] for p in inside}
    assert [p["package"] for p in inside if f"{p['package']} {p['version']}\n\n" not in text] == []


def test_no_module_makes_code_from_text() -> None:
    """The content security policy forbids it, and a browser would stop there. (lodash asks only where nothing else is.)"""
    for module in VENDOR.rglob("*.js"):
        if not module.parent.name.startswith("htmx-"):
            left = module.read_text("utf-8").replace('Function("return this")()', "")
            assert re.findall(r"\beval\(|\bFunction\(", left) == [], module.name


def test_versions_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    wanted = package["dependencies"] | package["devDependencies"]
    assert {name: v for name, v in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}


def test_each_icon_that_a_page_uses_is_in_the_sprite() -> None:
    (sprite,) = VENDOR.glob("lucide-*/sprite.svg")
    there = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite.read_text("utf-8")))
    used = set()
    for page in (ROOT / "server" / "templates").rglob("*.html"):
        used |= set(re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", page.read_text("utf-8")))
    assert used - there == set()
    assert "image" in there
