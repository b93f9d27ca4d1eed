"""Copy the front-end libraries from node_modules into server/static/vendor, with an integrity manifest and licences.

The browser gets these copies and nothing from another host. Uppy and ProseMirror come in many small packages that name
each other: esbuild, pinned like everything else, joins those of their files that are used into one module. ``--check``
derives everything again from node_modules (as ``npm ci`` made it from package-lock.json) and compares byte for byte; it
changes nothing and exits 1 on a difference.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "server" / "static" / "vendor"
MANIFEST = "integrity.json"

ICONS = Path(__file__).with_name("icons.txt")  # the Lucide icons that pages use, a name a line


UPPY = """\
export { default as Uppy } from "@uppy/core";
export { default as Tus } from "@uppy/tus";
"""

PROSEMIRROR = """\
export { DOMParser, DOMSerializer, Schema } from "prosemirror-model";
export { EditorState, Plugin, TextSelection } from "prosemirror-state";
export { Decoration, DecorationSet, EditorView } from "prosemirror-view";
export { baseKeymap, chainCommands, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
export { history, redo, undo } from "prosemirror-history";
export { keymap } from "prosemirror-keymap";
export { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
"""


@dataclass(frozen=True, slots=True)
class Library:
    """One npm package: which files are copied, and the licence text's own file."""

    name: str
    files: dict[str, Callable[[Path], bytes]]
    licence: str = "LICENSE"


def plain(source: str) -> Callable[[Path], bytes]:
    return lambda package: (package / source).read_bytes()


def without_map(source: str) -> Callable[[Path], bytes]:
    """Copy a script without its source-map comment, so that developer tools ask for no file that is not there."""
    return lambda package: re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", (package / source).read_bytes())


def minified(source: str) -> Callable[[Path], bytes]:
    """Make a module small that its package ships only at full length."""
    return lambda package: subprocess.run(
        [NODE_MODULES / ".bin" / "esbuild", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=error",
         package / source], check=True, capture_output=True).stdout


def justified_layout(package: Path) -> bytes:
    """Wrap the package's browserify bundle, which assigns a global ``require``, as an ES module.

    A module is strict: the name has to be declared, and it stays inside.
    """
    bundle = (package / "dist/justified-layout.min.js").read_bytes().rstrip()
    return b"let require;\n" + bundle + b'\nexport default require("justified-layout");\n'


def sprite(package: Path) -> bytes:
    """Join the icons the pages use into one file of symbols: ``<svg><use href=".../sprite.svg#play"/></svg>``."""
    names = ICONS.read_text("utf-8").split()
    symbols = [symbol(name, (package / f"icons/{name}.svg").read_text("utf-8")) for name in names]
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([head, *symbols, "</svg>", ""]).encode()


def symbol(name: str, svg: str) -> str:
    shapes = re.sub(r"\s*\n\s*", "", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])
    stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{shapes}</symbol>'


LIBRARIES = (
    Library("htmx.org", {"htmx.esm.js": plain("dist/htmx.esm.js")}),
    Library("justified-layout", {"justified-layout.js": justified_layout}),
    Library("leaflet", {"leaflet.js": minified("dist/leaflet-src.esm.js"), "leaflet.css": plain("dist/leaflet.css")}),
    Library("lucide-static", {"sprite.svg": sprite}),
    Library(
        "photoswipe",
        {
            "photoswipe.esm.min.js": without_map("dist/photoswipe.esm.min.js"),
            "photoswipe-lightbox.esm.min.js": without_map("dist/photoswipe-lightbox.esm.min.js"),
            "photoswipe.css": plain("dist/photoswipe.css"),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One module joined from several npm packages. The folder is named after the first package that ``entry`` exports."""

    name: str
    lead: str
    entry: str


BUNDLES = (Bundle("uppy", "@uppy/core", UPPY), Bundle("prosemirror", "prosemirror-view", PROSEMIRROR))


def sri(content: bytes) -> str:
    """Return the Subresource Integrity value (W3C SRI) of some bytes: sha384, base64."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def derive() -> dict[str, bytes]:
    """Return every file of the vendor folder, manifest included, by its path in the folder."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    copies: dict[str, bytes] = {}
    packages, files = [], []
    for library in LIBRARIES:
        lock = locked[f"node_modules/{library.name}"]
        installed = json.loads((NODE_MODULES / library.name / "package.json").read_text("utf-8"))
        if installed["version"] != lock["version"]:
            sys.exit(f"{library.name}: node_modules has {installed['version']}, not {lock['version']}: run npm ci")
        facts = {"package": library.name, "version": lock["version"], "licence": lock["license"]}
        packages.append({**facts, "integrity": lock["integrity"]})
        for path, content in library_files(library):
            copies[path] = content
            files.append({"path": path, "integrity": sri(content), **facts})
    for bundle in BUNDLES:
        names, made = bundle_files(bundle, locked)
        lead = locked[f"node_modules/{bundle.lead}"]
        for path, content in made:
            copies[path] = content
            files.append({"path": path, "integrity": sri(content), "package": bundle.lead, "version": lead["version"],
                          "licence": lead["license"]})
        packages += [{"package": name, **pinned(name, locked)} for name in names]
    manifest = {"packages": packages, "files": files}
    copies[MANIFEST] = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    return copies


def pinned(name: str, locked: dict[str, dict[str, str]]) -> dict[str, str]:
    lock = locked[f"node_modules/{name}"]
    return {"version": lock["version"], "licence": lock["license"], "integrity": lock["integrity"]}


def bundle_files(bundle: Bundle, locked: dict[str, dict[str, str]]) -> tuple[list[str], list[tuple[str, bytes]]]:
    """Return the packages that went into a bundle, and its files: the module, and the licences of all of them.

    Exits where the lead package is not there in the version that the lock names.
    """
    lead = NODE_MODULES / bundle.lead / "package.json"
    version = pinned(bundle.lead, locked)["version"]
    if not lead.exists() or json.loads(lead.read_text("utf-8"))["version"] != version:
        sys.exit(f"{bundle.lead}: node_modules has not the {version} of package-lock.json: run npm ci")
    with tempfile.TemporaryDirectory() as folder:
        out, meta = Path(folder) / "out.js", Path(folder) / "meta.json"
        subprocess.run([NODE_MODULES / ".bin" / "esbuild", "--bundle", "--format=esm", "--minify", "--platform=browser",
                        "--target=es2022", "--legal-comments=none", "--log-level=error", f"--outfile={out}",
                        f"--metafile={meta}"], cwd=ROOT, input=bundle.entry.encode(), check=True)
        (inputs,) = [made["inputs"] for made in json.loads(meta.read_text("utf-8"))["outputs"].values()]
        module = out.read_bytes()
    used = (path.split("node_modules/")[-1].split("/") for path, facts in inputs.items() if facts["bytesInOutput"])
    names = sorted({"/".join(parts[:2]) if parts[0].startswith("@") else parts[0] for parts in used} - {"<stdin>"})
    licences = [f"{name} {pinned(name, locked)['version']}\n\n{licence(name)}\n" for name in names]
    return names, [(f"{bundle.name}-{version}/{bundle.name}.js", module),
                   (f"{bundle.name}-{version}/LICENSE", "\n---\n\n".join(licences).encode())]


def licence(name: str) -> str:
    """Return a package's licence: its own file, else the section of its README. Exits where there is neither."""
    package = NODE_MODULES / name
    for file in sorted(package.iterdir()):
        if file.name.upper().startswith("LICEN"):
            return file.read_text("utf-8").strip()
    _, found, text = (package / "README.md").read_text("utf-8").partition("## License")
    if not found:
        sys.exit(f"{name}: has no licence text")
    return text.partition("\n")[2].strip()


def library_files(library: Library) -> Iterator[tuple[str, bytes]]:
    package = NODE_MODULES / library.name
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    # "htmx.org" reads like a host in a path; the folder drops what is no part of the library's name.
    folder = f"{library.name.removesuffix('.org').removesuffix('-static')}-{version}"
    for name, make in library.files.items():
        yield f"{folder}/{name}", make(package)
    yield f"{folder}/LICENSE", (package / library.licence).read_bytes()


def differences(wanted: dict[str, bytes]) -> list[str]:
    there = {str(p.relative_to(VENDOR)): p.read_bytes() for p in VENDOR.rglob("*") if p.is_file()}
    names = sorted(wanted.keys() | there.keys())
    return [name for name in names if wanted.get(name) != there.get(name)]


def write(wanted: dict[str, bytes]) -> None:
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    for name, content in wanted.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def main(arguments: list[str]) -> int:
    wanted = derive()
    if arguments == ["--check"]:
        wrong = differences(wanted)
        for name in wrong:
            print(f"server/static/vendor/{name}: 与锁定的包不符 / is not what the lock says: make vendor")
        return 1 if wrong else 0
    write(wanted)
    print(f"{len(wanted)} files in server/static/vendor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
