"""Macros that are imported without the context see what every template of the application sees, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import meta, nodes

TEMPLATES = Path(__file__).resolve().parents[3] / "server" / "templates"


def own(tree: nodes.Template) -> set[str]:
    """The names that a template gives a value itself, be it in one branch only."""
    return {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}


def test_no_kept_template_asks_for_what_only_a_page_knows(app: Any) -> None:
    environment = app.jinja_env
    trees = {path.relative_to(TEMPLATES).as_posix(): environment.parse(path.read_text("utf-8"))
             for path in TEMPLATES.rglob("*.html")}
    kept = {one.template.value for tree in trees.values() for one in tree.find_all((nodes.Import, nodes.FromImport))
            if not one.with_context}
    unknown = {name: meta.find_undeclared_variables(trees[name]) - environment.globals.keys() - own(trees[name])
               for name in kept}
    assert "clocks/parts.html" in kept
    assert {name: names for name, names in unknown.items() if names} == {}
